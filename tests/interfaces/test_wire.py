"""Every row of the table of wire cases, in memory and whole.

That each row may also come byte by byte, or cut in two at every byte, takes seconds to show. So
it is shown in tests/infrastructure, where seconds are spent on sockets anyway.
"""

from collections.abc import Iterator
from itertools import islice

import pytest

from entities import Handler
from interfaces import drive
from tests.interfaces.wire.cuts import bytewise, in_two
from tests.interfaces.wire.memory import byte_by_byte, cut_in_two, whole
from tests.interfaces.wire.row import Answer, Row, Then, closed, ended, get, opened
from tests.interfaces.wire.site import make_site
from tests.interfaces.wire.table import ROWS, TOPICS

each_topic = pytest.mark.parametrize("topic", TOPICS)


@pytest.fixture(scope="module")
def site() -> Iterator[Handler]:
    lifespan = make_site().lifespan()
    yield drive(lifespan.__aenter__())
    drive(lifespan.__aexit__(None, None, None))


@each_topic
def test_every_row_is_answered_as_it_says(topic: str, site: Handler) -> None:
    found = {row.title: whole(site, row) for row in TOPICS[topic]}
    assert {title: faults for title, faults in found.items() if faults} == {}


def test_every_row_has_an_identity_of_its_own() -> None:
    assert len(ROWS) == sum(map(len, TOPICS.values()))


def test_every_row_says_which_rule_it_shows() -> None:
    assert [row.title for row in ROWS.values() if row.rule.split("-")[0] not in RFCS] == []


RFCS = {"3986", "6585", "9110", "9112", "9113"}
ANSWER = Answer(200, b"Hello, World!")
WRONG = {
    "another status": opened("", "", get(), 404),
    "another body": opened("", "", get(), Answer(200, b"Hello")),
    "a line that is not there": opened("", "", get(), Answer(200, has=("Content-Length: 12",))),
    "a field that is there": opened("", "", get(), Answer(200, lacks=("Date",))),
    "an answer too many": opened("", "", get(), ANSWER, ANSWER),
    "an answer too few": opened("", "", get() + get(), ANSWER),
    "no answer": opened("", "", get()),
    "a body where there is none": opened("", "", get(method="HEAD"), ANSWER),
    "none where there is a body": opened("", "", get(), Answer(200, to_head=True)),
    "the connection closed": closed("", "", get(), ANSWER),
    "the connection open": opened("", "", get(version="1.0"), ANSWER),
    "an end that is answered": ended("", "", get()[:-1], 200),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_a_row_that_expects_something_else_is_found(wrong: Row, site: Handler) -> None:
    assert whole(site, wrong)
    assert byte_by_byte(site, wrong)
    assert all(faults for _, faults in islice(cut_in_two(site, wrong), 3))


def test_a_server_that_waits_instead_of_closing_is_found(site: Handler) -> None:
    incomplete = closed("", "", get()[:-1], 400)
    assert byte_by_byte(site, incomplete)
    assert all(faults for _, faults in islice(cut_in_two(site, incomplete), 3))


def test_an_interim_answer_must_come_where_the_body_is_late(site: Handler) -> None:
    waiting = get("/echo", "Content-Length: 1", "Expect: 100-continue", method="POST") + b"x"
    sound = opened("", "", waiting, 100, Answer(200, b"x"))
    assert (whole(site, sound), byte_by_byte(site, sound)) == ([], [])
    assert byte_by_byte(site, opened("", "", waiting, Answer(200, b"x")))
    assert byte_by_byte(site, opened("", "", get() + waiting, ANSWER, 100, 100, 200))


def test_a_long_row_is_cut_near_its_line_ends_and_in_some_other_places() -> None:
    row = b"a\r\n" + b"b" * 10_000 + b"\r\n"
    pieces = bytewise(row)
    assert b"".join(pieces) == row
    assert pieces[:3] == [b"a", b"\r", b"\n"]
    assert pieces[-2:] == [b"\r", b"\n"]
    assert 50 < len(pieces) < 70
    assert [len(first) for first, _ in in_two(row)][:5] == [1, 2, 3, 4, 200]
    assert [len(first) for first, _ in in_two(row[:400])] == list(range(1, 400))


def test_every_way_to_end_is_among_the_rows() -> None:
    assert {row.then for row in ROWS.values()} == set(Then)

"""Every difference between our parser and others is one that we know of and have a reason for."""

from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.properties.differences import DIFFERENCES, explain, page
from tests.properties.grammar import anything
from tests.properties.peers import PEERS, End, Message, Verdict, inward
from tests.use_cases.refused import REFUSED
from tests.use_cases.served import SERVED

PAGE = Path("docs/reference/differences.md")

# What makes a whole request of the rows that stop where they are wrong: a peer that lets the
# fault pass is then seen to serve it.
TAILS = [b"", b"\r\n", b"Host: a\r\n\r\n", b"\r\nHost: a\r\n\r\n", b"x\r\n0\r\n\r\n", b"0\r\n\r\n"]


@pytest.mark.parametrize("peer", PEERS)
def test_the_rows_of_the_tables_differ_for_a_reason(peer: str) -> None:
    for (data, _), tail in product((SERVED | REFUSED).values(), TAILS):
        explain(peer, inward(data + tail), PEERS[peer](data + tail))


@settings(max_examples=400)
@given(data=anything)
def test_requests_at_random_differ_for_a_reason(data: bytes) -> None:
    ours = inward(data)
    for peer, judge in PEERS.items():
        explain(peer, ours, judge(data))


@pytest.mark.parametrize("name", DIFFERENCES)
def test_each_difference_shows_with_the_peers_that_it_names_and_no_other(name: str) -> None:
    row = DIFFERENCES[name]
    shown = [
        {peer for peer in PEERS if name in explain(peer, inward(data), PEERS[peer](data))}
        for data in row.examples
    ]
    assert all(shown), "an example shows nothing"
    assert set().union(*shown) == set(row.peers)


SOUND = Message(b"GET", b"/", [(b"host", b"a")], b"x", raw=b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Verdict([SOUND], End.OPEN), Verdict([], End.REFUSES)),
        (Verdict([SOUND], End.OPEN), Verdict([], End.OPEN)),
        (Verdict([SOUND], End.OPEN), Verdict([SOUND, SOUND], End.OPEN)),
        (Verdict([], End.REFUSES, ("a reason", "")), Verdict([SOUND], End.OPEN)),
        (Verdict([SOUND], End.CLOSES), Verdict([SOUND], End.OPEN)),
        (Verdict([SOUND], End.OPEN), Verdict([Message(b"PUT", b"/")], End.OPEN)),
        (Verdict([SOUND], End.OPEN), Verdict([Message(b"GET", b"/b")], End.OPEN)),
        (Verdict([SOUND], End.OPEN), Verdict([Message(b"GET", b"/", SOUND.fields)], End.OPEN)),
        (Verdict([SOUND], End.OPEN), Verdict([Message(b"GET", b"/", [], b"x")], End.OPEN)),
        (
            Verdict([SOUND], End.OPEN),
            Verdict([Message(b"GET", b"/", [(b"host", b"b")], b"x")], End.OPEN),
        ),
    ],
)
def test_a_difference_without_a_reason_is_found(ours: Verdict, theirs: Verdict) -> None:
    with pytest.raises(AssertionError):
        explain("llhttp", ours, theirs)


def test_the_page_shows_the_tables() -> None:
    remake = "python -m tests.properties.differences > docs/reference/differences.md"
    assert PAGE.read_text() == page(), f"run: {remake}"

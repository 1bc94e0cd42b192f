"""The parser: what it makes of octets, however they are cut.

The tables are in served.py and refused.py. Every row is fed whole, byte by byte, cut in two at
every position, and with another request behind it.
"""

import gc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import ProtocolError
from tests.use_cases.feeding import END_OF_INPUT, Seen, bytewise, in_two, outcome
from tests.use_cases.refused import REFUSED
from tests.use_cases.requests import (
    CLOSED,
    END,
    LIMITS,
    NEXT,
    NEXT_HEAD,
    chunked,
    get,
    head,
    in_chunks,
    in_length,
    sized,
)
from tests.use_cases.served import SERVED
from use_cases import Event, Phase, RequestParser, Signal
from use_cases.parse import MEMORY

some = settings(max_examples=20)


def test_more_of_a_body_is_asked_for_and_an_end_within_it_is_an_error() -> None:
    parser = RequestParser()
    parser.feed(sized(b"4"))
    assert parser.next_event() == in_length(4)
    assert parser.next_event() is Signal.NEED_DATA
    parser.feed(b"ab")
    assert parser.next_event() == b"ab"
    assert parser.next_event() is Signal.NEED_DATA
    parser.feed(END_OF_INPUT)
    with pytest.raises(ProtocolError, match="not complete"):
        parser.next_event()


def table(rows: dict[str, tuple[bytes, Seen]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("data", "expected"), rows.values(), ids=rows)


@table(SERVED)
def test_a_sound_request_is_served_however_it_is_cut(data: bytes, expected: Seen) -> None:
    assert outcome([data], LIMITS) == expected
    assert outcome([*bytewise(data), END_OF_INPUT], LIMITS) == [*expected, CLOSED]
    for pieces in in_two(data):
        assert outcome(pieces, LIMITS) == expected
    # It ends where the next one begins.
    assert outcome([data + NEXT], LIMITS) == [*expected, NEXT_HEAD, END]
    assert outcome(bytewise(data + NEXT), LIMITS) == [*expected, NEXT_HEAD, END]


@table(REFUSED)
def test_an_unsound_request_is_refused_however_it_is_cut(data: bytes, expected: Seen) -> None:
    assert outcome([data], LIMITS) == expected
    for pieces in in_two(data):
        assert outcome(pieces, LIMITS) == expected
    # Nothing behind it is ever answered.
    assert outcome([data + NEXT], LIMITS) == expected
    assert outcome([*bytewise(data + NEXT), END_OF_INPUT], LIMITS) == expected


# RFC 9112 section 8: what ends early is incomplete, and incomplete is an error.
ENDED: dict[str, tuple[bytes, Seen]] = {
    "a CR before a request": (b"\r", [CLOSED]),
    "an empty line before a request": (b"\r\n", [CLOSED]),
    "half an empty line too many": (b"\r\n\r", [400]),
    "a method": (b"G", [400]),
    "a request line without its LF": (b"GET / HTTP/1.1\r", [400]),
    "a request line": (b"GET / HTTP/1.1\r\n", [400]),
    "a field": (b"GET / HTTP/1.1\r\nHost: a", [400]),
    "a field section": (b"GET / HTTP/1.1\r\nHost: a\r\n", [400]),
    "half of the last line of a head": (b"GET / HTTP/1.1\r\nHost: a\r\n\r", [400]),
    "a head, when a body was declared": (sized(b"1"), [in_length(1), 400]),
    "half a body": (sized(b"4", b"ab"), [in_length(4), b"ab", 400]),
    "a head, when chunks were declared": (chunked(b""), [in_chunks(), 400]),
    "the size of a chunk": (chunked(b"1"), [in_chunks(), 400]),
    "the size line of a chunk": (chunked(b"1\r\n"), [in_chunks(), 400]),
    "half a chunk": (chunked(b"2\r\na"), [in_chunks(), b"a", 400]),
    "a chunk without its CRLF": (chunked(b"1\r\na"), [in_chunks(), b"a", 400]),
    "a chunk without its LF": (chunked(b"1\r\na\r"), [in_chunks(), b"a", 400]),
    "a chunk, when there is no last one": (chunked(b"1\r\na\r\n"), [in_chunks(), b"a", 400]),
    "the last chunk without an empty line": (chunked(b"0\r\n"), [in_chunks(), 400]),
    "the last chunk without an LF": (chunked(b"0\r\n\r"), [in_chunks(), 400]),
    "half the trailers": (chunked(b"0\r\nB: c\r\n"), [in_chunks(), 400]),
    "half a request behind a whole one": (get(b"/") + b"GET", [head(), END, 400]),
}


def test_an_end_of_input_closes_between_requests_and_is_an_error_within_one() -> None:
    expected = {name: seen for name, (_, seen) in ENDED.items()}
    rows = {name: data for name, (data, _) in ENDED.items()}
    whole = {name: outcome([data, END_OF_INPUT], LIMITS) for name, data in rows.items()}
    cut = {name: outcome([*bytewise(data), END_OF_INPUT], LIMITS) for name, data in rows.items()}
    assert whole == expected
    assert cut == expected


def test_https_is_served_where_the_connection_is_encrypted() -> None:
    assert outcome([get(b"https://b/c")], LIMITS, "https") == [head("/c", host="b"), END]
    assert outcome([get(b"http://b/c")], LIMITS, "https") == [421]


def test_an_error_is_final() -> None:
    parser = RequestParser()
    parser.feed(b"\n")
    with pytest.raises(ProtocolError) as first:
        parser.next_event()
    parser.feed(NEXT)
    for _ in range(2):
        with pytest.raises(ProtocolError) as again:
            parser.next_event()
        assert again.value is first.value


def test_an_error_names_the_rule_that_was_broken() -> None:
    parser = RequestParser()
    parser.feed(b"GET / HTTP/1.1\r\nHost : a\r\n\r\n")
    with pytest.raises(ProtocolError) as caught:
        parser.next_event()
    assert caught.value.section == "RFC 9112 section 5.1"


def test_a_parser_that_has_closed_stays_closed() -> None:
    parser = RequestParser()
    parser.feed(END_OF_INPUT)
    assert [parser.next_event() for _ in range(3)] == [CLOSED] * 3


def test_requests_that_arrived_before_the_end_of_input_are_served() -> None:
    parser = RequestParser()
    parser.feed(NEXT)
    parser.feed(END_OF_INPUT)
    assert [parser.next_event() for _ in range(3)] == [NEXT_HEAD, END, CLOSED]


def test_what_is_fed_before_it_is_asked_for_adds_up() -> None:
    parser = RequestParser()
    for piece in bytewise(NEXT):
        parser.feed(piece)
    assert [parser.next_event() for _ in range(3)] == [NEXT_HEAD, END, Signal.NEED_DATA]


def test_the_phase_follows_the_message() -> None:
    parser = RequestParser()
    seen = [parser.phase]
    for byte in bytewise(b"\r\n" + sized(b"1", b"x") + b"G"):
        parser.feed(byte)
        while parser.next_event() is not Signal.NEED_DATA:
            pass
        if parser.phase is not seen[-1]:
            seen.append(parser.phase)
    assert seen == [Phase.IDLE, Phase.HEAD, Phase.BODY, Phase.IDLE, Phase.HEAD]


def test_an_empty_line_before_a_request_does_not_begin_it() -> None:
    parser = RequestParser()
    for piece in (b"\r", b"\n"):
        parser.feed(piece)
        assert parser.next_event() is Signal.NEED_DATA
        assert parser.phase is Phase.IDLE


def test_a_request_is_in_its_body_from_its_head_to_its_end() -> None:
    parser = RequestParser()
    parser.feed(NEXT)
    seen = [(parser.next_event(), parser.phase) for _ in range(2)]
    assert seen == [(NEXT_HEAD, Phase.BODY), (END, Phase.IDLE)]


def test_the_declared_length_is_announced_with_the_head() -> None:
    parser = RequestParser()
    parser.feed(sized(b"987654321"))
    assert parser.next_event() == in_length(987654321)
    assert parser.announced == 987654321


def test_a_chunk_is_announced_before_it_arrives() -> None:
    parser = RequestParser()
    announced = []
    for piece in (chunked(b""), b"3\r\n", b"abc\r\nFFFF\r\n"):
        parser.feed(piece)
        while parser.next_event() is not Signal.NEED_DATA:
            pass
        announced.append(parser.announced)
    assert announced == [0, 3, 3 + 0xFFFF]


def test_what_one_body_announced_does_not_count_for_the_next() -> None:
    parser = RequestParser()
    parser.feed(sized(b"2", b"ab") + chunked(b"1\r\na\r\n0\r\n\r\n") + NEXT)
    announced = []
    while (event := parser.next_event()) is not Signal.NEED_DATA:
        if event is END:
            announced.append(parser.announced)
    assert announced == [2, 1, 0]


# A head that is sent again is not read again.


def heads(data: bytes) -> list[Event]:
    parser = RequestParser()
    parser.feed(data)
    return [event for event in iter(parser.next_event, Signal.NEED_DATA) if event is not END]


def test_a_head_that_is_sent_again_is_the_same_head() -> None:
    first, second, third = heads(NEXT * 3)
    assert first is second is third


def test_what_differs_in_one_octet_is_another_head() -> None:
    for at in range(len(NEXT)):
        other = NEXT[:at] + b"\x00" + NEXT[at + 1 :]
        assert outcome([NEXT + other], LIMITS) == [NEXT_HEAD, END, 400]
    assert heads(get(b"/a") + get(b"/b") + get(b"/a")) == [head("/a"), head("/b"), head("/a")]


def test_what_follows_a_head_that_is_sent_again_is_read() -> None:
    request = sized(b"2", b"ab")
    expected = [in_length(2), b"ab", END]
    assert outcome([request * 2], LIMITS) == expected * 2
    for pieces in in_two(request * 2):
        assert outcome(pieces, LIMITS) == expected * 2
    assert outcome([request + request[:-2] + b"a"], LIMITS) == [*expected, in_length(2), b"a"]


def test_a_long_head_is_read_every_time() -> None:
    long = get(b"/" + b"a" * MEMORY)
    first, second = heads(long * 2)
    assert first == second
    assert first is not second


def test_it_is_known_whether_more_was_fed_than_events_have_told() -> None:
    parser = RequestParser()
    assert not parser.unread
    parser.feed(NEXT + b"G")
    seen = []
    while (event := parser.next_event()) is not Signal.NEED_DATA:
        seen.append((event, parser.unread))
    assert seen == [(NEXT_HEAD, True), (END, True)]


def test_what_is_used_up_is_let_go() -> None:
    parser = RequestParser()
    parser.feed(NEXT)
    while parser.next_event() is not Signal.NEED_DATA:
        pass
    assert not any(kept is NEXT for kept in gc.get_referents(parser))


# Any bytes at all seldom get past the request line; bytes put together from these do.
WORDS = [
    b"GET ", b"/", b" HTTP/1.1", b"\r\n", b"\r", b"\n", b":", b" ", b";", b"Host: a\r\n", b"a",
    b"POST / HTTP/1.1\r\nHost: a\r\n", b"Content-Length: 3\r\n", b"Transfer-Encoding: chunked\r\n",
    b"3\r\nabc\r\n", b"0\r\n\r\n", b"0\r\n", NEXT, chunked(b"1;a=b\r\n"), b"Connection: close\r\n",
]  # fmt: skip

hostile = (
    st.lists(st.sampled_from(WORDS) | st.binary(max_size=3), min_size=1, max_size=10)
    .map(b"".join)
    .filter(bool)
)


def cut_at(data: bytes, places: list[int]) -> list[bytes]:
    """Cut data at these places, as far as it reaches; feeding nothing would be an end of input."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    pieces = (data[start:end] for start, end in pairwise(edges))
    return [piece for piece in pieces if piece]


@some
@given(data=hostile, places=st.lists(st.integers(0, 200), max_size=6))
def test_no_cut_changes_what_any_bytes_mean(data: bytes, places: list[int]) -> None:
    whole = outcome([data, END_OF_INPUT], LIMITS)
    assert whole[-1] is CLOSED or whole[-1] in {400, 414, 417, 421, 431, 501, 505}
    assert outcome([*cut_at(data, places), END_OF_INPUT], LIMITS) == whole
    assert outcome([*bytewise(data), END_OF_INPUT], LIMITS) == whole


@some
@given(row=st.sampled_from(sorted(SERVED)), place=st.integers(0, 200), byte=st.binary(max_size=1))
def test_one_changed_byte_gives_no_other_exception(row: str, place: int, byte: bytes) -> None:
    data = SERVED[row][0]
    at = place % len(data)
    outcome([data[:at] + byte + data[at + 1 :], END_OF_INPUT], LIMITS)

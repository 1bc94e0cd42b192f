"""The line of a load balancer, and the requests behind it."""

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import ProtocolError
from further.proxied import MOST, RULE, Client, ProxiedParser, parse_line
from tests.use_cases.feeding import END_OF_INPUT, bytewise, in_two
from tests.use_cases.requests import CLOSED, END, NEXT, NEXT_HEAD, in_length, sized
from use_cases import Event, Signal

LINE = b"PROXY TCP4 192.0.2.1 198.51.100.7 51234 80"
CLIENT = Client("192.0.2.1", 51234)

Seen = list[Client | Event | int]


def outcome(pieces: Iterable[bytes]) -> Seen:
    """Return what a parser makes of these pieces; the status of an error may stand last."""
    parser = ProxiedParser()
    seen: Seen = []
    try:
        for piece in pieces:
            parser.feed(piece)
            while (event := parser.next_event()) is not Signal.NEED_DATA:
                if isinstance(event, bytes) and seen and isinstance(seen[-1], bytes):
                    seen[-1] += event
                else:
                    seen.append(event)
                if event is CLOSED:
                    return seen
    except ProtocolError as error:
        seen.append(error.status)
    return seen


def status(line: bytes) -> int:
    try:
        parse_line(line)
    except ProtocolError as error:
        return error.status if error.section == RULE else 0
    return 200


def test_a_line_names_the_client() -> None:
    assert parse_line(LINE) == CLIENT
    line = b"PROXY TCP6 2001:db8::1 2001:db8::7 65535 0"
    assert parse_line(line) == Client("2001:db8::1", 65535)


def test_a_load_balancer_may_not_know_the_client() -> None:
    for line in (b"PROXY UNKNOWN", b"PROXY UNKNOWN ", b"PROXY UNKNOWN a b\xff"):
        assert parse_line(line) == Client("", 0)


def test_any_other_line_is_refused() -> None:
    lines = [
        b"", b"PROXY", b"PROXY ", b"proxy" + LINE[5:], LINE + b" ", b" " + LINE, LINE[:-3],
        LINE.replace(b" ", b"  ", 1), LINE.replace(b" ", b"\t"), LINE.replace(b"TCP4", b"TCP6"),
        LINE.replace(b"TCP4", b"UDP4"), LINE.replace(b"TCP4", b"TCP"), b"PROXY UNKNOWNS",
        LINE.replace(b"192.0.2.1", b"192.0.2.256"), LINE.replace(b"198.51.100.7", b"::1"),
        LINE.replace(b"192.0.2.1", b"localhost"), LINE + b"80000", LINE.replace(b"51234", b"65536"),
        LINE.replace(b"51234", b"+512"), LINE.replace(b"51234", b"5_1"),
        LINE.replace(b"51234", b"080"), LINE.replace(b"51234", b""), LINE + b" 81", LINE + b"\r",
        LINE.replace(b"51234", "\u0661".encode()), b"PROXY UNKNOWN \r", b"GET / HTTP/1.1",
    ]  # fmt: skip
    assert {line: status(line) for line in lines} == dict.fromkeys(lines, 400)


def test_requests_behind_the_line_are_read_however_they_are_cut() -> None:
    data = LINE + b"\r\n" + sized(b"2", b"ab") + NEXT
    expected: Seen = [CLIENT, in_length(2), b"ab", END, NEXT_HEAD, END]
    assert outcome([data]) == expected
    assert outcome([data, END_OF_INPUT]) == [*expected, CLOSED]
    assert outcome([*bytewise(data), END_OF_INPUT]) == [*expected, CLOSED]
    for pieces in in_two(data):
        assert outcome(pieces) == expected


def test_there_is_one_line_and_no_more() -> None:
    assert outcome([LINE + b"\r\n" + LINE + b"\r\n"]) == [CLIENT, 400]


def test_what_cannot_become_right_is_refused_at_once() -> None:
    for data in (b"G", b"PROXZ", b"PROXY TCP4\n", b"PROXY TCP4\rx", b"\r", b"\n"):
        assert outcome([data]) == [400], data
        assert outcome(bytewise(data)) == [400], data
    assert outcome([b"PROXY TCP4"]) == []


def test_a_line_has_so_many_octets_and_no_more() -> None:
    longest = b"PROXY UNKNOWN ".ljust(MOST - 2, b"x")
    for pieces in (bytewise, lambda data: [data]):
        assert outcome(pieces(longest + b"\r\n")) == [Client("", 0)]
        assert outcome(pieces(longest + b"x\r\n")) == [400]
        assert outcome(pieces(longest + b"xx")) == [400]


def test_an_end_of_input_is_an_error_within_the_line() -> None:
    assert outcome([END_OF_INPUT]) == [CLOSED]
    for end in range(1, len(LINE) + 2):
        assert outcome([(LINE + b"\r\n")[:end], END_OF_INPUT]) == [400]
    assert outcome([LINE + b"\r\n", END_OF_INPUT]) == [CLIENT, CLOSED]


def test_an_error_is_final() -> None:
    parser = ProxiedParser()
    parser.feed(b"\n")
    with pytest.raises(ProtocolError) as first:
        parser.next_event()
    parser.feed(LINE + b"\r\n")
    with pytest.raises(ProtocolError) as again:
        parser.next_event()
    assert again.value is first.value


WORDS = [b"PROXY ", b"TCP4 ", b"192.0.2.1 ", b"80 ", b"80", b"UNKNOWN", b"\r\n", b"\r", b"\n"]


@settings(max_examples=60)
@given(
    words=st.lists(st.sampled_from([*WORDS, LINE, NEXT]), min_size=1, max_size=8),
    places=st.lists(st.integers(0, 200), max_size=4),
)
def test_no_cut_changes_what_any_bytes_mean(words: list[bytes], places: list[int]) -> None:
    data = b"".join(words)
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    pieces = [data[start:end] for start, end in pairwise(edges) if start < end]
    whole = outcome([data, END_OF_INPUT])
    assert outcome([*pieces, END_OF_INPUT]) == whole
    assert outcome([*bytewise(data), END_OF_INPUT]) == whole

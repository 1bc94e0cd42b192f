"""What a peer can make the server do grows with what it sends, and not faster.

Every row is run at one, two and four times a size. Each doubling may double the steps, and a
little more; work that grows with the square would make them four times as many.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import product

import pytest

from entities import Headers, HTTPError, ProtocolError, Request, Response, Route, parse_cookies
from interfaces.memory import converse
from tests.properties.conversation import application
from tests.properties.steps import Octets, lines, octets
from tests.use_cases.feeding import bytewise, outcome
from tests.use_cases.requests import chunked, get, get_with, request
from use_cases import Limits, RequestParser, Router, Signal, parse_form

Work = Callable[[int], Callable[[], object]]

# Where a doubling may not quite double: what is paid once weighs less in the larger run.
LINEAR = 2.2

# So that it is the work that ends, and not the peer that is cut off.
ENDLESS = Limits(
    request_line=10**9,
    field_section=10**9,
    fields=10**9,
    chunk_line=10**9,
    chunk_extensions=10**9,
    body=10**9,
)


def parse(pieces: Iterable[bytes], limits: Limits = ENDLESS) -> None:
    """Drain a parser after each piece; an error is an end like any other."""
    parser = RequestParser(limits)
    try:
        for piece in pieces:
            parser.feed(Octets(piece))
            while parser.next_event() is not Signal.NEED_DATA:
                pass
    except ProtocolError:
        pass


def whole(data: bytes) -> Callable[[], None]:
    return partial(parse, [data])


def in_bytes(data: bytes) -> Callable[[], None]:
    return partial(parse, bytewise(data))


def in_segments(data: bytes) -> Callable[[], None]:
    """Cut as a network would: 1,460 octets to a segment."""
    return partial(parse, [data[at : at + 1460] for at in range(0, len(data), 1460)])


def one_octet_chunks(n: int) -> bytes:
    return chunked(b"1\r\nx\r\n" * n + b"0\r\n\r\n")


def many_fields(n: int) -> bytes:
    return get_with(*[b"X-%d: y" % number for number in range(n)])


def spoilt_at_the_end(n: int) -> bytes:
    return request(b"GET / HTTP/1.1", *[b"A: b"] * n, b"A : b")


def request_with(name: str, value: str, times: int = 1) -> Request:
    return Request(headers=Headers([(name, value)] * times))


def route(patterns: Iterable[str], path: str) -> Callable[[], None]:
    """Look for a path that nearly fits, but for its last segment."""
    router = Router([Route("GET", pattern, application) for pattern in patterns])

    def match() -> None:
        with pytest.raises(HTTPError):
            router.match("GET", path)

    return match


def ladder(depth: int) -> Iterator[str]:
    """Give two deep patterns, one of plain text and one of parameters."""
    yield "/a" * depth + "/b"
    yield "".join(f"/{{p{level}}}" for level in range(depth)) + "/b"


def thicket(n: int) -> Iterator[str]:
    """Give about so many patterns, in which each segment is plain or a parameter in turn."""
    for kinds in product((False, True), repeat=n.bit_length() - 1):
        yield "".join(f"/{{p{at}}}" if kind else "/a" for at, kind in enumerate(kinds)) + "/b"


def pipelined(n: int) -> Callable[[], object]:
    return partial(converse, application, [get(b"/") * n])


PARSING: dict[str, Work] = {
    "a head, byte by byte": lambda n: in_bytes(many_fields(n)),
    "a target, byte by byte": lambda n: in_bytes(get(b"/" + b"a" * 10 * n)),
    "a head without an end, byte by byte": lambda n: in_bytes(many_fields(n)[:-2]),
    "many fields": lambda n: whole(many_fields(10 * n)),
    "many fields, in segments": lambda n: in_segments(many_fields(10 * n)),
    "one field many times": lambda n: whole(get_with(*[b"A: b"] * 10 * n)),
    "one long field": lambda n: whole(get_with(b"A: " + b"b" * 500 * n)),
    "a bad field behind many good ones": lambda n: whole(spoilt_at_the_end(10 * n)),
    "a long Connection": lambda n: whole(get_with(b"Connection: " + b"a," * 100 * n)),
    "many lines of Connection": lambda n: whole(get_with(*[b"Connection: a"] * 10 * n)),
    "a long Expect": lambda n: whole(get_with(b"Expect: " + b"100-continue," * 10 * n)),
    "a long Transfer-Encoding": lambda n: whole(
        get_with(b"Transfer-Encoding: " + b"gzip," * 10 * n + b"chunked")
    ),
    "a long Content-Length": lambda n: whole(get_with(b"Content-Length: " + b"1" * 100 * n)),
    "a long Host": lambda n: whole(request(b"GET / HTTP/1.1", b"Host: " + b"a." * 100 * n)),
    "a long Host of escapes": lambda n: whole(
        request(b"GET / HTTP/1.1", b"Host: " + b"%41" * 100 * n + b"/")
    ),
    "chunks of one octet": lambda n: whole(one_octet_chunks(10 * n)),
    "chunks of one octet, in segments": lambda n: in_segments(one_octet_chunks(50 * n)),
    "chunks of one octet, byte by byte": lambda n: in_bytes(one_octet_chunks(n)),
    "chunks with extensions": lambda n: whole(chunked(b"1;a=b\r\nx\r\n" * 10 * n)),
    "a long extension": lambda n: whole(chunked(b"1;" + b"a" * 500 * n + b"\r\nx\r\n")),
    "many extensions": lambda n: whole(chunked(b"1" + b";a=b" * 100 * n + b"\r\nx\r\n")),
    "many extensions, the last one bad": lambda n: whole(
        chunked(b"1" + b' ; a="b"' * 100 * n + b"=\r\nx\r\n")
    ),
    "many trailers": lambda n: whole(chunked(b"0\r\n" + b"A: b\r\n" * 10 * n + b"\r\n")),
    "a body, byte by byte": lambda n: in_bytes(
        request(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: 100000", body=b"x" * n)
    ),
    "pipelined requests": lambda n: whole(get(b"/") * n),
    "pipelined requests, in segments": lambda n: in_segments(get(b"/") * 10 * n),
}

REST: dict[str, Work] = {
    "many cookies": lambda n: partial(parse_cookies, "; ".join(f"a{i}=b" for i in range(10 * n))),
    "one cookie of separators": lambda n: partial(parse_cookies, ";=" * 100 * n),
    "many lines of Cookie": lambda n: lambda: request_with("Cookie", "a=b", 10 * n).cookies,
    "many fields of a query": lambda n: lambda: Request(target="/?" + "a=b&" * 10 * n).query,
    "many escapes in a path": lambda n: lambda: Request(target="/" + "%41" * 10 * n).path,
    "many fields of a form": lambda n: partial(
        parse_form,
        Headers({"Content-Type": "application/x-www-form-urlencoded"}),
        b"a=b&" * 10 * n,
        10**9,
    ),
    "elements over many lines": lambda n: lambda: Headers([("A", "b")] * 10 * n).elements("a"),
    "many values of a name": lambda n: lambda: Headers([("A", "b")] * 10 * n).get_all("a"),
    "a deep path": lambda n: route(ladder(n), "/a" * n + "/z"),
    "a path of many segments": lambda n: route(["/{a}/{b}"], "/a" * n),
    "many routes that nearly fit": lambda n: route(thicket(n), "/a" * (n.bit_length() - 1) + "/z"),
    "a conversation": pipelined,
    "a response of many fields": lambda n: lambda: Response(headers=Headers([("A", "b")] * n)),
}


def ratios(work: Work, n: int, count: Callable[[Callable[[], object]], int]) -> list[float]:
    """Return by how much the cost grows at each doubling."""
    once, twice, four_times = (count(work(n * times)) for times in (1, 2, 4))
    return [twice / once, four_times / twice]


@pytest.mark.parametrize("work", (PARSING | REST).values(), ids=PARSING | REST)
def test_the_lines_that_run_grow_with_the_input(work: Work) -> None:
    for ratio in ratios(work, 32, lines):
        assert ratio <= LINEAR


# A head is kept until it is whole, so each piece of it copies what came before. KEPT rows are
# bounded by the limit of a head instead, in the test after this one.
KEPT = {name for name in PARSING if "head" in name or "target" in name or "fields, in" in name}


@pytest.mark.parametrize("name", sorted(PARSING.keys() - KEPT))
def test_the_octets_that_are_copied_or_searched_grow_with_the_input(name: str) -> None:
    for ratio in ratios(PARSING[name], 32, octets):
        assert ratio <= LINEAR


def test_a_head_is_copied_once_for_each_piece_and_never_searched_again() -> None:
    limit = Limits().field_section
    section = b"A: " + b"b" * (limit - 3)
    head = request(b"GET / HTTP/1.1", section)
    touched = octets(partial(parse, bytewise(head), Limits()))
    assert touched <= len(head) ** 2 / 2 * 1.01


@pytest.mark.parametrize(
    "line",
    [
        b'1 ; a="b"' * 100_000,
        b"1" + b' ; a="b"' * 100_000 + b"=",
        b'1;a="' + b"\\\\" * 500_000,
        b"1;a=" + b"b\t" * 500_000,
    ],
    ids=["no semicolon", "an equals sign", "no closing quote", "tabs"],
)
def test_no_pattern_goes_back_over_a_long_extension(line: bytes) -> None:
    # Going back over a megabyte would not fail here: it would take hours.
    assert outcome([chunked(line + b"\r\n")], ENDLESS)[-1] == 400


@pytest.mark.parametrize(
    "field",
    [
        b"A" + b" " * 1_000_000 + b": b",
        b"A" + b" b" * 500_000,
        b"A: " + b" \t" * 500_000 + b"\0",
        b":" * 1_000_000,
        b"Host: " + b"a." * 500_000 + b"/",
        b"Host: " + b"%41" * 300_000 + b"%4",
        b"Host: [" + b":" * 1_000_000 + b"]",
        b"Content-Length: " + b"1" * 1_000_000,
        b"Transfer-Encoding: " + b"gzip," * 200_000,
    ],
    ids=lambda field: field[:12].decode(),
)
def test_no_pattern_goes_back_over_a_long_field(field: bytes) -> None:
    assert outcome([request(b"GET / HTTP/1.1", field)], ENDLESS) == [400]


@pytest.mark.parametrize(
    "target", [b"/" + b"a%41" * 250_000 + b"%", b"/?" + b"`" * 1_000_000 + b"<"]
)
def test_no_pattern_goes_back_over_a_long_target(target: bytes) -> None:
    assert outcome([get(target)], ENDLESS) == [400]


def test_work_that_grows_with_the_square_is_found() -> None:
    def loops(n: int) -> Callable[[], object]:
        def loop() -> None:
            for _ in range(n * n):
                pass

        return loop

    def copies(n: int) -> Callable[[], object]:
        return lambda: [Octets(bytes(n))[at:] for at in range(n)]

    def searches(n: int) -> Callable[[], object]:
        return lambda: [Octets(bytes(n)).find(b"x", at) for at in range(n)]

    assert min(ratios(loops, 32, lines)) > LINEAR
    assert min(ratios(copies, 32, octets)) > LINEAR
    assert min(ratios(searches, 32, octets)) > LINEAR

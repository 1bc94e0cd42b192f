"""Bodies on their way in: when a 100 is sent, how long one waits, what is drained."""

import pytest

from entities import Handler, HTTPError, ProtocolError, Request, Response
from interfaces import drive
from tests.fakes.clock import FakeClock
from tests.fakes.stream import SILENCE, FakeStream, Step
from tests.interfaces.talk import (
    CLOSE,
    CONTINUE,
    DATE,
    INCOMPLETE,
    LIMITS,
    PLAIN,
    TIMED_OUT,
    TOO_LARGE,
    Talk,
    get,
    head,
    post,
    post_chunks,
    prepare,
    refused,
    said,
    talk,
)
from use_cases import Limits

EXPECT = "Expect: 100-continue"
HELLO = said("200 OK", "hello")
NEXT = get("/")


async def hello(request: Request) -> Response:
    """Answer without a look at the body."""
    return Response.text("hello")


async def echo(request: Request) -> Response:
    return Response.text((await request.read()).decode())


async def echo_as_it_comes(request: Request) -> Response:
    return Response.stream(request.body, "text/plain; charset=utf-8")


async def stubborn(request: Request) -> Response:
    """Read the body and make nothing of its faults."""
    try:
        await request.read()
    except Exception:
        return Response.text("fine")
    return Response.text("whole")


def first_piece_of(seen: list[bytes]) -> Handler:
    """Make a handler that reads one piece of the body and no more."""

    async def handler(request: Request) -> Response:
        async for piece in request.body:
            seen.append(piece)
            break
        return Response.text("hello")

    return handler


def declared(length: int, *fields: str) -> bytes:
    """Write the head of a request whose body has this length."""
    return get("/", f"Content-Length: {length}", *fields, method="POST")


def timed(handler: Handler, *script: Step, limits: Limits = LIMITS) -> tuple[Talk, float]:
    """Hold a conversation; return it and the second at which it ended."""
    clock = FakeClock()
    held = prepare(handler, FakeStream(*script, clock=clock), clock=clock, limits=limits)
    drive(held.conversation.run())
    assert held.stream.closes == 1
    return held, clock.seconds


def dripping(data: bytes, seconds: float, size: int = 1) -> list[Step]:
    """Send so many octets at a time, after so many seconds each."""
    steps: list[Step] = []
    for at in range(0, len(data), size):
        steps += [seconds, data[at : at + size]]
    return steps


# Pulling a body


def test_a_body_is_read_from_the_stream_only_as_the_handler_asks_for_it() -> None:
    reads: list[int] = []

    async def handler(request: Request) -> Response:
        reads.append(len(stream.deadlines))
        reads.extend([len(stream.deadlines) async for _ in request.body])
        return Response.text("hello")

    stream = FakeStream(declared(3), b"a", b"b", b"c")
    drive(prepare(handler, stream).conversation.run())
    assert reads == [1, 2, 3, 4]


def test_a_body_is_given_piece_by_piece_as_it_comes() -> None:
    seen: list[bytes] = []

    async def handler(request: Request) -> Response:
        seen.extend([piece async for piece in request.body])
        return Response.text("hello")

    talk(handler, declared(6) + b"ab", b"cd", b"ef" + NEXT)
    assert seen == [b"ab", b"cd", b"ef"]


def test_a_body_that_was_read_can_be_read_again() -> None:
    async def handler(request: Request) -> Response:
        return Response.text((await request.read() + await request.read()).decode())

    assert talk(handler, post("/", b"ab")).output == said("200 OK", "abab")


@pytest.mark.parametrize(
    ("sent", "length"), [(NEXT, 0), (post("/", b"ab"), 2), (post_chunks("/", b"0\r\n\r\n"), None)]
)
def test_a_body_knows_its_length_before_it_is_read(sent: bytes, length: int | None) -> None:
    seen: list[int | None] = []

    async def handler(request: Request) -> Response:
        seen.append(request.body.length)
        return Response()

    talk(handler, sent)
    assert seen == [length]


def test_a_small_body_that_has_come_is_there_at_once() -> None:
    seen: list[bytes | None] = []

    async def handler(request: Request) -> Response:
        seen.append(request.body.content)
        return Response()

    talk(handler, NEXT, declared(0), declared(1) + b"a", declared(2) + b"a", b"b")
    assert seen == [b"", b"", b"a", None]


def test_a_response_may_be_made_from_the_request_as_it_comes() -> None:
    held = talk(echo_as_it_comes, declared(4) + b"ab", b"cd", NEXT)
    first = head("200 OK", PLAIN, DATE, "Transfer-Encoding: chunked")
    assert held.output.startswith(first + b"2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n")
    assert held.kept


def test_an_error_of_the_peer_cuts_a_response_that_has_begun() -> None:
    held = talk(echo_as_it_comes, declared(4) + b"ab")
    assert held.output.endswith(b"\r\n\r\n2\r\nab\r\n")
    assert isinstance(held.exchange.error, ProtocolError)


def test_too_large_a_body_cuts_a_response_that_has_begun() -> None:
    held = talk(echo_as_it_comes, post_chunks("/", b"1\r\na\r\n14\r\n"))
    assert held.output.endswith(b"\r\n\r\n1\r\na\r\n")
    assert isinstance(held.exchange.error, HTTPError)


# 100 Continue (RFC 9110 section 10.1.1)


@pytest.mark.parametrize(
    "request_bytes",
    [post("/", b"ab", EXPECT), post_chunks("/", b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n", EXPECT)],
    ids=["declared", "chunks"],
)
def test_a_peer_that_waits_is_told_once_to_go_on(request_bytes: bytes) -> None:
    end = request_bytes.index(b"\r\n\r\n") + 4
    pieces = [bytes([octet]) for octet in request_bytes[end:]]
    held = talk(echo, request_bytes[:end], *pieces, NEXT)
    assert held.stream.writes == [CONTINUE, said("200 OK", "ab"), said("200 OK", "")]


def test_a_peer_is_told_to_go_on_when_the_handler_asks_for_the_body() -> None:
    seen: list[bytes] = []

    async def handler(request: Request) -> Response:
        seen.append(stream.output)
        return await echo(request)

    stream = FakeStream(declared(2, EXPECT), lambda: seen.append(stream.output), b"ab")
    drive(prepare(handler, stream).conversation.run())
    assert seen == [b"", CONTINUE]


def test_a_peer_that_has_begun_to_send_is_not_told_to_go_on() -> None:
    assert talk(echo, declared(2, EXPECT) + b"a", b"b").output == said("200 OK", "ab")


def test_a_peer_that_waits_is_refused_without_being_told_to_go_on() -> None:
    async def forbidden(request: Request) -> Response:
        raise HTTPError(403, "Not you.")

    held = talk(forbidden, declared(2, EXPECT), NEXT)
    assert held.output == refused("403 Forbidden", "Not you.", CLOSE)
    assert len(held.stream.deadlines) == 1


def test_no_100_follows_the_head_of_a_response() -> None:
    held = talk(echo_as_it_comes, declared(2, EXPECT), b"ab", NEXT)
    assert held.output.startswith(b"HTTP/1.1 200 OK\r\n")
    assert CONTINUE not in held.output
    assert b"Connection: close\r\n" in held.output
    assert held.output.endswith(b"2\r\nab\r\n0\r\n\r\n")


# Limits (RFC 9110 section 15.5.14)


def test_a_body_declared_over_the_limit_is_refused_at_once() -> None:
    held = talk(echo, declared(21, EXPECT), SILENCE)
    assert held.output == TOO_LARGE
    assert len(held.stream.deadlines) == 1


def test_a_chunk_that_leads_over_the_limit_is_refused_before_it_arrives() -> None:
    held = talk(echo, post_chunks("/", b"14\r\n" + b"x" * 20 + b"\r\n1\r\n", EXPECT), SILENCE)
    assert held.output == TOO_LARGE
    assert len(held.stream.deadlines) == 1


def test_a_handler_may_set_another_limit() -> None:
    async def handler(request: Request) -> Response:
        request.body.admit(21)
        return Response.text(str(len(await request.read())))

    assert talk(handler, post("/", b"x" * 21)).output == said("200 OK", "21")
    assert talk(handler, post("/", b"x" * 22)).output == refused(
        "413 Content Too Large", "The body may have at most 21 octets.", CLOSE
    )


# What the handler leaves


def test_what_has_not_arrived_of_an_unread_body_is_awaited_after_the_answer() -> None:
    stream = FakeStream(declared(2) + b"a", lambda: seen.append(stream.output), b"b" + NEXT)
    seen: list[bytes] = []
    held = prepare(hello, stream)
    drive(held.conversation.run())
    assert seen == [HELLO]
    assert (held.output, held.kept) == (HELLO * 2, True)


def test_only_what_is_left_of_a_body_counts_against_the_limit_of_draining() -> None:
    seen: list[bytes] = []
    held = talk(first_piece_of(seen), declared(20) + b"0123456789", b"0123456789" + NEXT)
    assert (held.output, seen, held.kept) == (HELLO * 2, [b"0123456789"], True)


def test_a_body_of_which_too_much_is_left_ends_the_connection_at_once() -> None:
    held = talk(first_piece_of([]), declared(20) + b"012345678", SILENCE)
    assert held.output == said("200 OK", "hello", CLOSE)
    assert len(held.stream.deadlines) == 1


@pytest.mark.parametrize(
    ("sent", "answered"),
    [
        (post("/", b"x" * 5), HELLO + HELLO),
        (post("/", b"x" * 6), said("200 OK", "hello", CLOSE)),
        (post_chunks("/", b"5\r\nxxxxx\r\n0\r\n\r\n"), HELLO + HELLO),
        (post_chunks("/", b"6\r\nxxxxxx\r\n0\r\n\r\n"), HELLO),
    ],
)
def test_no_more_is_drained_than_a_body_may_have(sent: bytes, answered: bytes) -> None:
    assert talk(hello, sent + NEXT, limits=Limits(body=5)).output == answered


@pytest.mark.parametrize("rest", [b"", b"0\r\n", b"0\r\nA: b"])
def test_a_body_that_ends_early_gets_no_second_answer_while_it_is_drained(rest: bytes) -> None:
    held = talk(hello, post_chunks("/", rest))
    assert (held.output, held.kept, len(held.exchanges)) == (HELLO, False, 1)


def test_a_peer_that_does_not_send_what_is_drained_gets_no_second_answer() -> None:
    held, ended = timed(hello, declared(2) + b"a", SILENCE)
    assert (held.output, held.kept, len(held.exchanges)) == (HELLO, False, 1)
    assert ended == 5


def test_nothing_is_drained_of_a_connection_that_ends() -> None:
    held = talk(hello, declared(2, CLOSE), SILENCE)
    assert held.output == said("200 OK", "hello", CLOSE)
    assert len(held.stream.deadlines) == 1


# How long a peer may take: 9 seconds idle, 7 for a head, 5 without progress in a body, of which
# 2 octets make up for a second


def test_a_peer_that_stays_idle_is_left_without_a_word() -> None:
    held, ended = timed(hello, SILENCE)
    assert (held.output, held.exchanges, ended) == (b"", [], 9)
    assert not held.conversation.idle


def test_an_empty_line_begins_no_request() -> None:
    held, ended = timed(hello, 8.0, b"\r\n", SILENCE)
    assert (held.output, held.exchanges, ended) == (b"", [], 9)


def test_the_time_to_be_idle_begins_anew_after_each_answer() -> None:
    held, ended = timed(hello, 8.0, NEXT, 8.0, NEXT, SILENCE)
    assert (held.output, ended) == (HELLO * 2, 25)


def test_the_time_for_a_head_begins_with_its_first_octet() -> None:
    held, ended = timed(hello, 8.0, b"G", SILENCE)
    assert (held.output, ended) == (TIMED_OUT, 15)
    assert (held.exchange.request, held.exchange.status) == (None, 408)


def test_the_time_for_a_head_that_came_with_the_request_before_begins_after_it() -> None:
    held, ended = timed(hello, 1.0, NEXT + b"G", SILENCE)
    assert (held.output, ended) == (HELLO + TIMED_OUT, 8)


def test_a_head_that_drips_is_refused() -> None:
    held, ended = timed(hello, *dripping(NEXT, 1.0))
    assert (held.output, ended) == (TIMED_OUT, 8)


def test_a_head_that_takes_its_time_is_answered() -> None:
    held, ended = timed(hello, b"G", 6.5, NEXT[1:])
    assert (held.output, ended) == (HELLO, 6.5)


@pytest.mark.parametrize("handler", [echo, stubborn])
def test_a_body_that_does_not_come_is_refused(handler: Handler) -> None:
    held, ended = timed(handler, 1.0, declared(2), SILENCE)
    assert (held.output, ended) == (TIMED_OUT, 6)
    assert held.exchange.request is not None


@pytest.mark.parametrize(("body", "ended"), [(b"x" * 20, 9.5), (b"14\r\n" + b"x" * 20, 5.5)])
def test_a_body_that_drips_is_refused(body: bytes, ended: float) -> None:
    """Each second costs one. An octet of content makes up for half of it, others for nothing."""
    first = declared(20) if body.startswith(b"x") else post_chunks("/", b"")
    held, seconds = timed(echo, first, *dripping(body, 1.0))
    assert (held.output, seconds) == (TIMED_OUT, ended)


def test_a_slow_body_that_keeps_up_is_read_to_its_end() -> None:
    held, ended = timed(echo, declared(20), *dripping(b"x" * 20, 4.0, size=8))
    assert (held.output, ended) == (said("200 OK", "x" * 20), 12)


def test_octets_that_came_early_earn_no_patience_for_later() -> None:
    held, ended = timed(echo, declared(20) + b"x" * 19, SILENCE)
    assert (held.output, ended) == (TIMED_OUT, 5)


def test_time_that_the_handler_takes_does_not_count() -> None:
    clock = FakeClock()

    async def handler(request: Request) -> Response:
        content = b""
        async for piece in request.body:
            content += piece
            clock.seconds += 100
        return Response.text(content.decode())

    stream = FakeStream(declared(3), 4.0, b"a", b"b", 1.0, b"c", clock=clock)
    held = prepare(handler, stream, clock=clock)
    drive(held.conversation.run())
    assert held.output == said("200 OK", "abc")
    assert stream.deadlines == [9, 5, 4 + 100 + 1.5, 4 + 200 + 2, 4 + 300 + 1 + 9]


def test_an_incomplete_body_is_told_from_a_late_one() -> None:
    assert talk(echo, declared(2) + b"a").output == INCOMPLETE
    assert talk(echo, declared(2) + b"a", SILENCE).output == TIMED_OUT


# Long pieces


def test_only_a_body_of_known_length_may_come_in_long_pieces() -> None:
    sized = talk(echo, declared(5), b"abc", b"de")
    assert sized.stream.bulk == [False, True, True, False]
    chunked = talk(echo, post_chunks("/", b""), b"3\r\nabc\r\n", b"0\r\n\r\n")
    assert not any(chunked.stream.bulk)

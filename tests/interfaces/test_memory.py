"""HTTP without a loop: driving by hand, and conversations in memory."""

import pytest

from entities import Request, Response
from interfaces import MemoryStream, converse, drive
from tests.fakes.loop import Wait

# drive


async def double(number: int) -> int:
    return number * 2


def test_a_coroutine_that_never_waits_is_run_to_its_end() -> None:
    assert drive(double(21)) == 42


def test_what_a_coroutine_raises_is_raised() -> None:
    async def refuse() -> None:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        drive(refuse())


def test_a_coroutine_that_waits_is_closed_and_told_what_it_needs() -> None:
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await Wait()
        finally:
            cleaned.append("up")

    waiting = wait()
    with pytest.raises(RuntimeError, match="this code waits for an event loop"):
        drive(waiting)
    assert cleaned == ["up"]


def test_an_error_about_a_missing_loop_says_how_to_get_one() -> None:
    async def sleep() -> None:
        raise RuntimeError("no running event loop")  # as asyncio.sleep says

    async def fail() -> None:
        raise RuntimeError("something else")

    with pytest.raises(RuntimeError, match="no running event loop") as caught:
        drive(sleep())
    assert "this code waits for an event loop" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="something else") as other:
        drive(fail())
    assert not hasattr(other.value, "__notes__")


# converse


async def echo(request: Request) -> Response:
    return Response.of(await request.read(), "text/plain")


def test_a_conversation_in_memory_needs_no_socket() -> None:
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
    answered = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nab"
    )
    assert converse(echo, [sent]) == answered
    assert converse(echo, (sent[at : at + 1] for at in range(len(sent)))) == answered


def test_a_conversation_in_memory_may_have_another_date() -> None:
    answered = converse(echo, [b"GET / HTTP/1.0\r\n\r\n"], date="Fri, 02 Jan 1970 00:00:00 GMT")
    assert b"\r\nDate: Fri, 02 Jan 1970 00:00:00 GMT\r\n" in answered


def test_a_stream_in_memory_gives_its_pieces_and_then_its_end() -> None:
    stream = MemoryStream([b"a", b"b"])
    assert [drive(stream.read(0)) for _ in range(4)] == [b"a", b"b", b"", b""]
    assert (stream.peer, stream.scheme) == ("memory", "http")


def test_a_stream_in_memory_keeps_all_that_is_written() -> None:
    stream = MemoryStream([])
    for piece in (b"a", b"", b"bc"):
        drive(stream.write(piece))
    assert stream.output == b"abc"


def test_a_request_in_memory_has_a_peer() -> None:
    async def handler(request: Request) -> Response:
        return Response.text(f"{request.scheme} {request.peer}")

    assert converse(handler, [b"GET / HTTP/1.0\r\n\r\n"]).endswith(b"\r\n\r\nhttp memory")

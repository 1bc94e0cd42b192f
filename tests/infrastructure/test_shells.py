"""Whatever carries the bytes, the conversation is the same: the dividend of the layers."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable

import pytest

from entities import Form, Request, Response
from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from infrastructure.streams import streams
from interfaces import App, converse
from tests.infrastructure.serving import send, serving

EXCHANGE = (
    b"GET /welcome/Ada HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\n\r\n"
    b"HEAD /welcome/Ada HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=Ada"
    b"GET /countdown HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nHello\r\n7;x=y\r\n, World\r\n0\r\nX-Trailer: z\r\n\r\n"
    b"PUT /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"
    b"DELETE /echo HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"GET /welcome/Grace HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"
    b"GET /welcome/nobody HTTP/1.1\r\nHost: localhost\r\n\r\n"
)
STATUSES = [b"200", b"200", b"200", b"200", b"200", b"404", b"405", b"200", b"400"]

WHOLE = [EXCHANGE]
BYTE_BY_BYTE = [EXCHANGE[at : at + 1] for at in range(len(EXCHANGE))]


def make_app() -> App:
    """Make an App with an endpoint of each kind."""
    app = App()

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.post("/form")
    async def form(fields: Form) -> dict[str, str]:
        return dict(fields)

    @app.post("/echo")
    async def echo(request: Request) -> bytes:
        return await request.read()

    @app.get("/countdown")
    async def countdown() -> Response:
        return Response.stream(_numbers())

    return app


async def _numbers() -> AsyncIterator[bytes]:
    for number in (3, 2, 1):
        yield f"{number}\n".encode()


def through_memory(pieces: list[bytes]) -> bytes:
    """Hold the conversation in memory."""

    async def hold() -> bytes:
        async with make_app().lifespan() as handler:
            return converse(handler, pieces)

    return asyncio.run(hold())


def through_the_protocol(pieces: list[bytes]) -> bytes:
    """Hold the conversation over TCP, with an asyncio protocol on the server's side."""
    return through_a_socket(pieces, protocol)


def through_streams(pieces: list[bytes]) -> bytes:
    """Hold the conversation over TCP, with asyncio's streams on the server's side."""
    return through_a_socket(pieces, streams)


def through_a_socket(pieces: list[bytes], shell: Shell) -> bytes:
    """Hold the conversation over TCP."""

    async def hold() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await send(server, pieces)

    return asyncio.run(hold())


SHELLS = [through_memory, through_the_protocol, through_streams]


def without_dates(answer: bytes) -> bytes:
    """Blank the one field that may differ."""
    return re.sub(rb"(?<=\r\nDate: )[^\r]+", b"now", answer)


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("pieces", [WHOLE, BYTE_BY_BYTE], ids=["whole", "byte-by-byte"])
def test_every_shell_gives_the_same_bytes(
    shell: Callable[[list[bytes]], bytes], pieces: list[bytes]
) -> None:
    answer = shell(pieces)
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == STATUSES
    assert without_dates(answer) == without_dates(through_memory(WHOLE))

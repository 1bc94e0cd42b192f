"""Whatever carries the bytes, the conversation is the same: the dividend of the layers."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from http.client import HTTPResponse
from io import BytesIO

import pytest

from entities import Form, Request, Response
from extras.infrastructure.streams import streams
from extras.interfaces import asgi
from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from interfaces import App, converse
from tests.extras.infrastructure.threaded import serving_threads
from tests.infrastructure.programs import end, start
from tests.infrastructure.serving import everything, opened, send, serving

REQUESTS = (
    b"GET /welcome/Ada HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\n\r\n",
    b"HEAD /welcome/Ada HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=Ada",
    b"GET /countdown HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nHello\r\n7;x=y\r\n, World\r\n0\r\nX-Trailer: z\r\n\r\n",
    b"PUT /nowhere HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc",
    b"DELETE /echo HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET /welcome/Grace HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET /welcome/nobody HTTP/1.1\r\nHost: localhost\r\n\r\n",
)
EXCHANGE = b"".join(REQUESTS)
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


def through_threads(pieces: list[bytes]) -> bytes:
    """Hold the conversation over TCP, with a thread on the server's side."""
    with serving_threads(make_app()) as address, opened(address) as connection:
        for piece in pieces:
            connection.sendall(piece)
        connection.shutdown(socket.SHUT_WR)
        return everything(connection)


SHELLS = [through_memory, through_the_protocol, through_streams, through_threads]


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


application = asgi(make_app())

Answer = tuple[int, dict[str, str], bytes]
"""Status, fields and content of a response."""

# The server's own fields, and those by which it marks the end of a body.
ITS_OWN = {"date", "server", "connection", "transfer-encoding"}


class Recorded:
    """What `http.client` needs of a socket: here, from which bytes to read a response."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer

    def makefile(self, mode: str) -> BytesIO:
        """Return the bytes as a file."""
        return BytesIO(self._answer)


def read(source: socket.socket | Recorded, request: bytes) -> Answer:
    """Read the response to a request."""
    response = HTTPResponse(source, method=request.partition(b" ")[0].decode())  # type: ignore[arg-type]
    with response:
        response.begin()
        fields = {name.lower(): value for name, value in response.getheaders()}
        kept = {name: fields[name] for name in fields.keys() - ITS_OWN}
        return response.status, kept, response.read()


NAME = f"{__name__}:application"
ASGI_SERVERS = {
    "uvicorn-h11": ["uvicorn", NAME, "--http", "h11", "--port", "{port}"],
    "uvicorn-httptools": ["uvicorn", NAME, "--http", "httptools", "--port", "{port}"],
    "hypercorn": ["hypercorn", NAME, "--workers", "0", "--bind", "127.0.0.1:{port}"],
    "granian": ["granian", NAME, "--interface", "asgi", "--no-ws", "--port", "{port}"],
}


def through_asgi(command: list[str]) -> list[Answer]:
    """Ask one thing after the other over a connection to a server that serves the same App."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # The warnings of other servers are not ours to mend.
    process = start("-W", "ignore", "-m", *(part.format(port=port) for part in command))
    try:
        with opened_soon(f"http://127.0.0.1:{port}") as connection:
            answers = []
            for request in REQUESTS[: len(STATUSES)]:
                connection.sendall(request)
                answers.append(read(connection, request))
            return answers
    finally:
        end(process)


def opened_soon(url: str) -> socket.socket:
    """Open a connection to a server that has just been started."""
    for _ in range(200):
        with suppress(ConnectionRefusedError):
            return opened(url)
        time.sleep(0.05)
    return opened(url)


@pytest.mark.parametrize("server", ASGI_SERVERS)
def test_a_server_that_speaks_asgi_makes_the_same_of_it(server: str) -> None:
    expected = [read(Recorded(through_memory([each])), each) for each in REQUESTS[: len(STATUSES)]]
    *answers, refusal = through_asgi(ASGI_SERVERS[server])
    assert answers == expected[:-1]
    assert refusal[0] == expected[-1][0]  # What it says is the server's own.

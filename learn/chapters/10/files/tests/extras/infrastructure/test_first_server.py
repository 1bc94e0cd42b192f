"""The server over asyncio's streams: real sockets of this machine, and peers that misbehave."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest

from extras.infrastructure.streams import streams
from infrastructure import Server
from infrastructure.server import CannotListen
from interfaces import App, Exchange, Timeouts

T = TypeVar("T")

HELLO = b"GET /welcome/Ada HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST = b"\r\nConnection: close\r\n\r\n"
USER: ContextVar[str] = ContextVar("user", default="nobody")


def ignore(exchange: Exchange) -> None:
    """Observe nothing."""


class Gate:
    """Holds a handler up until it is let go."""

    def __init__(self) -> None:
        self.entered = asyncio.Event()
        self.go = asyncio.Event()


def make_app(gate: Gate) -> App:
    """Make an App that greets, waits, and keeps something in its context."""
    app = App()

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.post("/guestbook")
    async def sign(body: bytes) -> str:
        return str(len(body))

    @app.get("/wait")
    async def wait() -> str:
        gate.entered.set()
        await gate.go.wait()
        return "done"

    @app.get("/login")
    async def login() -> str:
        USER.set("Ada")
        return "known"

    @app.get("/user")
    async def user() -> str:
        return USER.get()

    return app


@asynccontextmanager
async def serving(gate: Gate, **options: Any) -> AsyncIterator[Server]:
    """Serve for as long as the block lasts, no longer than two seconds; no task may fail."""
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    try:
        async with asyncio.timeout(2), make_app(gate).lifespan() as handler:
            server = Server(handler, observe=ignore, shell=streams, **options)
            await server.start("127.0.0.1", 0)
            try:
                yield server
            finally:
                await stopped(server)
    finally:
        gc.collect()  # What failed unseen is reported when it is collected.
        assert not failures


async def stopped(server: Server) -> None:
    """Stop a server; one whose `stop` is not written yet must not leave a socket open."""
    try:
        async with asyncio.timeout(1):
            await server.stop(grace=0)
    except (NotImplementedError, TimeoutError):
        for listener in server._servers:
            listener.close()
        for peer in server._peers:
            peer.drop()
        raise


async def begin_to_stop(server: Server) -> "asyncio.Task[None]":
    """Let a server stop with much patience, and go on when it has begun to."""
    stopping = asyncio.create_task(server.stop(grace=60))
    await asyncio.sleep(0.05)
    if stopping.done():
        stopping.result()  # It raises what went wrong.
    return stopping


def port_of(server: Server) -> int:
    """Return the port that the system chose."""
    port = urlsplit(server.url).port
    assert port is not None
    return port


class Client:
    """A connection that sends exactly these bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def ask(self, data: bytes, until: bytes) -> bytes:
        """Send, and return what comes until the answer ends like this."""
        self._writer.write(data)
        return await self._reader.readuntil(until)

    def send(self, data: bytes) -> None:
        """Send, and wait for nothing."""
        self._writer.write(data)

    async def rest(self) -> bytes:
        """Return what comes until the server ends, then leave."""
        try:
            return await self._reader.read()
        finally:
            self._writer.close()


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[Client]:
    """Be connected for as long as the block lasts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
    try:
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


def held(talk: Callable[[Gate], Awaitable[T]]) -> T:
    """Run a test in an event loop."""

    async def run() -> T:
        return await talk(Gate())

    return asyncio.run(run())


def test_one_connection_serves_many_requests() -> None:
    async def talk(gate: Gate) -> list[bytes]:
        async with serving(gate) as server, connected(server) as client:
            return [await client.ask(HELLO, b"Ada") for _ in range(3)]

    assert [answer.startswith(b"HTTP/1.1 200 OK\r\n") for answer in held(talk)] == [True] * 3


def test_a_slow_head_is_refused_with_408() -> None:
    async def talk(gate: Gate) -> bytes:
        timeouts = Timeouts(head=0.1)
        async with serving(gate, timeouts=timeouts) as server, connected(server) as client:
            client.send(HELLO[:10])
            return await client.rest()

    assert held(talk).startswith(b"HTTP/1.1 408 ")


def test_who_asks_for_nothing_is_let_go_without_a_word() -> None:
    async def talk(gate: Gate) -> bytes:
        timeouts = Timeouts(idle=0.1)
        async with serving(gate, timeouts=timeouts) as server, connected(server) as client:
            return await client.rest()

    assert held(talk) == b""


def test_after_a_refusal_a_client_that_is_still_sending_reads_the_answer() -> None:
    # Unread input at close would make the kernel send RST and lose the answer.
    def upload(port: int) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as client:
            client.sendall(b"POST /guestbook HTTP/1.1\r\nBad Field\r\n\r\n" + bytes(2**24))
            client.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: client.recv(65536), b""))

    async def talk(gate: Gate) -> bytes:
        async with serving(gate) as server:
            return await asyncio.to_thread(upload, port_of(server))

    answer = held(talk)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nConnection: close\r\n" in answer


def test_who_finds_no_room_gets_503_and_those_inside_stay() -> None:
    async def talk(gate: Gate) -> tuple[bytes, bytes]:
        async with serving(gate, connections=1) as server, connected(server) as inside:
            await inside.ask(HELLO, b"Ada")
            async with connected(server) as outside:
                turned_away = await outside.rest()
            return turned_away, await inside.ask(HELLO, b"Ada")

    turned_away, answer = held(talk)
    assert turned_away.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nRetry-After: 5\r\n" in turned_away
    assert b"\r\nConnection: close\r\n" in turned_away
    assert turned_away.endswith(b"The server has too many connections.\n")
    assert answer.startswith(b"HTTP/1.1 200 ")


def test_what_ada_sets_grace_does_not_see() -> None:
    async def talk(gate: Gate) -> bytes:
        async with serving(gate) as server, connected(server) as client:
            await client.ask(HELLO.replace(b"/welcome/Ada", b"/login"), b"known")
            client.send(HELLO.replace(b"/welcome/Ada", b"/user").replace(b"\r\n\r\n", LAST))
            return await client.rest()

    assert held(talk).endswith(b"\r\n\r\nnobody")


def test_stopping_lets_go_of_idle_connections_at_once() -> None:
    async def talk(gate: Gate) -> bytes:
        async with serving(gate) as server, connected(server) as client:
            await client.ask(HELLO, b"Ada")
            stopping = await begin_to_stop(server)
            rest = await client.rest()
            await stopping
            return rest

    assert held(talk) == b""


def test_stopping_lets_a_request_in_flight_finish() -> None:
    async def talk(gate: Gate) -> bytes:
        async with serving(gate) as server, connected(server) as client:
            client.send(HELLO.replace(b"/welcome/Ada", b"/wait") * 2)
            await gate.entered.wait()
            stopping = await begin_to_stop(server)
            gate.go.set()
            answer = await client.rest()
            await stopping
            return answer

    answer = held(talk)
    assert answer.count(b"done") == 1  # The second request had not begun.
    assert b"\r\nConnection: close\r\n" in answer


def test_stopping_cuts_off_what_takes_longer_than_the_grace() -> None:
    async def talk(gate: Gate) -> int:
        async with serving(gate) as server, connected(server) as client:
            client.send(HELLO.replace(b"/welcome/Ada", b"/wait"))
            await gate.entered.wait()
            await server.stop(grace=0.05)
            return server.connections

    assert held(talk) == 0


def test_stopping_that_is_cut_short_drops_everybody_all_the_same() -> None:
    async def talk(gate: Gate) -> int:
        async with serving(gate) as server, connected(server) as client:
            client.send(HELLO.replace(b"/welcome/Ada", b"/wait"))
            await gate.entered.wait()
            stopping = await begin_to_stop(server)
            stopping.cancel()
            with pytest.raises(asyncio.CancelledError):
                await stopping
            return server.connections

    assert held(talk) == 0


def test_a_server_that_stops_accepts_nobody() -> None:
    async def talk(gate: Gate) -> None:
        async with serving(gate) as server:
            await server.stop(grace=0)
            with pytest.raises(ConnectionError):
                await asyncio.open_connection("127.0.0.1", port_of(server))

    held(talk)


def test_an_address_in_use_cannot_be_had() -> None:
    async def talk(gate: Gate) -> None:
        async with serving(gate) as server, make_app(gate).lifespan() as handler:
            second = Server(handler, observe=ignore, shell=streams)
            with pytest.raises(CannotListen):
                await second.start("127.0.0.1", port_of(server))

    held(talk)

"""What becomes of a stream when its reader leaves, half-closes, or reads slowly."""

import asyncio
import socket
import ssl
import struct
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import trustme

from entities import Request, Response
from infrastructure.peers import Shell
from interfaces import App, Exchange, Timeouts
from tests.infrastructure.serving import (
    connected,
    port_of,
    serving,
    until_nobody_is_connected,
)

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
FIRST = b"5\r\ntick\n\r\n"  # a piece as a chunk
PIECE = bytes(64 * 1024)
COUNT = 1_700  # pieces, which are more than 100 MiB
KERNEL = 16 * 1024 * 1024  # octets that the kernel's buffers on both sides may hold


class Quiet:
    """An App whose stream says one thing and waits, and what happened to its producers."""

    def __init__(self) -> None:
        self.app = App()
        self.begun = 0
        self.ended: list[str] = []
        self.seen: list[Exchange] = []
        self.go = asyncio.Event()  # ends the waiting
        self.clean = asyncio.Event()  # ends the cleaning up
        self.clean.set()
        self.app.get("/")(self._stream)

    async def _stream(self) -> Response:
        return Response.stream(self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        self.begun += 1
        try:
            yield b"tick\n"
            await self.go.wait()
            yield b"tock\n"
        finally:
            self.ended.append("begins to clean up")
            await self.clean.wait()
            self.ended[-1] = "is clean"


def contexts() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Make the two sides of TLS."""
    authority = trustme.CA()
    inside = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    outside = ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(inside)
    authority.configure_trust(outside)
    return inside, outside


def reset(writer: asyncio.StreamWriter) -> None:
    """Leave at once: to close without lingering sends RST."""
    raw = writer.get_extra_info("socket")
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


async def until(happened: list[str], what: str) -> None:
    """Wait until the last thing that happened is this."""
    while not happened or happened[-1] != what:  # noqa: ASYNC110 - see until_nobody_is_connected
        await asyncio.sleep(0.01)


def test_a_client_that_leaves_ends_a_producer_that_waits_for_ever(shell: Shell) -> None:
    async def hold() -> Quiet:
        quiet = Quiet()
        async with serving(quiet.app, shell=shell, observe=quiet.seen.append) as server:
            before = len(asyncio.all_tasks())
            async with connected(server) as (reader, writer):
                writer.write(GET)
                await reader.readuntil(FIRST)
                reset(writer)
            await until(quiet.ended, "is clean")
            await until_nobody_is_connected(server)
            await asyncio.sleep(0)
            assert len(asyncio.all_tasks()) == before
        return quiet

    (exchange,) = asyncio.run(hold()).seen
    assert (exchange.status, exchange.octets, exchange.error) == (200, 5, None)


@pytest.mark.parametrize("encrypted", [False, True])
def test_cleaning_up_may_wait_and_is_not_cut_short_by_the_end_of_the_connection(
    shell: Shell, encrypted: bool
) -> None:
    inside, outside = contexts() if encrypted else (None, None)

    async def hold() -> Quiet:
        quiet = Quiet()
        quiet.clean.clear()
        observe = quiet.seen.append
        async with serving(quiet.app, shell=shell, observe=observe, tls=inside) as server:
            port = port_of(server)
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=outside)
            writer.write(GET)
            await reader.readuntil(FIRST)
            # Drops the connection; over TLS, that is noticed when the cleaning up has begun.
            stopping = asyncio.create_task(server.stop(grace=0))
            await until(quiet.ended, "begins to clean up")
            with suppress(ConnectionResetError):
                await reader.read()
            await asyncio.sleep(0.05)
            writer.transport.abort()
            assert quiet.ended == ["begins to clean up"]
            quiet.clean.set()
            await stopping
        return quiet

    quiet = asyncio.run(hold())
    assert quiet.ended == ["is clean"]
    assert quiet.seen[0].error is None


def test_who_leaves_ends_no_stream_of_another(shell: Shell) -> None:
    async def hold() -> list[bytes]:
        quiet = Quiet()
        async with serving(quiet.app, shell=shell) as server:
            peers = [await asyncio.open_connection("127.0.0.1", port_of(server)) for _ in range(6)]
            for _, writer in peers:  # They are heard together, and may begin in one task.
                writer.write(GET)
            for reader, _ in peers:
                await reader.readuntil(FIRST)
            for _, writer in peers[::2]:
                reset(writer)
            while len(quiet.ended) < 3:  # noqa: ASYNC110 - see until_nobody_is_connected
                await asyncio.sleep(0.01)
            quiet.go.set()
            rest = [await reader.readuntil(b"0\r\n\r\n") for reader, _ in peers[1::2]]
            for _, writer in peers[1::2]:
                writer.transport.abort()
            return rest

    assert asyncio.run(hold()) == [b"5\r\ntock\n\r\n0\r\n\r\n"] * 3


def test_a_client_that_half_closes_gets_the_rest_of_its_stream(shell: Shell) -> None:
    async def hold() -> bytes:
        quiet = Quiet()
        async with (
            serving(quiet.app, shell=shell) as server,
            connected(server) as (reader, writer),
        ):
            writer.write(GET)
            await reader.readuntil(FIRST)
            writer.write_eof()
            await asyncio.sleep(0.05)
            assert quiet.ended == []
            quiet.go.set()
            return await reader.read()

    assert asyncio.run(hold()) == b"5\r\ntock\n\r\n0\r\n\r\n"


def test_who_leaves_after_a_half_close_is_noticed_by_a_write(shell: Shell) -> None:
    app = App()
    ended: list[str] = []

    @app.get("/")
    async def stream() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            try:
                while True:
                    yield b"tick\n"
                    await asyncio.sleep(0.01)
            finally:
                ended.append("is clean")

        return Response.stream(pieces())

    async def hold() -> None:
        async with serving(app, shell=shell) as server:
            async with connected(server) as (reader, writer):
                writer.write(GET)
                await reader.readuntil(FIRST)
                writer.write_eof()
            await until_nobody_is_connected(server)

    asyncio.run(hold())
    assert ended == ["is clean"]


def test_a_handler_that_works_on_its_response_is_left_alone(shell: Shell) -> None:
    app = App()
    done: list[str] = []

    async def hold() -> None:
        begun, go = asyncio.Event(), asyncio.Event()

        @app.get("/")
        async def work() -> str:
            begun.set()
            await go.wait()
            done.append("is done")
            return "Hello"

        async with serving(app, shell=shell) as server:
            async with connected(server) as (_, writer):
                writer.write(GET)
                await begun.wait()
                reset(writer)
            await asyncio.sleep(0.05)
            go.set()
            await until(done, "is done")

    asyncio.run(hold())


def test_a_producer_that_fails_to_clean_up_is_observed_when_its_reader_leaves(
    shell: Shell,
) -> None:
    app = App()
    seen: list[Exchange] = []

    @app.get("/")
    async def stream() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            try:
                yield b"tick\n"
                await asyncio.Event().wait()
            finally:
                raise LookupError("the file is gone")

        return Response.stream(pieces())

    async def hold() -> None:
        async with serving(app, shell=shell, observe=seen.append) as server:
            async with connected(server) as (reader, writer):
                writer.write(GET)
                await reader.readuntil(FIRST)
                reset(writer)
            await until_nobody_is_connected(server)

    asyncio.run(hold())
    assert isinstance(seen[0].error, LookupError)


def test_over_tls_the_end_of_the_peer_is_the_end_of_the_stream(shell: Shell) -> None:
    inside, outside = contexts()

    async def hold() -> Quiet:
        quiet = Quiet()
        async with serving(quiet.app, shell=shell, tls=inside) as server:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port_of(server), ssl=outside
            )
            writer.write(GET)
            await reader.readuntil(FIRST)
            writer.close()
            await until(quiet.ended, "is clean")
        return quiet

    assert asyncio.run(hold()).begun == 1


# Back-pressure: what is produced has to wait for the reader.


class Plenty:
    """An App that produces more than 100 MiB, and knows how much was asked of it."""

    def __init__(self) -> None:
        self.app = App()
        self.given = 0
        self.ended: list[str] = []
        self.app.get("/")(self._stream)
        self.app.post("/echo", max_body=len(PIECE) * COUNT)(self._echo)

    async def _stream(self) -> Response:
        return Response.stream(self._pieces())

    async def _pieces(self) -> AsyncIterator[bytes]:
        try:
            for _ in range(COUNT):
                self.given += len(PIECE)
                yield PIECE
        finally:
            self.ended.append("is clean")

    async def _echo(self, request: Request) -> Response:
        return Response.stream(request.body)


def small_client(port: int) -> socket.socket:
    """Connect with a small buffer; some kernels would let it grow to 32 MiB."""
    client = socket.socket()
    client.settimeout(5)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, len(PIECE))
    client.connect(("127.0.0.1", port))
    return client


def read_slowly(port: int, given: "Plenty") -> tuple[int, int]:
    """Read all with pauses; return how much it was, and how much was produced ahead of it."""
    received = ahead = 0
    buffer = bytearray(1024 * 1024)
    with small_client(port) as client:
        client.sendall(GET.replace(b"1.1", b"1.0"))
        while size := client.recv_into(buffer):
            if received % len(buffer) + size > len(buffer):
                time.sleep(0.001)
            received += size
            ahead = max(ahead, given.given - received)
    return received, ahead


def test_a_stream_for_a_slow_reader_keeps_memory_flat(shell: Shell) -> None:
    async def hold() -> tuple[int, int, int]:
        plenty = Plenty()
        async with serving(plenty.app, shell=shell, patience=60) as server:
            tracemalloc.start()
            try:
                numbers = await asyncio.to_thread(read_slowly, port_of(server), plenty)
                return *numbers, tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    received, ahead, peak = asyncio.run(hold())
    assert received > len(PIECE) * COUNT > 100 * 1024 * 1024
    assert ahead < KERNEL
    assert peak < 8 * 1024 * 1024


def test_a_stream_for_who_does_not_read_stops_and_ends(shell: Shell) -> None:
    async def hold() -> Plenty:
        plenty = Plenty()
        timeouts = Timeouts(write=0.2, linger=0.1)
        async with serving(plenty.app, shell=shell, timeouts=timeouts) as server:
            with small_client(port_of(server)) as client:
                client.sendall(GET)
                await until(plenty.ended, "is clean")
        return plenty

    assert asyncio.run(hold()).given < KERNEL


def test_an_upload_that_is_sent_back_keeps_memory_flat(shell: Shell) -> None:
    size = len(PIECE) * COUNT

    async def upload(writer: asyncio.StreamWriter) -> None:
        writer.write(b"POST /echo HTTP/1.0\r\nContent-Length: %d\r\n\r\n" % size)
        for _ in range(COUNT):
            writer.write(PIECE)
            await writer.drain()

    async def hold() -> tuple[int, int]:
        received = 0
        async with (
            serving(Plenty().app, shell=shell, patience=60) as server,
            connected(server) as (reader, writer),
        ):
            tracemalloc.start()
            try:
                sending = asyncio.create_task(upload(writer))
                while data := await reader.read(len(PIECE)):
                    received += len(data)
                await sending
                return received, tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()

    received, peak = asyncio.run(hold())
    assert received > size
    assert peak < 8 * 1024 * 1024


def test_over_tls_a_client_that_asks_for_the_end_gets_it_at_once(shell: Shell) -> None:
    inside, outside = contexts()
    app = App()

    @app.get("/")
    async def hello() -> str:
        return "Hello"

    async def ask() -> bytes:
        async with serving(app, shell=shell, tls=inside) as server, asyncio.timeout(10):
            host, port = "127.0.0.1", port_of(server)
            reader, writer = await asyncio.open_connection(host, port, ssl=outside)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = await reader.read()
            writer.close()
            return answer

    assert asyncio.run(ask()).endswith(b"Hello")

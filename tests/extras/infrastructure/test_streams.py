"""How the sockets behave: slow peers, rude peers, peers that end halfway."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator
from typing import Any

import pytest

from entities import Response
from extras.infrastructure.streams import AsyncioStream
from infrastructure.peers import Shell
from interfaces import App, Exchange, Timeouts
from tests.infrastructure.serving import (
    asking,
    connected,
    port_of,
    send,
    serving,
    until_nobody_is_connected,
)

HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LONG = 16 * 1024 * 1024  # more than the kernel's buffers on both sides hold
LAST_HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def make_app() -> App:
    """Make an App that greets, echoes, and answers at length."""
    app = App()

    @app.get("/")
    async def hello() -> str:
        return "Hello"

    @app.post("/echo")
    async def echo(body: bytes) -> bytes:
        return body

    @app.get("/long")
    async def long() -> bytes:
        return bytes(LONG)

    return app


def test_a_client_that_half_closes_gets_its_answers(shell: Shell) -> None:
    async def ask() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await send(server, [HELLO + HELLO])

    assert asyncio.run(ask()).count(b"Hello") == 2


def test_one_connection_serves_many_requests(shell: Shell) -> None:
    async def ask() -> list[bytes]:
        async with (
            serving(make_app(), shell=shell) as server,
            connected(server) as (reader, writer),
        ):
            answers = []
            for _ in range(40):
                writer.write(HELLO)
                answers.append(await reader.readuntil(b"Hello"))
            return answers

    assert len(asyncio.run(ask())) == 40


def test_pipelined_requests_are_answered_in_bursts_without_loss(shell: Shell) -> None:
    async def ask() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await send(server, [HELLO * 500])

    assert asyncio.run(ask()).count(b"200 OK") == 500


def test_after_a_refusal_a_client_that_is_still_sending_reads_the_answer(shell: Shell) -> None:
    # Unread input at close would make the kernel send RST and lose the answer.
    def upload(port: int) -> bytes:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"POST /echo HTTP/1.1\r\nBad Field\r\n\r\n" + bytes(LONG))
            client.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: client.recv(65536), b""))

    async def ask() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await asyncio.to_thread(upload, port_of(server))

    answer = asyncio.run(ask())
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"\r\nConnection: close\r\n" in answer


def test_the_end_is_told_before_the_server_waits_for_the_client_to_leave(shell: Shell) -> None:
    async def ask() -> bytes:
        async with asking(make_app(), shell=shell, timeouts=Timeouts(linger=3600)) as (
            reader,
            writer,
        ):
            writer.write(LAST_HELLO)
            return await reader.read()

    assert asyncio.run(ask()).endswith(b"Hello")


def test_a_client_that_will_not_close_is_left_after_a_while(shell: Shell) -> None:
    async def ask() -> bytes:
        timeouts = Timeouts(linger=0.05)
        async with (
            serving(make_app(), shell=shell, timeouts=timeouts) as server,
            connected(server) as (reader, writer),
        ):
            writer.write(LAST_HELLO)
            answer = await reader.read()
            await until_nobody_is_connected(server)
            return answer

    assert asyncio.run(ask()).endswith(b"Hello")


def test_a_slow_head_is_refused_with_408(shell: Shell) -> None:
    async def ask() -> bytes:
        async with asking(make_app(), shell=shell, timeouts=Timeouts(head=0.1)) as (reader, writer):
            writer.write(HELLO[:10])
            return await reader.read()

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 408 ")


def test_a_slow_body_is_refused_with_408(shell: Shell) -> None:
    async def ask() -> bytes:
        async with asking(make_app(), shell=shell, timeouts=Timeouts(body=0.1)) as (reader, writer):
            writer.write(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
            return await reader.read()

    assert asyncio.run(ask()).startswith(b"HTTP/1.1 408 ")


def test_an_idle_connection_is_closed_without_a_word(shell: Shell) -> None:
    async def ask() -> bytes:
        async with asking(make_app(), shell=shell, timeouts=Timeouts(idle=0.1)) as (reader, _):
            return await reader.read()

    assert asyncio.run(ask()) == b""


@pytest.mark.parametrize(
    "sent", [HELLO[:10], b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab"]
)
def test_a_reset_ends_the_connection_and_no_other(sent: bytes, shell: Shell) -> None:
    async def ask() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            async with connected(server) as (_, writer):
                writer.write(sent)
                await asyncio.sleep(0.05)
                # To close without lingering sends RST.
                at_once = struct.pack("ii", 1, 0)
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            await until_nobody_is_connected(server)
            return await send(server, [HELLO])

    assert asyncio.run(ask()).endswith(b"Hello")


def test_a_client_that_never_reads_holds_up_its_own_requests_alone(shell: Shell) -> None:
    seen: list[Exchange] = []

    async def ask() -> tuple[int, bytes]:
        timeouts = Timeouts(write=0.2, linger=0.1)
        async with serving(
            make_app(), shell=shell, timeouts=timeouts, observe=seen.append
        ) as server:
            async with connected(server) as (_, writer):  # asyncio reads 128 KiB ahead, no more
                writer.write(b"GET /long HTTP/1.1\r\nHost: a\r\n\r\n" * 200)
                other = await send(server, [HELLO])
                await until_nobody_is_connected(server)
            return len(seen), other

    answered, other = asyncio.run(ask())
    assert other.endswith(b"Hello")
    assert answered < 100  # it was cut long before it had asked for everything


def test_a_large_answer_reaches_a_slow_reader_whole(shell: Shell) -> None:
    async def ask() -> int:
        async with asking(make_app(), shell=shell, timeouts=Timeouts(linger=0.1)) as (
            reader,
            writer,
        ):
            writer.write(b"GET /long HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            await asyncio.sleep(0.5)  # longer than the server lingers
            return len(await reader.read())

    assert asyncio.run(ask()) > LONG


def test_a_client_that_leaves_ends_the_producer_of_its_stream(shell: Shell) -> None:
    cleaned: list[bool] = []
    app = App()

    async def forever() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"tick\n"
                await asyncio.sleep(0.01)
        finally:
            cleaned.append(True)

    @app.get("/ticks")
    async def ticks() -> Response:
        return Response.stream(forever())

    async def ask() -> None:
        async with serving(app, shell=shell) as server:
            async with connected(server) as (reader, writer):
                writer.write(b"GET /ticks HTTP/1.1\r\nHost: a\r\n\r\n")
                await reader.readuntil(b"tick")
            await until_nobody_is_connected(server)

    asyncio.run(ask())
    assert cleaned == [True]


class SlowPeer:
    """Plays transport, reader and writer of a peer that takes its time to read."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.unsent = 10
        self.transport = self

    async def drain(self) -> None:
        """Wait until everything is read."""
        await asyncio.sleep(0.05)
        self.unsent = 0
        self.calls.append("drain")

    async def read(self, size: int) -> bytes:
        """Wait for the peer's end, which does not come."""
        await asyncio.sleep(3600)
        return b""

    async def wait_closed(self) -> None:
        """Be closed."""

    def get_write_buffer_size(self) -> int:
        """Tell how much is unsent."""
        return self.unsent

    def is_closing(self) -> bool:
        """Be open."""
        return False

    def get_extra_info(self, name: str) -> None:
        """Know nothing about the socket."""

    def set_write_buffer_limits(self, high: int) -> None:
        """Note that drain now waits for the last octet."""
        self.calls.append(f"high={high}")

    def can_write_eof(self) -> bool:
        """Half-close, as TCP does."""
        return True

    def write_eof(self) -> None:
        """Note the end."""
        self.calls.append("eof")

    def close(self) -> None:
        """Note the close."""
        self.calls.append("close")

    def abort(self) -> None:
        """Note the abort."""
        self.calls.append("abort")


def test_closing_sends_the_last_octet_before_it_counts_the_seconds() -> None:
    peer: Any = SlowPeer()
    stream = AsyncioStream(peer, peer, Timeouts(write=5, linger=0.01))
    asyncio.run(stream.close())
    assert peer.calls == ["high=0", "drain", "eof", "abort"]

"""Peers: one that sends any bytes, and bystanders who must be served all the while."""

import asyncio
import socket
import struct
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Protocol

from tests.infrastructure.robustness.target import Measurement, Target

HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
LAST_HELLO = b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
BODILESS = {204, 304}
HANGS = 60.0  # seconds without an answer after which a server hangs


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as a client reads it; the names of its fields in lower case."""

    status: int
    fields: dict[str, str]
    body: bytes


class Listening(Protocol):
    """Whatever listens on a port of this machine."""

    port: int


class Peer:
    """One connection that sends what it likes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Send, as fast as the server takes it."""
        self.writer.write(data)
        await self.writer.drain()

    async def ask(self, request: bytes = HELLO) -> Answer:
        """Send a request and return its answer, which must come."""
        await self.send(request)
        answer = await self.answer()
        assert answer is not None, "the server ended the connection instead of answering"
        return answer

    async def answer(self) -> Answer | None:
        """Read one final answer; None if the connection ended in step instead."""
        async with asyncio.timeout(HANGS):
            while (answer := await self._answer()) is not None and answer.status < 200:
                pass
            return answer

    async def _answer(self) -> Answer | None:
        try:
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        except asyncio.IncompleteReadError as end:
            if end.partial:
                raise
            return None
        line, *rest = head.removesuffix("\r\n\r\n").split("\r\n")
        assert line.startswith("HTTP/1.1 "), f"no status line: {line!r}"
        status = int(line[9:12])
        fields = {name.lower(): value for name, _, value in (each.partition(": ") for each in rest)}
        return Answer(status, fields, await self._body(status, fields))

    async def _body(self, status: int, fields: dict[str, str]) -> bytes:
        if status < 200 or status in BODILESS:
            return b""
        if "content-length" in fields:
            return await self.reader.readexactly(int(fields["content-length"]))
        pieces = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            pieces.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(pieces)

    def reset(self) -> None:
        """End the connection by RST, as a crashed peer does."""
        # To close without lingering sends RST.
        at_once = struct.pack("ii", 1, 0)
        sock = self.writer.get_extra_info("socket")
        with suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.writer.transport.abort()


@asynccontextmanager
async def connected(target: Listening) -> AsyncIterator[Peer]:
    """Open a connection for as long as the block lasts."""
    peer = await connect(target)
    try:
        yield peer
    finally:
        peer.writer.transport.abort()


async def connect(target: Listening) -> Peer:
    """Open a connection."""
    async with asyncio.timeout(HANGS):
        return Peer(*await asyncio.open_connection("127.0.0.1", target.port))


class Bystanders:
    """Two well-behaved clients: one keeps its connection, one makes a new one each time."""

    def __init__(self, target: Target) -> None:
        self.worst = 0.0
        self.served = 0
        self.failure: OSError | None = None
        self._address = ("127.0.0.1", target.port)
        self._done = False

    def waited(self, check: str, most: float) -> Measurement:
        """How long the slowest of their requests took, since the last time it was asked."""
        assert self.failure is None, f"a bystander was not served: {self.failure!r}"
        assert self.served, "the bystanders have not asked yet"
        worst, self.worst = self.worst, 0.0
        return Measurement(f"{check}: others waited at most", worst, most, "s")

    def stop(self) -> None:
        """Ask no more."""
        self._done = True

    def ask(self) -> None:
        """Ask until it is time to stop; to call in a thread, as what goes on here is slow."""
        try:
            with self._connect() as kept:
                while not self._done:
                    time.sleep(0.01)
                    self._take_time(kept, HELLO)
                    began = time.monotonic()
                    with self._connect() as fresh:
                        self._take_time(fresh, LAST_HELLO, began)
        except OSError as error:
            self.failure = error

    def _take_time(self, client: socket.socket, request: bytes, began: float = 0) -> None:
        began = began or time.monotonic()
        client.sendall(request)
        answer = b""
        while not answer.endswith(b"Hello, World!"):
            piece = client.recv(4096)
            if not piece:
                raise ConnectionError(f"the server ended the connection after {answer!r}")
            answer += piece
        self.worst = max(self.worst, time.monotonic() - began)
        self.served += 1

    def _connect(self) -> socket.socket:
        return socket.create_connection(self._address, timeout=HANGS)


@asynccontextmanager
async def bystanders(target: Target) -> AsyncIterator[Bystanders]:
    """Let the bystanders ask for as long as the block lasts."""
    others = Bystanders(target)
    asking = asyncio.create_task(asyncio.to_thread(others.ask))
    try:
        yield others
    finally:
        others.stop()
        await asking


def allow_connections(most: int) -> bool:
    """Make sure that this process may open so many connections; False if the system says no."""
    try:
        import resource  # noqa: PLC0415 - Windows has none, and no such limit either
    except ImportError:
        return True
    wanted = most + 256  # for everything else that is open
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return True
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    except (OSError, ValueError):
        return False
    return True

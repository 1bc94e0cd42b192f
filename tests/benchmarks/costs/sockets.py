"""The whole exchange over real sockets, in one process, and what the kernel and asyncio take of it.

Some connections ask at the same moment; then the clock runs until all are answered. The clients'
own work stays outside of it: they send before, and read after.
"""

import asyncio
import socket
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

from entities import Handler
from infrastructure.logs import log_error
from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from infrastructure.server import Server
from interfaces import Exchange
from tests.benchmarks.costs.exchange import HELLO, PEER
from tests.benchmarks.costs.timing import Measure

CROWD = 64  # connections that ask at the same moment, as many as wrk holds for hello
PIECE = 256 * 1024  # octets that asyncio asks the kernel for


class Batch:
    """Counts answers, and ends the waiting for them."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._left = 0

    def expect(self, count: int) -> asyncio.Future[None]:
        """Return what is done once so many have been answered."""
        self._left, self._all = count, self._loop.create_future()
        return self._all

    def answered(self) -> None:
        """Count one."""
        self._left -= 1
        if not self._left:
            self._all.set_result(None)


@dataclass(frozen=True)
class Crowd:
    """Clients that ask a server in the same thread, all at the same moment."""

    loop: asyncio.AbstractEventLoop
    batch: Batch
    clients: list[socket.socket]
    depth: int = 1  # requests that each sends at once

    def __call__(self) -> float:
        """Return the seconds of an exchange, from the bytes in one socket to those in the other."""
        for client in self.clients:
            client.sendall(HELLO * self.depth)
        count = len(self.clients) * self.depth
        everybody = self.batch.expect(count)
        began = time.perf_counter()
        self.loop.run_until_complete(everybody)
        seconds = time.perf_counter() - began
        self.loop.run_until_complete(asyncio.sleep(0))  # What is held back goes out now.
        for client in self.clients:
            client.recv(PIECE)
        return seconds / count


class Bare(asyncio.Protocol):
    """Answers without reading: all that asyncio itself costs."""

    def __init__(self, batch: Batch, answer: bytes) -> None:
        self._batch = batch
        self._answer = answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._transport.write(self._answer)
        self._batch.answered()


class Arena:
    """Servers and their clients in one event loop; all of them end with it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, handler: Handler, answer: bytes) -> None:
        self._loop = loop
        self._handler = handler
        self._answer = answer

    def inward(
        self,
        shell: Shell = protocol,
        tls: tuple[ssl.SSLContext, ssl.SSLContext] | None = None,
        count: int = CROWD,
        depth: int = 1,
    ) -> Measure:
        """Return what asks our server; `tls` are the contexts of server and client."""
        batch = Batch(self._loop)

        def observe(exchange: Exchange) -> None:
            log_error(exchange)
            batch.answered()

        async def start() -> list[socket.socket]:
            server = Server(self._handler, observe=observe, shell=shell)
            await server.start(PEER, 0, tls and tls[0])
            port = int(server.url.rstrip("/").rpartition(":")[2])
            return await asyncio.to_thread(connect, port, count, tls and tls[1])

        return Crowd(self._loop, batch, self._loop.run_until_complete(start()), depth)

    def bare(self) -> Measure:
        """Return what asks a server that does nothing but answer."""
        batch = Batch(self._loop)

        async def start() -> list[socket.socket]:
            server = await self._loop.create_server(lambda: Bare(batch, self._answer), PEER, 0)
            port = server.sockets[0].getsockname()[1]
            return await asyncio.to_thread(connect, port, CROWD)

        return Crowd(self._loop, batch, self._loop.run_until_complete(start()))

    def system_calls(self) -> tuple[Measure, Measure]:
        """Return what times the kernel as it receives requests, and as it sends answers."""
        with socket.create_server((PEER, 0)) as listening:
            clients = connect(listening.getsockname()[1], CROWD)
            servers = [listening.accept()[0] for _ in clients]
        for server in servers:
            server.setblocking(False)
        return (
            lambda: self._apart(clients, servers)[0],
            lambda: self._apart(clients, servers)[1],
        )

    def _apart(
        self, clients: list[socket.socket], servers: list[socket.socket]
    ) -> tuple[float, float]:
        for client in clients:
            client.sendall(HELLO)
        began = time.perf_counter()
        for server in servers:
            server.recv(PIECE)
        received = time.perf_counter()
        for server in servers:
            server.send(self._answer)
        sent = time.perf_counter()
        for client in clients:
            client.recv(PIECE)
        return (received - began) / CROWD, (sent - received) / CROWD


def connect(port: int, count: int, tls: ssl.SSLContext | None = None) -> list[socket.socket]:
    """Connect so many clients."""
    clients = [socket.create_connection((PEER, port)) for _ in range(count)]
    return [tls.wrap_socket(each) for each in clients] if tls else clients


def tls_contexts() -> tuple[ssl.SSLContext, ssl.SSLContext] | None:
    """Return contexts for a server and a client that trusts it, None without trustme."""
    with suppress(ImportError):
        import trustme  # noqa: PLC0415 - only where it is installed

        server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        trustme.CA().issue_cert(PEER).configure_cert(server)
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        client.check_hostname, client.verify_mode = False, ssl.CERT_NONE
        return server, client
    return None

"""The server: sockets and tasks around the conversation."""

import asyncio
import errno
import socket
import ssl
import time
from contextlib import suppress
from typing import Any

from entities import Handler
from infrastructure.contexts import Untouched
from infrastructure.dates import DateCache
from infrastructure.logs import access_log
from infrastructure.peers import Peers, Shell
from interfaces import Conversation, Observer, Stream, Timeouts
from use_cases import Limits

BACKLOG = 2048  # connections that the kernel holds until they are accepted; uvicorn: 2,048
ACCEPTS = 16  # connections accepted before others get a turn; one by one costs half as much again
SHORTAGE = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
HANDSHAKE = 10.0  # seconds for the TLS handshake
HEAP = 4 * 1024 * 1024  # octets that malloc should not give back at once
CONNECTIONS = 10_000  # at a time; nginx: 512 for each worker process


class CannotListen(OSError):
    """The address to listen on cannot be had; `errno` and `strerror` are the system's."""


class Listener(socket.socket):
    """A listening socket that is not asked again and again while descriptors are short.

    asyncio tries to accept many connections in a row, whatever becomes of it, and plans to try
    again a second later, once for each that failed. So there would soon be thousands of tracebacks
    a second. Here only the first attempt of a second fails; after it nobody seems to have called.
    """

    _rest_until = 0.0

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection; raise BlockingIOError if there is none."""
        if time.monotonic() < self._rest_until:
            raise BlockingIOError
        try:
            return super().accept()
        except OSError as error:
            if error.errno in SHORTAGE:
                self._rest_until = time.monotonic() + 0.9
            raise


class Server:
    """Listens on one address and holds a conversation with everyone who connects.

    Whoever connects while `connections` peers are connected is answered 503 and let go, before
    anything that it sent is read.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        limits: Limits = Limits(),
        timeouts: Timeouts = Timeouts(),
        connections: int = CONNECTIONS,
        observe: Observer | None = None,
        shell: Shell,
    ) -> None:
        self._handler = handler
        self._limits = limits
        self._timeouts = timeouts
        self._observe = observe or access_log()
        self._date = DateCache()
        self._untouched = Untouched()
        self._peers = Peers(self._converse, self._date, self._untouched, timeouts, connections)
        self._shell = shell
        self._servers: list[asyncio.Server] = []
        self._url = ""

    @property
    def url(self) -> str:
        """Where the server listens, with the port that was chosen if it was asked for port 0."""
        return self._url

    @property
    def connections(self) -> int:
        """How many peers are connected."""
        return len(self._peers)

    async def start(
        self, host: str, port: int, tls: ssl.SSLContext | None = None, *, reuse_port: bool = False
    ) -> None:
        """Begin to listen. Raises CannotListen if the address cannot be had.

        With `reuse_port`, other processes of this user may listen on the same port if they ask
        for it too.
        """
        loop = asyncio.get_running_loop()
        accept = self._shell(self._peers)
        # asyncio reads into 256 KiB each time. glibc maps and unmaps so large a block, until it has
        # seen a larger one freed (mallopt(3), M_MMAP_THRESHOLD): 14 microseconds a read, not 2.
        bytes(HEAP)
        try:
            bound = await loop.create_server(
                accept, host, port, reuse_port=reuse_port, start_serving=False
            )
        except OSError as error:
            raise CannotListen(error.errno, error.strerror) from error
        twins = [socket.fromfd(each.fileno(), each.family, each.type) for each in bound.sockets]
        listeners = [Listener(fileno=twin.detach()) for twin in twins]
        bound.close()
        for listener in listeners:
            handshake = HANDSHAKE if tls else None
            self._servers.append(
                await loop.create_server(
                    accept, sock=listener, backlog=ACCEPTS, ssl=tls, ssl_handshake_timeout=handshake
                )
            )
            listener.listen(BACKLOG)  # asyncio has told the kernel that it is ACCEPTS.
        self._url = url_of(listeners[0], tls)

    async def stop(self, grace: float) -> None:
        """Stop listening, let go of idle connections, give busy ones so many seconds."""
        for server in self._servers:
            server.close()
        self._peers.closing = True
        for peer in self._peers:
            peer.finish()
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(grace):
                    await self._peers.all_gone()
        finally:  # A second Ctrl-C ends the waiting early, and the connections all the same.
            for peer in self._peers:
                peer.drop()
            await self._peers.all_gone()

    def _converse(self, stream: Stream) -> Conversation:
        """Make the conversation with a peer."""
        return Conversation(
            stream,
            self._handler,
            now=asyncio.get_running_loop().time,
            date=self._date,
            limits=self._limits,
            timeouts=self._timeouts,
            observe=self._observe,
            unspoilt=self._untouched,
        )


def url_of(listener: socket.socket, tls: ssl.SSLContext | None) -> str:
    """Return where a socket listens, as a URL."""
    name, port, *_ = listener.getsockname()
    shown = f"[{name}]" if ":" in name else name
    return f"{'https' if tls else 'http'}://{shown}:{port}/"

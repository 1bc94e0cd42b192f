"""The server: sockets and tasks around the conversation."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from contextvars import copy_context
from functools import partial

from entities import Handler
from infrastructure.contexts import apart
from infrastructure.dates import DateCache
from infrastructure.logs import access_log
from infrastructure.peers import Peers, Shell
from infrastructure.protocol import protocol
from interfaces import App, Conversation, Observer, Stream, Timeouts
from use_cases import Limits

BACKLOG = 2048  # connections that the kernel holds until they are accepted; uvicorn: 2,048
ACCEPTS = 1  # connections accepted before others get a turn
HANDSHAKE = 10.0  # seconds for the TLS handshake
CONNECTIONS = 10_000  # at a time; nginx: 512 for each worker process


class CannotListen(OSError):
    """The address to listen on cannot be had; `errno` and `strerror` are the system's."""


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
        shell: Shell = protocol,
    ) -> None:
        self._handler = handler
        self._limits = limits
        self._timeouts = timeouts
        self._observe = observe or access_log()
        self._date = DateCache()
        self._peers = Peers(self._converse, self._date, timeouts, connections)
        self._apart = partial(apart, copy_context())
        self._shell = shell
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
        try:
            self._listener = await asyncio.get_running_loop().create_server(
                self._shell(self._peers),
                host,
                port,
                backlog=ACCEPTS,
                reuse_port=reuse_port,
                ssl=tls,
                ssl_handshake_timeout=HANDSHAKE if tls else None,
            )
        except OSError as error:
            raise CannotListen(error.errno, error.strerror) from error
        # asyncio tries to accept so many in a row as the kernel may hold, whatever becomes of it:
        # without descriptors it would log as many tracebacks, and soon do nothing else. So it is
        # told a small number, and the kernel the real one.
        for each in self._listener.sockets:
            with socket.fromfd(each.fileno(), each.family, each.type) as twin:
                twin.listen(BACKLOG)
        name, bound, *_ = self._listener.sockets[0].getsockname()
        shown = f"[{name}]" if ":" in name else name
        self._url = f"{'https' if tls else 'http'}://{shown}:{bound}/"

    async def stop(self, grace: float) -> None:
        """Stop listening, let go of idle connections, give busy ones so many seconds."""
        self._listener.close()
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
            apart=self._apart,
        )


async def serve(
    app: App,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    tls: ssl.SSLContext | None = None,
    reuse_port: bool = False,
    limits: Limits = Limits(),
    timeouts: Timeouts = Timeouts(),
    connections: int = CONNECTIONS,
    grace: float = 10.0,
    observe: Observer | None = None,
    shell: Shell = protocol,
    started: Callable[[str], None] = lambda url: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve an App until `stop` is set or the task is cancelled, then shut down in order.

    `started` is called with the URL once connections are accepted; port 0 takes a free port.
    `connections` is how many peers may be connected at a time, `grace` how many seconds
    requests in flight may take to finish. `observe` replaces the access log. With `reuse_port`,
    other processes of this user may listen on the same port if they ask for it too. Raises
    CannotListen if the address cannot be had, ConfigurationError if the App cannot work.
    """
    async with app.lifespan() as handler:
        server = Server(
            handler,
            limits=limits,
            timeouts=timeouts,
            connections=connections,
            observe=observe,
            shell=shell,
        )
        await server.start(host, port, tls, reuse_port=reuse_port)
        try:
            started(server.url)
            await (stop or asyncio.Event()).wait()
        finally:
            await server.stop(grace)

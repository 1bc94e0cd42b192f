"""Blocking sockets and a thread for each connection: the same conversation without an event loop.

Nobody waits in the inner layers: they await a `Stream`. Here its methods block the thread that
calls them. So nothing is ever suspended, and to run a conversation is a single call.

What waits for an event loop all the same, such as `asyncio.sleep`, gets an error. And endpoints
run side by side here: what they share, they have to lock.
"""

import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from time import monotonic, sleep
from typing import Any, TypeVar

from entities import Body, ConfigurationError, Disconnected
from infrastructure.contexts import Untouched
from infrastructure.dates import DateCache
from infrastructure.logs import access_log
from infrastructure.peers import host_of
from infrastructure.server import BACKLOG, CannotListen, url_of
from interfaces import App, Conversation, Exchange, Observer, Stream, Timeouts
from use_cases import Limits

T = TypeVar("T")

READ_SIZE = 32 * 1024
THREADS = 400  # connections at a time; Apache httpd (worker): 400
TICK = 0.5  # seconds between two looks whether to stop

_NEEDS_A_LOOP = "what waits for an event loop cannot run in threads; leave out --server threads"


def serve_threads(
    app: App,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    limits: Limits = Limits(),
    timeouts: Timeouts = Timeouts(),
    connections: int = THREADS,
    grace: float = 10.0,
    observe: Observer | None = None,
    started: Callable[[str], None] = lambda url: None,
    stop: Event | None = None,
) -> None:
    """Serve an App from threads until `stop` is set, then shut down in order. There is no TLS.

    The arguments are those of `serve`. Whoever connects while `connections` peers are connected
    waits in the kernel's queue until one leaves. A handler that is still at work when the grace is
    over is left to itself. Raises CannotListen if the address cannot be had, ConfigurationError if
    the App cannot work, or not without an event loop.
    """
    tell, untouched, until = observe or access_log(), Untouched(), stop or Event()

    def explain(exchange: Exchange) -> None:
        if exchange.error and "event loop" in str(exchange.error):
            exchange.error.add_note(_NEEDS_A_LOOP)
        tell(exchange)

    async def hold() -> None:
        async with app.lifespan() as handler:
            converse = partial(
                Conversation, handler=handler, now=monotonic, date=DateCache(), limits=limits,
                timeouts=timeouts, observe=explain, unspoilt=untouched,
            )  # fmt: skip
            threads = Threads(converse, untouched, timeouts)
            with listen(host, port) as listener:
                started(url_of(listener, None))
                while not until.is_set():
                    threads.accept(listener, connections)
            threads.end(grace)

    try:
        block(hold())
    except RuntimeError as error:
        if "event loop" in str(error):
            raise ConfigurationError(_NEEDS_A_LOOP) from error
        raise


def block(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end. Where it waits for an event loop, it gets a RuntimeError."""
    try:
        coroutine.send(None)
        while True:
            coroutine.throw(RuntimeError("there is no event loop"))
    except StopIteration as done:
        result: T = done.value
        return result


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address, with a timeout for `accept`. Raises CannotListen."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(error.errno, error.strerror) from error
    listener.settimeout(TICK)
    return listener


class Threads:
    """Everyone who is connected, each with a thread."""

    def __init__(
        self, converse: Callable[[Stream], Conversation], untouched: Untouched, timeouts: Timeouts
    ) -> None:
        self._converse = converse
        self._untouched = untouched
        self._timeouts = timeouts
        self._running: dict[Thread, SocketStream] = {}

    def accept(self, listener: socket.socket, most: int) -> None:
        """Start a thread for whoever connects, if somebody does soon and there is room."""
        self._running = {each: peer for each, peer in self._running.items() if each.is_alive()}
        if len(self._running) >= most:
            return sleep(TICK / 10)
        try:
            connection, address = listener.accept()
            peer = SocketStream(connection, host_of(address), self._timeouts)
            peer.conversation = self._converse(peer)
            thread = Thread(target=peer.carry, args=(self._untouched,), daemon=True)
            thread.start()
            self._running[thread] = peer
        except TimeoutError:
            pass  # Nobody came.
        except (OSError, RuntimeError):
            sleep(TICK)  # Descriptors or threads are short.

    def end(self, grace: float) -> None:
        """Let go of who is idle, give who is busy so many seconds, then cut off."""
        for peer in self._running.values():
            peer.conversation.closing = True
        try:
            self._join(grace)
        finally:  # A second Ctrl-C ends the waiting early.
            for peer in self._running.values():
                peer.drop()
            self._join(self._timeouts.linger)

    def _join(self, seconds: float) -> None:
        until = monotonic() + seconds
        for thread in self._running:
            thread.join(max(0.0, until - monotonic()))


class SocketStream:
    """A Stream over a socket that blocks. Deadlines are in the time of `monotonic`."""

    conversation: Conversation
    scheme = "http"

    def __init__(self, connection: socket.socket, peer: str, timeouts: Timeouts) -> None:
        self.peer = peer
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as asyncio does
        self._socket = connection
        self._timeouts = timeouts

    def carry(self, untouched: Untouched) -> None:
        """Converse to the end, each turn in a context of its own."""
        try:
            while untouched.copy().run(block, self.conversation.turn()):
                pass
        finally:
            block(self.close())

    def drop(self) -> None:
        """End the connection under the thread that uses it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what has come, b"" at the end. Raises TimeoutError past the deadline."""
        while (left := deadline - monotonic()) > 0:
            self._socket.settimeout(min(left, TICK))
            try:
                return self._socket.recv(READ_SIZE)
            except TimeoutError:
                if self.conversation.idle and self.conversation.closing:
                    return b""
            except OSError:
                return b""  # A reset is an end, too.
        raise TimeoutError

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send, and block while the peer is slow to take it. Raises Disconnected."""
        unsent = memoryview(data)
        self._socket.settimeout(self._timeouts.write)
        try:
            while unsent:
                unsent = unsent[self._socket.send(unsent) :]
        except OSError as error:
            raise Disconnected from error

    def pour(self, body: Body) -> None:
        """Have no way of its own."""

    async def close(self) -> None:
        """Half-close, give the peer a moment to read, then close (RFC 9112 section 9.6)."""
        until = monotonic() + self._timeouts.linger
        with self._socket, suppress(OSError):
            self._socket.settimeout(self._timeouts.linger)
            self._socket.shutdown(socket.SHUT_WR)
            while monotonic() < until and self._socket.recv(READ_SIZE):
                pass

"""An asyncio Protocol as a `Stream`: the same conversation as over `streams.py`, at less cost.

A transport calls when bytes have come. Then the conversation gets its turn in a task, and the turn
ends when nothing is left to answer. So a connection on which nothing happens costs no task, no
timer and no coroutine, and one that is busy needs a future only where it waits within a request.

    bytes come ─▶ in line ─▶ a task: read ─▶ conversation ─▶ write ─▶ turn ends ─▶ bytes come ─▶ …
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine
from math import inf
from typing import Any, Protocol, runtime_checkable

from entities import Body, Disconnected
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers, host_of
from interfaces import Conversation

PIECE = 64 * 1024  # octets that are handed on before others get a turn; more are not read ahead
BURST = 32  # responses that are sent together, before other connections get a turn
TICK = 0.5  # seconds between two looks at the deadlines, or less where timeouts are short


def protocol(peers: Peers) -> Callable[[], asyncio.BaseProtocol]:
    """Make what asyncio calls for each connection, and look at all their deadlines regularly.

    One timer serves them all: to set one at each wait would cost more than most requests.
    """
    loop, times = asyncio.get_running_loop(), peers.timeouts
    every = min(TICK, min(times.idle, times.head, times.body, times.write) / 4)

    def tick() -> None:
        now = loop.time()
        for peer in peers:
            if isinstance(peer, Connection) and peer.deadline <= now:
                peer.expire()
        if peers or not peers.closing:
            loop.call_later(every, tick)

    loop.call_later(every, tick)
    line = Line(loop, peers.untouched)
    return lambda: Connection(peers, line)


class Line:
    """The connections whose turn it is, and a task that serves one after the other.

    Those that were heard in the same pass of the loop share a task, which saves a tenth of a
    request. Where a handler waits, the task is that connection's alone; so it is where a handler
    has left something behind. Then each of the others gets a task of its own.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, untouched: Untouched) -> None:
        self._loop = loop
        self._untouched = untouched
        self._waiting: deque[Connection] = deque()
        self._shared: asyncio.Task[None] | None = None

    def add(self, connection: "Connection") -> None:
        """Give a connection its turn, in the next pass of the loop."""
        self._waiting.append(connection)
        if self._shared is None:
            self._shared = self._begin(self._serve())
            self._loop.call_soon(self._relieve)  # when the task has ended, or waits

    def _begin(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        return asyncio.Task(work, loop=self._loop, context=self._untouched.copy())

    async def _serve(self) -> None:
        task = self._shared
        assert task is not None  # It runs.
        for _ in range(len(self._waiting)):
            connection = self._waiting.popleft()
            connection.task = task
            await connection.serve()
            if self._shared is not task or task.cancelling() or not self._untouched():
                return

    def _relieve(self) -> None:
        self._shared = None
        while self._waiting:
            connection = self._waiting.popleft()
            connection.task = self._begin(connection.serve())


@runtime_checkable
class Pourable(Protocol):
    """A body that has a faster way out than in pieces, as a file has by sendfile(2)."""

    def pour(self, connection: "Connection") -> AsyncIterator[int] | None:
        """Send it all, as `Stream.pour` says; None if there is no such way for it now."""


class Connection(asyncio.Protocol):
    """A Stream over a transport, and the task that uses it while there is something to do.

    `deadline` is the time of the loop at which it has waited long enough, `task` the one in which
    it has its turn.
    """

    transport: Any  # asyncio calls connection_made before anything else

    def __init__(self, peers: Peers, line: Line) -> None:
        self.deadline = inf
        self.task: asyncio.Task[None] | None = None
        self._peers = peers
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._conversation: Conversation | None = None  # until the peer speaks
        self._resting = True  # whether it neither stands in line nor has its turn
        self._waiter: asyncio.Future[None] | None = None  # of the task, while it has to wait
        self._input: list[bytes] = []
        self._reading = False  # whether the next octets are waited for
        self._paused = False  # because more has come than is read
        self._output = b""
        self._held = 0  # how many responses are in there
        self._ended = False  # the peer has ended its side
        self._closing = False  # all is said, and the peer may read it
        self._lost = False  # the connection is gone
        self._stuck = False  # the peer takes less than is sent

    # Called by the transport.

    def connection_made(self, transport: Any) -> None:
        """Begin: wait for the first octet, or turn the peer away."""
        self.transport = transport
        self.peer = host_of(transport.get_extra_info("peername"))
        self.scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        if self._peers.join(self):
            self._rest()
        else:
            self._resting = False
            self.task = self._loop.create_task(self._peers.turn_away(self))
            self._loop.call_later(self._peers.timeouts.linger, transport.abort)

    def data_received(self, data: bytes) -> None:
        """Keep what has come, and see that somebody reads it."""
        if self._closing:
            return
        self._input.append(data)
        busy = not self._resting and not self._reading
        if busy and not self._paused and sum(map(len, self._input)) > PIECE:
            self._paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Note that the peer has ended its side; what it has asked will still be answered."""
        self._ended = True
        if self._closing:
            self.transport.close()
        else:
            self._wake()
        return self.scheme == "http"  # TLS has no half-closed state.

    def connection_lost(self, error: Exception | None) -> None:
        """Note that there is nobody to read from or to write to, and end what is made for it.

        A task that streams waits, so it is this connection's alone. One that is cancelled already
        cleans up, and may wait for that.
        """
        self._ended = self._lost = True
        streaming, task = self._conversation and self._conversation.streaming, self.task
        if self._resting:
            self._peers.leave(self)
        elif streaming and task and not task.cancelling():
            task.cancel()
        else:
            self._wake()

    def pause_writing(self) -> None:
        """Note that the peer takes less than is sent."""
        self._stuck = True

    def resume_writing(self) -> None:
        """Note that it has caught up."""
        self._stuck = False
        self._wake()

    # Called by the conversation.

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what has come, b"" at the end. Raises TimeoutError past the deadline."""
        while not self._input:
            if self._ended:
                return b""
            self._reading = True
            try:
                await self._wait(deadline)
            finally:
                self._reading = False
        data = self._take(bulk)
        if self._input:
            await asyncio.sleep(0)  # What came in one burst must not be served in one turn.
        return data

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send, and wait while the peer is slow to take it. Raises Disconnected."""
        if self.transport.is_closing():
            raise Disconnected
        self._output += data
        if more and self._held < BURST - 1 and len(self._output) < PIECE:
            if not self._held:
                self._loop.call_soon(self._flush)  # in case the next response has to wait
            self._held += 1
            return
        self._flush()
        if self._stuck:
            await self.drain()
        elif more:
            await asyncio.sleep(0)  # A burst of pipelined requests must not starve the others.

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Let a body send itself, if it can. TLS would have to encrypt what the kernel sends."""
        return body.pour(self) if self.scheme == "http" and isinstance(body, Pourable) else None

    async def close(self) -> None:
        """Send everything and half-close; once the peer has read it, or after a while, close.

        To close at once while input is unread would make the kernel send RST, which can
        destroy the answer on its way (RFC 9112 section 9.6).
        """
        try:
            if self.transport.is_closing():
                return
            self._flush()
            if self.transport.get_write_buffer_size():  # A limit of 0 makes TLS wait for nothing.
                self.transport.set_write_buffer_limits(high=0)  # Now stuck means not empty.
                await self.drain()
            self._closing = True
            self.deadline = self._loop.time() + self._peers.timeouts.linger
            self._input.clear()
            if self._ended or not self.transport.can_write_eof():
                self.transport.close()  # TLS says goodbye first.
            else:
                self.transport.write_eof()
                if self._paused:
                    self._resume()
        except (Disconnected, OSError):
            self.transport.abort()  # There is nobody left.

    async def drain(self) -> None:
        """Wait until little is unsent; drop a peer that takes nothing for too long."""
        unsent, deadline = inf, 0.0
        while self._stuck and not self._lost:
            size = self.transport.get_write_buffer_size()
            if size < unsent:
                unsent, deadline = size, self._loop.time() + self._peers.timeouts.write
            try:
                await self._wait(deadline)
            except TimeoutError as error:
                if self.transport.get_write_buffer_size() >= unsent:
                    self.transport.abort()
                    raise Disconnected from error
        if self._lost:
            raise Disconnected

    def _take(self, bulk: bool = False) -> bytes:
        data = self._input.pop(0)
        if len(data) > PIECE and not bulk:
            self._input.insert(0, data[PIECE:])
            data = data[:PIECE]
        if self._paused and not self._input:
            self._resume()
        return data

    def _flush(self) -> None:
        if self._output and not self.transport.is_closing():
            self.transport.write(self._output)
        self._output = b""
        self._held = 0

    def _resume(self) -> None:
        self._paused = False
        self.transport.resume_reading()

    # Called by the server, and by the deadlines.

    def finish(self) -> None:
        """Make the response at hand the last one; close if there is none."""
        if self._closing:
            return
        if self._conversation is None:
            self._conversation = self._peers.converse(self)
        self._conversation.closing = True
        if self._resting:
            self._wake()
        elif self._conversation.idle:
            self.expire()

    def drop(self) -> None:
        """End the connection and whatever is under way on it."""
        self.transport.abort()
        if self.task is not None:
            self.task.cancel()

    def expire(self) -> None:
        """End the waiting: for the end, for a request, or that of the task."""
        if self._closing:
            self.transport.abort()
        elif self._resting:
            self.finish()
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    # Its turn.

    def _wake(self) -> None:
        """Let it go on where it waits; if it rests, there is something to do for it now."""
        if self._resting:
            self._resting = False
            self.deadline = inf
            self._line.add(self)
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def serve(self) -> None:
        """Take a turn of the conversation."""
        try:
            if self.transport.is_closing():
                return  # It was dropped while it stood in line.
            if self._conversation is None:
                self._conversation = self._peers.converse(self)
            data = self._take() if self._input else b"" if self._ended else None
            if not await self._conversation.turn(data):
                await self.close()
        except BaseException:
            self.transport.abort()
            raise
        finally:
            self._rest()

    def _rest(self) -> None:
        """Wait without a task until something comes, or until the peer has been silent too long."""
        self.task, self._resting = None, True
        if self._lost:
            self._peers.leave(self)
        elif not self._closing and not self.transport.is_closing():
            self.deadline = self._loop.time() + self._peers.timeouts.idle
            if self._input or self._ended or (self._conversation and self._conversation.unread):
                self._wake()

    async def _wait(self, deadline: float) -> None:
        self.deadline = deadline
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter, self.deadline = None, inf

"""An asyncio Protocol as a `Stream`: the same conversation as over `streams.py`, at less cost.

A transport calls when bytes have come. Then a task takes a turn of the conversation, and ends
when nothing is left to answer. So a connection on which nothing happens costs no task, no timer
and no coroutine, and one that is busy needs a future only where it has to wait within a request.

    bytes come ─▶ task: read ─▶ conversation ─▶ write ─▶ task ends ─▶ bytes come ─▶ …
"""

import asyncio
from collections.abc import Callable
from math import inf
from typing import Any

from entities import Disconnected
from infrastructure.peers import Peers
from infrastructure.streams import host_of
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
    return lambda: Connection(peers)


class Connection(asyncio.Protocol):
    """A Stream over a transport, and the task that uses it while there is something to do.

    `deadline` is the time of the loop at which it has waited long enough.
    """

    _transport: Any  # asyncio calls connection_made before anything else

    def __init__(self, peers: Peers) -> None:
        self.deadline = inf
        self._peers = peers
        self._loop = asyncio.get_running_loop()
        self._conversation: Conversation | None = None  # until the peer speaks
        self._task: asyncio.Task[None] | None = None
        self._waiter: asyncio.Future[None] | None = None  # of the task, while it has to wait
        self._input: list[bytes] = []
        self._reading = False  # whether the next octets are waited for
        self._paused = False  # because more has come than is read
        self._output = b""
        self._held = 0  # how many responses are in there
        self._ended = False  # the peer has ended its side
        self._lost = False  # the connection is gone
        self._stuck = False  # the peer takes less than is sent

    # Called by the transport.

    def connection_made(self, transport: Any) -> None:
        """Begin: wait for the first octet, or turn the peer away."""
        self._transport = transport
        self.peer = host_of(transport.get_extra_info("peername"))
        self.scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        if self._peers.join(self):
            self._rest()
        else:
            self._task = self._loop.create_task(self._peers.turn_away(self))

    def data_received(self, data: bytes) -> None:
        """Keep what has come, and see that somebody reads it."""
        self._input.append(data)
        busy = self._task is not None and not self._reading
        if busy and not self._paused and sum(map(len, self._input)) > PIECE:
            self._paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> bool:
        """Note that the peer has ended its side; what it has asked will still be answered."""
        self._ended = True
        self._wake()
        return self.scheme == "http"  # TLS has no half-closed state.

    def connection_lost(self, error: Exception | None) -> None:
        """Note that there is nobody to read from or to write to."""
        self._ended = self._lost = True
        if self._task is None:
            self._peers.leave(self)
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
        data = self._input.pop(0)
        if len(data) > PIECE and not bulk:
            self._input.insert(0, data[PIECE:])
            data = data[:PIECE]
        if self._input:
            await asyncio.sleep(0)  # What came in one burst must not be served in one turn.
        elif self._paused:
            self._resume()
        return data

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send, and wait while the peer is slow to take it. Raises Disconnected."""
        if self._transport.is_closing():
            raise Disconnected
        self._output += data
        if more and self._held < BURST and len(self._output) < PIECE:
            if not self._held:
                self._loop.call_soon(self._flush)  # in case the next response has to wait
            self._held += 1
            return
        self._flush()
        if self._stuck:
            await self._drain()
        elif more:
            await asyncio.sleep(0)  # A burst of pipelined requests must not starve the others.

    async def close(self) -> None:
        """Send everything, half-close, give the peer a moment to read it, then close.

        To close at once while input is unread would make the kernel send RST, which can
        destroy the answer on its way (RFC 9112 section 9.6).
        """
        try:
            if self._transport.is_closing():
                return
            self._flush()
            self._transport.set_write_buffer_limits(high=0)  # From now on, stuck means not empty.
            await self._drain()
            deadline = self._loop.time() + self._peers.timeouts.linger
            if self._transport.can_write_eof():
                self._transport.write_eof()
                while not self._ended:
                    self._input.clear()
                    self._resume()
                    await self._wait(deadline)
            self._transport.close()
            while self.scheme == "https" and not self._lost:
                await self._wait(deadline)  # TLS says goodbye first.
        except (Disconnected, OSError):
            pass  # The time is up, or there is nobody left.
        finally:
            self._transport.abort()

    async def _drain(self) -> None:
        """Wait until little is unsent; drop a peer that takes nothing for too long."""
        unsent, deadline = inf, 0.0
        while self._stuck and not self._lost:
            size = self._transport.get_write_buffer_size()
            if size < unsent:
                unsent, deadline = size, self._loop.time() + self._peers.timeouts.write
            try:
                await self._wait(deadline)
            except TimeoutError as error:
                if self._transport.get_write_buffer_size() >= unsent:
                    self._transport.abort()
                    raise Disconnected from error
        if self._lost:
            raise Disconnected

    def _flush(self) -> None:
        if self._output and not self._transport.is_closing():
            self._transport.write(self._output)
        self._output = b""
        self._held = 0

    def _resume(self) -> None:
        self._paused = False
        self._transport.resume_reading()

    # Called by the server, and by the deadlines.

    def finish(self) -> None:
        """Make the response at hand the last one; close if there is none."""
        if self._conversation is None:
            self._conversation = self._peers.converse(self)
        self._conversation.closing = True
        if self._task is None:
            self._wake()
        elif self._conversation.idle:
            self.expire()

    def drop(self) -> None:
        """End the connection and whatever is under way on it."""
        self._transport.abort()
        if self._task is not None:
            self._task.cancel()

    def expire(self) -> None:
        """End the waiting: that of the task if there is one, or else that for a request."""
        if self._task is None:
            self.finish()
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(TimeoutError())

    # The task.

    def _wake(self) -> None:
        """Let the task go on; if there is none, there is something to do for one now."""
        if self._task is None:
            self.deadline = inf
            self._task = asyncio.Task(
                self._serve(), loop=self._loop, context=self._peers.untouched.copy()
            )
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def _serve(self) -> None:
        """Take a turn of the conversation: in a task of its own, it has a context of its own."""
        if self._conversation is None:
            self._conversation = self._peers.converse(self)
        persistent = False
        try:
            data = await self.read(inf) if self._input or self._ended else None
            persistent = await self._conversation.turn(data)
            if not persistent:
                await self.close()
        finally:
            if not persistent:
                self._transport.abort()
            self._rest()

    def _rest(self) -> None:
        """Wait without a task until something comes, or until the peer has been silent too long."""
        self._task = None
        if self._lost:
            self._peers.leave(self)
        elif not self._transport.is_closing():
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

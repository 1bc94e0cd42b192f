"""asyncio's streams as a `Stream`: the place where waiting becomes the event loop's business."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from entities import Body, Disconnected
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers, host_of
from interfaces import Conversation, Timeouts

READ_SIZE = 32 * 1024
BURST = 16  # writes in a row before other connections get a turn


def streams(peers: Peers) -> Callable[[], asyncio.BaseProtocol]:
    """Make what asyncio calls for each connection, as `asyncio.start_server` would."""
    loop = asyncio.get_running_loop()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stream = AsyncioStream(reader, writer, peers.timeouts)
        if not peers.join(stream):
            return await peers.turn_away(stream)
        try:
            await stream.carry(peers.converse(stream), peers.untouched)
        finally:
            peers.leave(stream)

    def accept() -> asyncio.BaseProtocol:
        return Watcher(asyncio.StreamReader(READ_SIZE, loop), connected, loop)

    return accept


class Watcher(asyncio.StreamReaderProtocol):
    """Calls `lost` when the peer is gone; a reader and a writer learn it when they are used."""

    lost: Callable[[], None] = staticmethod(lambda: None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the reader, the writer, and whoever else wants to know."""
        super().connection_lost(exc)
        self.lost()


class AsyncioStream:
    """A Stream over the reader and writer that asyncio hands out.

    Deadlines are in the time of the running loop.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, timeouts: Timeouts
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._transport = writer.transport
        self._timeouts = timeouts
        self._writes = 0
        self._more_to_read = False
        self.peer = host_of(writer.get_extra_info("peername"))
        self.scheme = "https" if writer.get_extra_info("sslcontext") else "http"

    async def carry(self, conversation: Conversation, untouched: Untouched) -> None:
        """Converse to the end, in the task that runs."""
        self._conversation = conversation
        self._task = cast("asyncio.Task[Any]", asyncio.current_task())
        cast(Watcher, self._transport.get_protocol()).lost = self._leave
        with suppress(asyncio.CancelledError):  # The server is stopping: this peer's time is up.
            try:
                persistent = True
                while persistent:  # A task for each turn: none sees the context of another one.
                    turn = asyncio.create_task(conversation.turn(), context=untouched.copy())
                    persistent = await turn
            finally:
                await self.close()

    def finish(self) -> None:
        """Make the response at hand the last one; close if there is none."""
        self._conversation.closing = True
        if self._conversation.idle:
            # Its waiting ends, and it closes the stream as it always does: a request that is on
            # its way meets FIN, not RST.
            self._task.cancel()

    def drop(self) -> None:
        """End the connection and whatever is under way on it."""
        self.abort()
        self._task.cancel()

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what has come, b"" at the end. Raises TimeoutError past the deadline."""
        if self._more_to_read:
            await asyncio.sleep(0)  # What came in one burst must not be served in one turn.
        try:
            async with asyncio.timeout_at(deadline):
                data = await self._reader.read(READ_SIZE)
        except TimeoutError:
            raise
        except OSError:
            return b""  # A reset is an end, too. Whoever writes next will be told.
        self._more_to_read = len(data) == READ_SIZE
        return data

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send at once, and wait while the peer is slow to take it. Raises Disconnected."""
        if self._transport.is_closing():
            raise Disconnected
        self._writer.write(data)
        self._writes += 1
        if self._writes % BURST == 0:
            await asyncio.sleep(0)  # A burst of pipelined requests must not starve the others.
        if self._transport.get_write_buffer_size():
            await self._drain()

    def pour(self, body: Body) -> None:
        """Have no way of its own."""

    async def close(self) -> None:
        """Send everything, half-close, give the peer a moment to read it, then close.

        To close at once while input is unread would make the kernel send RST, which can
        destroy the answer on its way (RFC 9112 section 9.6).
        """
        try:
            # A limit of 0 makes TLS wait for nothing, and uvloop lets nobody set one once closed.
            if self._transport.get_write_buffer_size() and not self._transport.is_closing():
                self._transport.set_write_buffer_limits(high=0)
            await self._drain()
            async with asyncio.timeout(self._timeouts.linger):
                if self._writer.can_write_eof():
                    self._writer.write_eof()
                    while await self._reader.read(READ_SIZE):
                        pass
                self._writer.close()
                await self._writer.wait_closed()
        except (OSError, Disconnected):
            pass
        finally:
            self.abort()

    def abort(self) -> None:
        """Drop the connection, whatever is under way."""
        self._transport.abort()

    def _leave(self) -> None:
        """End what is produced for a peer that is gone, unless it is cleaning up already."""
        if self._conversation.streaming and not self._task.cancelling():
            self._task.cancel()

    async def _drain(self) -> None:
        """Wait until little is unsent; drop a peer that takes nothing for too long."""
        while True:
            unsent = self._transport.get_write_buffer_size()
            try:
                async with asyncio.timeout(self._timeouts.write):
                    return await self._writer.drain()
            except TimeoutError as error:
                if self._transport.get_write_buffer_size() >= unsent:
                    self.abort()
                    raise Disconnected from error
            except OSError as error:
                raise Disconnected from error

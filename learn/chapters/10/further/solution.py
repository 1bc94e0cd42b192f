"""A slow line, to see what a site is like for somebody on a train.

Server(handler, shell=slowly(streams, rate=30_000))
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from entities import Body
from infrastructure.peers import Peers, Shell
from interfaces import Clock, Conversation, Stream

Sleep = Callable[[float], Awaitable[object]]
"""Waits for so many seconds, as `asyncio.sleep` does."""


class Throttled:
    """A Stream around a Stream that sends no more than `rate` octets in a second.

    It waits before each piece of about a tenth of a second, until what was sent before has had its
    time. A line on which nothing was sent for a while is no faster afterwards.
    """

    def __init__(self, stream: Stream, rate: float, now: Clock, sleep: Sleep) -> None:
        self.peer = stream.peer
        self.scheme = stream.scheme
        self._stream = stream
        self._rate = rate
        self._piece = max(1, round(rate / 10))
        self._now = now
        self._sleep = sleep
        self._free_at = now()

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Read as the stream inside does."""
        return await self._stream.read(deadline, bulk)

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send piece by piece. To all pieces but the last, another one follows."""
        for start in range(0, len(data), self._piece):
            piece = data[start : start + self._piece]
            wait = self._free_at - self._now()
            if wait > 0:
                await self._sleep(wait)
            self._free_at = max(self._free_at, self._now()) + len(piece) / self._rate
            await self._stream.write(piece, more or start + len(piece) < len(data))

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Have no way of its own: what is poured would not be slow."""
        return None

    async def close(self) -> None:
        """Close the stream inside."""
        await self._stream.close()


def slowly(shell: Shell, rate: float) -> Shell:
    """Make a shell whose conversations are held over lines as slow as that."""
    return lambda peers: shell(_slow(peers, rate))


def _slow(peers: Peers, rate: float) -> Peers:
    converse = peers.converse

    def converse_slowly(stream: Stream) -> Conversation:
        now = asyncio.get_running_loop().time
        return converse(Throttled(stream, rate, now, asyncio.sleep))

    peers.converse = converse_slowly
    return peers

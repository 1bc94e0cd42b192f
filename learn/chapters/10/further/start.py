"""A slow line, to see what a site is like for somebody on a train.

Server(handler, shell=slowly(streams, rate=30_000))
"""

from collections.abc import AsyncIterator, Awaitable, Callable

from entities import Body
from infrastructure.peers import Shell
from interfaces import Clock, Stream

Sleep = Callable[[float], Awaitable[object]]
"""Waits for so many seconds, as `asyncio.sleep` does."""


class Throttled:
    """A Stream around a Stream that sends no more than `rate` octets in a second.

    It waits before each piece of about a tenth of a second, until what was sent before has had its
    time. A line on which nothing was sent for a while is no faster afterwards.
    """

    peer: str
    scheme: str

    def __init__(self, stream: Stream, rate: float, now: Clock, sleep: Sleep) -> None:
        raise NotImplementedError

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Read as the stream inside does."""
        raise NotImplementedError

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send piece by piece. To all pieces but the last, another one follows."""
        raise NotImplementedError

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Have no way of its own: what is poured would not be slow."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the stream inside."""
        raise NotImplementedError


def slowly(shell: Shell, rate: float) -> Shell:
    """Make a shell whose conversations are held over lines as slow as that."""
    raise NotImplementedError

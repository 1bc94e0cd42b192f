"""Who is connected: what the server and the shells below it share.

A shell turns a transport of asyncio into a `Stream`. It is told here whether there is room, and
whom to converse with.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Protocol

from entities import Disconnected, HTTPError
from infrastructure.contexts import Untouched
from interfaces import Conversation, DateSource, Stream, Timeouts
from use_cases import error_response, render_head

_BUSY = HTTPError(503, "The server has too many connections.", [("Retry-After", "5")])


class Peer(Stream, Protocol):
    """A Stream that a server can end."""

    def finish(self) -> None:
        """Make the response at hand the last one; close if there is none."""

    def drop(self) -> None:
        """End the connection and whatever is under way on it."""


class Peers:
    """Everyone who is connected, `most` at a time. `closing` says that the server stops."""

    def __init__(
        self,
        converse: Callable[[Stream], Conversation],
        date: DateSource,
        untouched: Untouched,
        timeouts: Timeouts,
        most: int,
    ) -> None:
        self.converse = converse
        self.untouched = untouched
        self.timeouts = timeouts
        self.closing = False
        self._date = date
        self._most = most
        self._connected: set[Peer] = set()
        self._last_left = asyncio.Event()

    def __len__(self) -> int:
        return len(self._connected)

    def __iter__(self) -> Iterator[Peer]:
        return iter(tuple(self._connected))

    def join(self, peer: Peer) -> bool:
        """Count a peer in, unless there is no room for it."""
        if len(self) >= self._most:
            return False
        self._connected.add(peer)
        return True

    def leave(self, peer: Peer) -> None:
        """Count a peer out, if it was in."""
        self._connected.discard(peer)
        if not self._connected:
            self._last_left.set()

    async def all_gone(self) -> None:
        """Wait until nobody is connected."""
        while self._connected:
            self._last_left.clear()
            await self._last_left.wait()

    async def turn_away(self, stream: Stream) -> None:
        """Answer 503 to a peer for whom there is no room (RFC 9110 section 15.6.4)."""
        busy = error_response(_BUSY)
        date = self._date()
        head = render_head(busy, method="GET", version="1.1", date=date, persistent=False)
        with suppress(Disconnected, TimeoutError):
            async with asyncio.timeout(self.timeouts.linger):
                await stream.write(head.data + await busy.body.read())
                await stream.close()


Shell = Callable[[Peers], Callable[[], asyncio.BaseProtocol]]
"""Makes what asyncio calls for each connection."""


def host_of(address: Any) -> str:
    """Return the host of a socket's address; a Unix socket has none."""
    return str(address[0]) if isinstance(address, tuple) else ""

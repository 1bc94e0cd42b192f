"""What the adapters need from outside, said in their own words.

A port lives with the one who uses it, and exists only where there are two real things to
plug in. Those that are a single call are plain callables.
"""

from collections.abc import AsyncIterator, Callable
from typing import NamedTuple, Protocol

from entities import Body, Request


class Stream(Protocol):
    """A two-way stream of bytes to one peer: a socket, a TLS session, a list in a test."""

    @property
    def peer(self) -> str:
        """The peer's address, for the log; "" if it has none."""

    @property
    def scheme(self) -> str:
        """Say "https" if the stream is encrypted, else "http"."""

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return the next bytes, b"" once the peer has ended or reset its side.

        What they hold may take long to work through, so a stream divides a long piece, to let
        others have their turn. `bulk` says that it need not: it is part of a body of known length.

        Raises TimeoutError when `deadline`, in seconds of the conversation's clock, is past.
        """

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send, and wait while the peer is slow to take it. Raises Disconnected.

        `more` says that another write is likely to follow at once, so that a stream may send
        both together. What it keeps back it sends before anybody has to wait.
        """

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Send a body of promised length in a way of the stream's own; None if it has none for it.

        To iterate sends, and gives each time how many octets went out, all in all `body.length`.
        It waits and raises as `write` does, and raises what the pieces of the body would raise.
        """

    async def close(self) -> None:
        """End the stream so that the peer can read what was sent (RFC 9112 section 9.6)."""


Clock = Callable[[], float]
"""Gives the seconds of a clock that never goes back."""

DateSource = Callable[[], str]
"""Gives the value of a Date field for now (RFC 9110 section 6.6.1)."""


class Exchange(NamedTuple):
    """What an observer is told once a request is done with, well or not.

    `request` is None if not even its head could be read; `status` is 0 if nothing was
    answered; `octets` counts the body that was sent; `error` is what a handler raised that
    was no HTTPError, or the ProtocolError of the peer.
    """

    peer: str
    request: Request | None
    status: int
    octets: int
    error: Exception | None


Observer = Callable[[Exchange], None]
"""Is told of every exchange. The core itself logs nothing."""

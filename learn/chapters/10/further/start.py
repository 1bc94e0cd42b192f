r"""The client behind a balancer: version 1 of the PROXY protocol, which HAProxy's authors wrote.

The balancer begins each connection with one line, such as

    PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n

Use this only where nobody but the balancer can connect: whoever may send the line, may claim to be
anybody. It works with a shell that reads through the Stream, as `streams` does.
"""

from collections.abc import AsyncIterator

from entities import Body
from infrastructure.peers import Shell
from interfaces import Stream

LONGEST = 107  # octets of the longest line that there can be, its end among them


def client_of(line: bytes) -> str:
    """Return the address of the client; "" where the balancer does not know it (UNKNOWN).

    The line comes without its CRLF. Raises ValueError for one that is no such line.
    """
    raise NotImplementedError


class Announced:
    """A Stream around a Stream, on which the first line says who the peer is.

    Until that has come, `peer` is that of the stream inside.
    """

    peer: str
    scheme: str

    def __init__(self, stream: Stream) -> None:
        raise NotImplementedError

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what comes after the line. Raises Disconnected if there is no such line."""
        raise NotImplementedError

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send as the stream inside does."""
        raise NotImplementedError

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Send as the stream inside does."""
        raise NotImplementedError

    async def close(self) -> None:
        """Close the stream inside."""
        raise NotImplementedError


def behind_balancer(shell: Shell) -> Shell:
    """Make a shell whose conversations are held over Announced streams."""
    raise NotImplementedError

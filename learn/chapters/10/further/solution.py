r"""The client behind a balancer: version 1 of the PROXY protocol, which HAProxy's authors wrote.

The balancer begins each connection with one line, such as

    PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n

Use this only where nobody but the balancer can connect: whoever may send the line, may claim to be
anybody. It works with a shell that reads through the Stream, as `streams` does.
"""

from collections.abc import AsyncIterator
from ipaddress import IPv4Address, IPv6Address

from entities import Body, Disconnected
from infrastructure.peers import Peers, Shell
from interfaces import Stream

LONGEST = 107  # octets of the longest line that there can be, its end among them
ADDRESS = {"TCP4": IPv4Address, "TCP6": IPv6Address}


def client_of(line: bytes) -> str:
    """Return the address of the client; "" where the balancer does not know it (UNKNOWN).

    The line comes without its CRLF. Raises ValueError for one that is no such line.
    """
    kind, *rest = line.decode("ascii").removeprefix("PROXY ").split(" ")
    if not line.startswith(b"PROXY ") or kind not in (*ADDRESS, "UNKNOWN"):
        raise ValueError("this is no line of the PROXY protocol")
    if kind == "UNKNOWN":
        return ""
    client, server, *ports = rest
    address = ADDRESS[kind](client)
    ADDRESS[kind](server)
    if len(ports) != 2 or not all(port.isdigit() and int(port) < 65_536 for port in ports):
        raise ValueError("two ports belong here")
    return str(address)


class Announced:
    """A Stream around a Stream, on which the first line says who the peer is.

    Until that has come, `peer` is that of the stream inside.
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._announced = False
        self.peer = stream.peer
        self.scheme = stream.scheme

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what comes after the line. Raises Disconnected if there is no such line."""
        if self._announced:
            return await self._stream.read(deadline, bulk)
        begun = b""
        while b"\r\n" not in begun[:LONGEST]:
            if len(begun) >= LONGEST or not (piece := await self._stream.read(deadline)):
                raise Disconnected
            begun += piece
        line, _, rest = begun.partition(b"\r\n")
        try:
            self.peer = client_of(line) or self.peer
        except ValueError as error:
            raise Disconnected from error
        self._announced = True
        return rest or await self._stream.read(deadline, bulk)

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send as the stream inside does."""
        await self._stream.write(data, more)

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Send as the stream inside does."""
        return self._stream.pour(body)

    async def close(self) -> None:
        """Close the stream inside."""
        await self._stream.close()


def behind_balancer(shell: Shell) -> Shell:
    """Make a shell whose conversations are held over Announced streams."""
    return lambda peers: shell(_announcing(peers))


def _announcing(peers: Peers) -> Peers:
    converse = peers.converse
    peers.converse = lambda stream: converse(Announced(stream))
    return peers

"""Who is really there: the PROXY protocol of HAProxy, version 1, read off a Stream."""

import re
from collections.abc import AsyncIterator
from ipaddress import ip_address

from entities import Body, ProtocolError
from interfaces import Stream

LONGEST = 107  # octets, with the CRLF: what two IPv6 addresses and two ports can take
_BEGINNING = b"PROXY "
_LINE = re.compile(
    r"PROXY (?:UNKNOWN(?: [^\r\n]*)?|TCP([46]) ([0-9a-fA-F:.]+) ([0-9a-fA-F:.]+) "
    r"([0-9]{1,5}) ([0-9]{1,5}))"
)


async def proxied(stream: Stream, deadline: float) -> Stream:
    """Read the line that a load balancer puts before everything else, and return the rest.

    The Stream that is returned gives what comes after the line, whichever way it was cut, and does
    all else as `stream` does. Its `peer` is the address of the source in the line; after `PROXY
    UNKNOWN` it is that of `stream`.

    The line has at most 107 octets, its CRLF included. Raises ProtocolError 400 for anything else,
    as soon as that is certain, and for a peer that ends before its line does. What the stream
    raises, such as a TimeoutError at the deadline, is raised.
    """
    data = b""
    while (end := data.find(b"\r\n", 0, LONGEST)) == -1:
        possible = data.startswith(_BEGINNING[: len(data)]) and len(data) < LONGEST
        piece = await stream.read(deadline) if possible else b""
        if not piece:
            raise _no_line()
        data += piece
    return Proxied(stream, source(data[:end]) or stream.peer, data[end + 2 :])


def source(line: bytes) -> str:
    """Return the address of the source, "" if the line does not know it. Raises ProtocolError."""
    match = _LINE.fullmatch(line.decode("latin-1"))
    if not match:
        raise _no_line()
    if not match[1]:
        return ""
    version, peer, target, *ports = match.groups()
    try:
        versions = {str(ip_address(each).version) for each in (peer, target)}
    except ValueError:
        raise _no_line() from None
    if versions != {version} or any(int(port) > 65_535 for port in ports):
        raise _no_line()
    return peer


def _no_line() -> ProtocolError:
    return ProtocolError(400, "a PROXY line was expected", "PROXY protocol section 2.1")


class Proxied:
    """A Stream of which the first octets have been read."""

    def __init__(self, stream: Stream, peer: str, begun: bytes) -> None:
        self.peer = peer
        self.scheme = stream.scheme
        self._stream = stream
        self._begun = begun

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return what came with the line first."""
        if self._begun:
            begun, self._begun = self._begun, b""
            return begun
        return await self._stream.read(deadline, bulk)

    async def write(self, data: bytes, more: bool = False) -> None:
        """Send."""
        await self._stream.write(data, more)

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Send a body in the way of the stream, if it has one."""
        return self._stream.pour(body)

    async def close(self) -> None:
        """End the stream."""
        await self._stream.close()

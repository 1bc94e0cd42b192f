"""The PROXY protocol, version 1: who is behind the load balancer.

A load balancer that passes on bytes and does not speak HTTP sends one line before the first
request, for example

    PROXY TCP4 192.0.2.1 198.51.100.7 51234 80

and CRLF: the family, the client's address and the one that it wanted, then their ports. Or it
sends `PROXY UNKNOWN`, perhaps with more behind it that means nothing. A line has at most 107
octets, its CRLF among them. (HAProxy: The PROXY protocol, section 2.1.)
"""

import re
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import NamedTuple

from entities import ProtocolError
from use_cases import Event, Limits, RequestParser, Signal

MOST = 107  # octets of a line and its CRLF
RULE = "The PROXY protocol section 2.1"

_BEGINNING = b"PROXY "
_UNKNOWN = re.compile(rb"PROXY UNKNOWN(?: [^\r\n]*+)?")
_PORT = rb"(0|[1-9][0-9]{0,4})"
_KNOWN = re.compile(rb"PROXY (TCP[46]) ([0-9A-Fa-f.:]++) ([0-9A-Fa-f.:]++) %b %b" % (_PORT, _PORT))
_FAMILIES = {b"TCP4": IPv4Address, b"TCP6": IPv6Address}


class Client(NamedTuple):
    """Who sent the requests; an empty host if the load balancer does not know."""

    host: str
    port: int


def parse_line(line: bytes) -> Client:
    """Return what a line without its CRLF says.

    A port is 0 to 65535 in digits without needless zeros, and an address is one of its family,
    TCP4 or TCP6. Between the parts stands one space. Raises ProtocolError 400, with RULE.

    >>> parse_line(b"PROXY TCP4 192.0.2.1 198.51.100.7 51234 80")
    Client(host='192.0.2.1', port=51234)
    """
    if _UNKNOWN.fullmatch(line):
        return Client("", 0)
    match = _KNOWN.fullmatch(line)
    if not match or max(int(match[4]), int(match[5])) > 65_535:
        raise ProtocolError(400, "this is no line of a load balancer", RULE)
    address = _FAMILIES[match[1]]
    try:
        address(match[3].decode())
        return Client(str(address(match[2].decode())), int(match[4]))
    except ValueError as error:
        raise ProtocolError(400, "an address is none of its family", RULE) from error


class ProxiedParser:
    """Gives a Client, and then the events of a RequestParser for what follows.

    It is fed and asked as a RequestParser is: NEED_DATA when it must be fed, CLOSED when the peer
    ends before the first octet, ProtocolError for a line that cannot become right, at once and
    ever after.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        self._data = b""
        self._ended = False
        self._parser = RequestParser(limits)
        self._behind = False  # whether what is fed is for the parser
        self._error: ProtocolError | None = None
        self._events = self._reading()

    def feed(self, data: bytes) -> None:
        """Hand over the next bytes; b"" tells that the peer will send no more."""
        if self._behind:
            self._parser.feed(data)
        elif data:
            self._data += data
        else:
            self._ended = True

    def next_event(self) -> Client | Event:
        """Return what comes next. Raises ProtocolError, and the same one ever after."""
        if self._error is not None:
            raise self._error
        try:
            return next(self._events)
        except ProtocolError as error:
            self._error = error
            raise

    def _reading(self) -> Iterator[Client | Event]:
        while (end := self._data.find(b"\r\n", 0, MOST)) == -1:
            begun = self._data[: len(_BEGINNING)]
            if begun != _BEGINNING[: len(begun)] or len(self._data) >= MOST or self._is_stray():
                raise ProtocolError(400, "this is no line of a load balancer", RULE)
            while self._ended and not self._data:
                yield Signal.CLOSED
            if self._ended:
                raise ProtocolError(400, "the line is not complete", RULE)
            yield Signal.NEED_DATA
        yield parse_line(self._data[:end])
        if rest := self._data[end + 2 :]:
            self._parser.feed(rest)
        if self._ended:
            self._parser.feed(b"")
        self._data, self._behind = b"", True
        while True:
            yield self._parser.next_event()

    def _is_stray(self) -> bool:
        """Say whether a CR or a LF stands alone, which no later octet can mend."""
        return b"\n" in self._data or b"\r" in self._data[:-1]

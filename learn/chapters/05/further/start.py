"""The PROXY protocol, version 1: who is behind the load balancer.

A load balancer that passes on bytes and does not speak HTTP sends one line before the first
request, for example

    PROXY TCP4 192.0.2.1 198.51.100.7 51234 80

and CRLF: the family, the client's address and the one that it wanted, then their ports. Or it
sends `PROXY UNKNOWN`, perhaps with more behind it that means nothing. A line has at most 107
octets, its CRLF among them. (HAProxy: The PROXY protocol, section 2.1.)
"""

from typing import NamedTuple

from use_cases import Event, Limits

MOST = 107  # octets of a line and its CRLF
RULE = "The PROXY protocol section 2.1"


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
    raise NotImplementedError


class ProxiedParser:
    """Gives a Client, and then the events of a RequestParser for what follows.

    It is fed and asked as a RequestParser is: NEED_DATA when it must be fed, CLOSED when the peer
    ends before the first octet, ProtocolError for a line that cannot become right, at once and
    ever after.
    """

    def __init__(self, limits: Limits = Limits()) -> None:
        raise NotImplementedError

    def feed(self, data: bytes) -> None:
        """Hand over the next bytes; b"" tells that the peer will send no more."""
        raise NotImplementedError

    def next_event(self) -> Client | Event:
        """Return what comes next. Raises ProtocolError, and the same one ever after."""
        raise NotImplementedError

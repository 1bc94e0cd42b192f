"""Who is really there: the PROXY protocol of HAProxy, version 1, read off a Stream."""

from interfaces import Stream


async def proxied(stream: Stream, deadline: float) -> Stream:
    """Read the line that a load balancer puts before everything else, and return the rest.

    The Stream that is returned gives what comes after the line, whichever way it was cut, and does
    all else as `stream` does. Its `peer` is the address of the source in the line; after `PROXY
    UNKNOWN` it is that of `stream`.

    The line has at most 107 octets, its CRLF included. Raises ProtocolError 400 for anything else,
    as soon as that is certain, and for a peer that ends before its line does. What the stream
    raises, such as a TimeoutError at the deadline, is raised.
    """
    raise NotImplementedError

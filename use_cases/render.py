"""Responses as bytes (RFC 9112 sections 4 to 7). How a body is framed is decided here alone.

| the response                                | framing | the peer knows the end by |
|---------------------------------------------|---------|---------------------------|
| answers HEAD, or has status 204, 205 or 304 | NONE    | the empty line            |
| has bytes, or a stream of promised length   | LENGTH  | Content-Length            |
| has a stream, and the peer speaks 1.1       | CHUNKED | the last chunk            |
| has a stream, and the peer speaks 1.0       | CLOSE   | the end of the connection |
"""

from enum import Enum, auto
from typing import NamedTuple

from entities import Response
from use_cases.reasons import REASONS

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
LAST_CHUNK = b"0\r\n\r\n"

_STATUS_LINES = {status: f"HTTP/1.1 {status} {reason}\r\n" for status, reason in REASONS.items()}

# Fields that speak of the connection, which a handler cannot know; set here (section 6, 9.3).
FRAMING_FIELDS = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})


class Framing(Enum):
    """How the peer finds the end of the body."""

    NONE = auto()
    LENGTH = auto()
    CHUNKED = auto()
    CLOSE = auto()


NONE, LENGTH, CHUNKED, CLOSE = Framing  # bound once, see parse.py


class ResponseHead(NamedTuple):
    """The first bytes of a response, and what has to follow them.

    `length` is the number of octets that must follow under Framing.LENGTH; `persistent`
    says whether the connection may serve another request afterwards.
    """

    data: bytes
    framing: Framing
    length: int
    persistent: bool


def render_head(
    response: Response, *, method: str, version: str, date: str, persistent: bool
) -> ResponseHead:
    """Write the status line and the fields of a response to this request.

    `date` is the value of the Date field (RFC 9110 section 6.6.1). `persistent` is what the
    request and the server would like; the response may still decide against it.
    """
    fields, date_line = "", f"Date: {date}\r\n"
    for name, value in response.headers:
        folded = name.lower()
        if folded not in FRAMING_FIELDS:
            fields += f"{name}: {value}\r\n"
            if folded == "date":
                date_line = ""
        elif folded == "connection" and "close" in response.headers.elements("connection"):
            persistent = False
    framing, length, framing_line = frame(response, method, version)
    persistent = persistent and framing is not CLOSE
    status_line = _STATUS_LINES.get(response.status) or f"HTTP/1.1 {response.status} \r\n"
    connection = "" if persistent else "Connection: close\r\n"
    if persistent and version == "1.0":  # RFC 9112 section 9.3: such a peer must be told.
        connection = "Connection: keep-alive\r\n"
    text = f"{status_line}{fields}{date_line}{framing_line}{connection}\r\n"
    return ResponseHead(text.encode("latin-1"), framing, length, persistent)


def render_chunk(piece: bytes) -> bytes:
    """Wrap a piece, which is not empty, as a chunk (RFC 9112 section 7.1)."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def frame(response: Response, method: str, version: str) -> tuple[Framing, int, str]:
    """Return how the body is framed, its length where it has one, and the field that says so."""
    status, length = response.status, response.body.length
    if method != "HEAD" and status not in (204, 205, 304):
        if length is not None:
            return LENGTH, length, f"Content-Length: {length}\r\n"
        if version == "1.0":
            return CLOSE, 0, ""
        return CHUNKED, 0, "Transfer-Encoding: chunked\r\n"
    # RFC 9110 section 8.6: HEAD and 304 may tell the length that GET would have, 204 must not. A
    # 304 made without a body does not know it. Section 15.3.6: the length of a 205 is 0.
    if status == 205:
        length = 0
    if status == 204 or length is None or (status == 304 and length == 0):
        return NONE, 0, ""
    return NONE, 0, f"Content-Length: {length}\r\n"

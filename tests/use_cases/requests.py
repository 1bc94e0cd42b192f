"""Requests as they are sent, and their heads as they are understood."""

from typing import Any

from entities import Headers
from tests.use_cases.feeding import Seen
from use_cases import Limits, RequestHead, Signal

END = Signal.END_OF_MESSAGE
CLOSED = Signal.CLOSED

# Small, so that the rows about limits are short.
LIMITS = Limits(request_line=48, field_section=64, fields=4, chunk_line=16, chunk_extensions=12)

Rows = dict[str, tuple[bytes, Seen]]


def request(line: bytes, *fields: bytes, body: bytes = b"") -> bytes:
    """Write a request as it is sent."""
    return b"\r\n".join((line, *fields, b"", body))


def get(target: bytes) -> bytes:
    return request(b"GET %b HTTP/1.1" % target, b"Host: a")


def get_with(*fields: bytes) -> bytes:
    return request(b"GET / HTTP/1.1", b"Host: a", *fields)


def sized(length: bytes, body: bytes = b"") -> bytes:
    return request(b"POST / HTTP/1.1", b"Host: a", b"Content-Length: " + length, body=body)


def chunked(body: bytes) -> bytes:
    return request(b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: chunked", body=body)


def coded(coding: bytes) -> bytes:
    return get_with(b"Transfer-Encoding: " + coding)


def head(target: str = "/", *fields: tuple[str, str], host: str = "a", **parts: Any) -> RequestHead:
    """Return the head of a plain GET, changed in some parts."""
    usual: dict[str, Any] = {
        "method": "GET",
        "version": "1.1",
        "length": 0,
        "persistent": True,
        "expects_continue": False,
        "headers": Headers([("Host", host), *fields]),
    }
    return RequestHead(target=target, **usual | parts)


def post(length: int | None, name: str, value: str) -> RequestHead:
    return head("/", (name, value), method="POST", length=length)


def in_chunks(coding: str = "chunked") -> RequestHead:
    return post(None, "Transfer-Encoding", coding)


def in_length(length: int) -> RequestHead:
    return post(length, "Content-Length", str(length))


def old(persistent: bool, *fields: tuple[str, str]) -> RequestHead:
    return head(version="1.0", persistent=persistent, headers=Headers(fields))


def padded(start: bytes, end: bytes, size: int) -> bytes:
    """Return so many octets: start, as many x as it takes, and end."""
    return start + b"x" * (size - len(start) - len(end)) + end


NEXT, NEXT_HEAD = get(b"/next"), head("/next")

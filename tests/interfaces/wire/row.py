"""What a row of the table is, and short ways to write one."""

from dataclasses import dataclass
from enum import Enum


class Then(Enum):
    """What becomes of the connection after the answers."""

    OPEN = "stays open"
    CLOSED = "closes"
    ENDED = "closes, for the client has ended its side"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer must be.

    `body` is compared where it is given. `has` are lines that must stand in the head, `lacks`
    names of fields that must not. `to_head` says that it answers HEAD, so that no body follows.
    """

    status: int
    body: bytes | None = None
    has: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    to_head: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One case: what is sent, what is answered in order, and what becomes of the connection.

    `rule` names the section that decides it, `fault` a server that got it wrong and where that
    can be read. An interim 100 among the answers may be missing where the body came at once.
    """

    title: str
    rule: str
    sent: bytes
    answers: tuple[Answer, ...]
    then: Then
    fault: str = ""


# A request that must be answered as long as the connection is open, and then ends it.
PROBE = b"GET /_hook/ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
PONG = Answer(200, b"pong", has=("Connection: close",))

HOST = "Host: a"
CLOSE = "Connection: close"
KEEP_ALIVE = "Connection: keep-alive"
CHUNKED = "Transfer-Encoding: chunked"
HELLO = Answer(200, b"Hello, World!")


def opened(title: str, rule: str, sent: bytes, *answers: Answer | int, fault: str = "") -> Row:
    """Write a row after which another request may follow."""
    return Row(title, rule, sent, _whole(answers), Then.OPEN, fault)


def closed(title: str, rule: str, sent: bytes, *answers: Answer | int, fault: str = "") -> Row:
    """Write a row after which the server closes, at once and by itself."""
    return Row(title, rule, sent, _whole(answers), Then.CLOSED, fault)


def ended(title: str, rule: str, sent: bytes, *answers: Answer | int, fault: str = "") -> Row:
    """Write a row whose client ends its side after these bytes."""
    return Row(title, rule, sent, _whole(answers), Then.ENDED, fault)


def text(body: bytes, *has: str) -> Answer:
    """Write the answer 200 with this body."""
    return Answer(200, body, has)


def head(line: str, *fields: str, body: bytes = b"") -> bytes:
    """Write a request as it is sent, each character as one octet."""
    return "\r\n".join((line, *fields, "", "")).encode("latin-1") + body


def get(target: str = "/", *fields: str, method: str = "GET", version: str = "1.1") -> bytes:
    """Write a request without a body."""
    return head(f"{method} {target} HTTP/{version}", HOST, *fields)


def post(body: bytes, *fields: str, target: str = "/echo", version: str = "1.1") -> bytes:
    """Write a request with a body of declared length."""
    length = f"Content-Length: {len(body)}"
    return get(target, length, *fields, method="POST", version=version) + body


def framed(*fields: str, body: bytes = b"", version: str = "1.1") -> bytes:
    """Write a request to /echo whose fields say, rightly or not, where its body ends."""
    return get("/echo", *fields, method="POST", version=version) + body


def in_chunks(body: bytes, *fields: str, target: str = "/echo") -> bytes:
    """Write a request with these chunks."""
    return get(target, CHUNKED, *fields, method="POST") + body


# What an attacker would like to have answered as a request of its own.
SMUGGLED = get("/users/smuggled")


def named(character: str) -> str:
    """Return how a title calls a character: itself, or its number if it cannot be seen."""
    return character if "!" <= character <= "~" else f"0x{ord(character):02X}"


def _whole(answers: tuple[Answer | int, ...]) -> tuple[Answer, ...]:
    return tuple(Answer(answer) if isinstance(answer, int) else answer for answer in answers)

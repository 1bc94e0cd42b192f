"""The request parser: bytes in, events out, and no idea where the bytes come from.

    parser.feed(data)        hand over what has arrived; feed(b"") says that no more will come
    parser.next_event()      a RequestHead, then pieces of the body as bytes, then END_OF_MESSAGE;
                             NEED_DATA when it must be fed; CLOSED when the peer ended in step

        ┌──────┐  first octet   ┌──────┐  empty line   ┌──────┐
    ──▶ │ IDLE │ ─────────────▶ │ HEAD │ ────────────▶ │ BODY │ ──┐
        └──────┘                └──────┘               └──────┘   │
            ▲                 END_OF_MESSAGE                      │
            └─────────────────────────────────────────────────────┘

The reading is one generator in the order of RFC 9112: wherever it lacks input it yields
NEED_DATA and goes on from there. So the result never depends on how the bytes were cut. An
error is final: after the first ProtocolError every further call raises it again, because
nobody knows where the next request would begin.
"""

import re
from collections.abc import Generator
from enum import Enum, auto
from typing import TypeVar

from entities import ProtocolError
from use_cases.limits import Limits
from use_cases.syntax import (
    RequestHead,
    field_fault,
    parse_chunk_line,
    parse_fields,
    parse_head,
    parse_request_line,
)


class Phase(Enum):
    """Where in a message the parser stands; each phase has a timeout of its own."""

    IDLE = auto()
    HEAD = auto()
    BODY = auto()


class Signal(Enum):
    """An event that carries no data."""

    NEED_DATA = auto()
    END_OF_MESSAGE = auto()
    CLOSED = auto()


# Bound once: to look a member up in its enum takes ten times as long, and a request needs nine.
IDLE, HEAD, BODY = Phase
NEED_DATA, END_OF_MESSAGE, CLOSED = Signal

Event = RequestHead | bytes | Signal

MEMORY = 2048  # octets of a head that is worth remembering; a browser's has about 1,000

T = TypeVar("T")
Reading = Generator[Event, None, T]
"""Reads one part of a message: yields events, NEED_DATA among them, and returns what it read."""

_LINE_END = re.compile(rb"[\r\n]")
# A CR without a LF after it (unless it is the last octet so far), or a LF without a CR before it.
_STRAY = re.compile(rb"\r(?!\n|\Z)|(?<!\r)\n")


class RequestParser:
    """Parses the requests of one connection, one after the other.

    `phase` is where it stands. `announced` is how large the body at hand is known to be so
    far: the declared length, or the sum of the chunks that have begun.
    """

    def __init__(self, limits: Limits = Limits(), scheme: str = "http") -> None:
        self.phase = IDLE
        self.announced = 0
        self._limits = limits
        self._scheme = scheme
        self._data = b""  # what was fed, of which everything before _at is used up
        self._at = 0
        self._seen = 0  # octets from there on that are known to hold no end of what is sought
        self._ended = False
        self._error: ProtocolError | None = None
        self._said = b""  # the last head as it was sent, if it was short,
        self._known: RequestHead | None = None  # and what it meant
        self._events = self._connection()

    def feed(self, data: bytes) -> None:
        """Hand over the next bytes; b"" tells that the peer will send no more."""
        if data:
            self._data = self._data[self._at :] + data if self._at < len(self._data) else data
            self._at = 0
        else:
            self._ended = True

    @property
    def unread(self) -> int:
        """How many octets were fed that no event has told of yet."""
        return len(self._data) - self._at

    def next_event(self) -> Event:
        """Return what comes next. Raises ProtocolError, and the same one ever after."""
        if self._error is not None:
            raise self._error
        try:
            return next(self._events, CLOSED)
        except ProtocolError as error:
            self._error = error
            raise

    def _connection(self) -> Reading[None]:
        """Read one message after the other."""
        skipped = False  # RFC 9112 section 2.2: one empty line before a request is ignored.
        while True:
            if not skipped and self._data.startswith(b"\r\n", self._at):
                self._at += 2
                skipped = True
            elif self._at < len(self._data) and (skipped or not self._half_a_line_end()):
                yield from self._message()
                skipped = False
            elif self._ended:
                return
            else:
                # Until more comes nothing is kept that has been used up.
                self._data, self._at = self._data[self._at :], 0
                yield NEED_DATA

    def _half_a_line_end(self) -> bool:
        """Say whether a CR is all that has come."""
        return self._data[self._at : self._at + 2] == b"\r"

    def _message(self) -> Reading[None]:
        """Read a request: head (section 2.1), body, and end."""
        self.phase = HEAD
        head = self._said_again()
        if head is None:
            limit = self._limits.request_line
            while (line := self._line(limit, 414, "RFC 9112 section 3")) is None:
                yield from self._more()
            request_line = parse_request_line(line, self._scheme)
            while (section := self._section()) is None:
                yield from self._more()
            head = parse_head(*request_line, section, self._limits)
            self._known = head if len(line) + len(section) + 4 <= MEMORY else None
            self._said = b"%b\r\n%b\r\n" % (line, section) if self._known else b""
        self.phase = BODY
        self.announced = head.length or 0
        yield head
        if head.length is None:
            yield from self._chunks()
        elif head.length:
            yield from self._sized(head.length)
        self.phase = IDLE
        yield END_OF_MESSAGE

    def _said_again(self) -> RequestHead | None:
        """Return the last head if the peer sends the same octets again, as most clients do.

        What was checked then holds now, for a head ends where it ends whatever follows.
        """
        if self._known is None or not self._data.startswith(self._said, self._at):
            return None
        self._at += len(self._said)
        return self._known

    def _sized(self, length: int) -> Reading[None]:
        """Read a body of known length (section 6.2)."""
        while length:
            piece = self._take(length)
            length -= len(piece)
            if piece:
                yield piece
            else:
                yield from self._more()

    def _chunks(self) -> Reading[None]:
        """Read a body in chunks (section 7.1), and the trailer section after it."""
        extensions, limit = 0, self._limits.chunk_line
        while True:
            while (line := self._line(limit, 400, "RFC 9112 section 7.1.1")) is None:
                yield from self._more()
            size, octets = parse_chunk_line(line)
            extensions += octets
            if extensions > self._limits.chunk_extensions:
                raise ProtocolError(400, "too many chunk extensions", "RFC 9112 section 7.1.1")
            if not size:
                break
            self.announced += size
            yield from self._sized(size)
            while not self._line_end(self._at):
                yield from self._more()
        while (section := self._section()) is None:
            yield from self._more()
        # Trailer fields must be sound, and then have no effect (section 7.1.2).
        parse_fields(section, self._limits)

    def _line(self, limit: int, too_long: int, rule: str) -> bytes | None:
        """Use up a line and return it without its CRLF, or None if it has not come yet."""
        data, at = self._data, self._at
        found = _LINE_END.search(data, at + self._seen)
        end = found.start() if found else len(data)
        if end - at > limit:
            raise ProtocolError(too_long, f"a line has at most {limit} octets", rule)
        if not self._line_end(end):
            self._seen = end - at
            return None
        self._seen = 0
        return data[at:end]

    def _line_end(self, end: int) -> bool:
        """Use up everything to the CRLF that begins there; return False if it has not come yet."""
        line_end = self._data[end : end + 2]
        if line_end == b"\r\n":
            self._at = end + 2
            return True
        if line_end not in (b"", b"\r"):  # Nothing else ends a line.
            raise ProtocolError(400, "CRLF was expected", "RFC 9112 section 2.2")
        return False

    def _section(self) -> bytes | None:
        """Use up field lines and the empty line after them, which is left out (section 5)."""
        data, at, limit = self._data, self._at, self._limits.field_section
        if data.startswith(b"\r\n", at):
            self._at += 2
            return b""
        # The last line ends within the limit, and two octets more make the empty line.
        end = data.find(b"\r\n\r\n", at + self._seen, at + limit + 2)
        if end != -1:
            self._at, self._seen = end + 4, 0
            return data[at : end + 2]
        # What can never become right is refused now: its end may never come.
        stray = _STRAY.search(data, at + self._seen, at + limit + 2)
        if stray:
            raise field_fault(data[at : stray.end() + 1])  # with the octet that shows it
        if len(data) - at >= limit + 2:
            detail = f"the fields have at most {limit} octets"
            raise ProtocolError(431, detail, "RFC 6585 section 5")
        self._seen = max(len(data) - at - 3, 0)  # three octets may be the beginning of the end
        return None

    def _take(self, most: int) -> bytes:
        """Use up what is there, up to so many octets."""
        data, at = self._data, self._at
        self._at = min(at + most, len(data))
        return data[at : self._at]

    def _more(self) -> Reading[None]:
        """Ask for more input, which must not end inside a message (section 8)."""
        if self._ended:
            raise ProtocolError(400, "the message is not complete", "RFC 9112 section 8")
        yield NEED_DATA

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

from entities import Headers, ProtocolError
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


Event = RequestHead | bytes | Signal

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
        self.phase = Phase.IDLE
        self.announced = 0
        self._limits = limits
        self._scheme = scheme
        self._data = b""  # what was fed, of which everything before _at is used up
        self._at = 0
        self._ended = False
        self._error: ProtocolError | None = None
        self._events = self._connection()

    def feed(self, data: bytes) -> None:
        """Hand over the next bytes; b"" tells that the peer will send no more."""
        if data:
            self._data = self._data[self._at :] + data if self._at < len(self._data) else data
            self._at = 0
        else:
            self._ended = True

    def next_event(self) -> Event:
        """Return what comes next. Raises ProtocolError, and the same one ever after."""
        if self._error is not None:
            raise self._error
        try:
            return next(self._events, Signal.CLOSED)
        except ProtocolError as error:
            self._error = error
            raise

    def _connection(self) -> Reading[None]:
        while (yield from self._arrival()):
            self.phase = Phase.HEAD
            head = yield from self._head()
            self.phase = Phase.BODY
            self.announced = head.length or 0
            yield head
            yield from self._sized(self.announced) if head.length is not None else self._chunks()
            self.phase = Phase.IDLE
            yield Signal.END_OF_MESSAGE

    def _arrival(self) -> Reading[bool]:
        """Wait for the first octet of a request; return False if the peer ended instead."""
        # RFC 9112 section 2.2: one empty line before a request is ignored.
        skipped = False
        while True:
            data, at = self._data, self._at
            if not skipped and data.startswith(b"\r\n", at):
                self._at += 2
                skipped = True
            elif at < len(data) and (skipped or data[at : at + 2] != b"\r"):
                return True
            elif self._ended:
                return False
            else:
                yield Signal.NEED_DATA

    def _head(self) -> Reading[RequestHead]:
        """Read request line and fields (section 2.1)."""
        line = yield from self._line(self._limits.request_line, 414, "RFC 9112 section 3")
        method, target, version, authority = parse_request_line(line, self._scheme)
        headers = yield from self._fields()
        return parse_head(method, target, version, authority, headers)

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
        extensions = 0
        while True:
            line = yield from self._line(self._limits.chunk_line, 400, "RFC 9112 section 7.1.1")
            size, octets = parse_chunk_line(line)
            extensions += octets
            if extensions > self._limits.chunk_extensions:
                raise ProtocolError(400, "too many chunk extensions", "RFC 9112 section 7.1.1")
            if not size:
                break
            self.announced += size
            yield from self._sized(size)
            yield from self._line_end()
        # Trailer fields must be sound, and then have no effect (section 7.1.2).
        yield from self._fields()

    def _fields(self) -> Reading[Headers]:
        """Read field lines and the empty line after them (section 5)."""
        limit, seen = self._limits.field_section, 0
        while True:
            data, at = self._data, self._at
            if data.startswith(b"\r\n", at):
                size = 0
                break
            # `seen` octets hold no end, so that the search is linear in any cut. The last line
            # ends within the limit, and two octets more make the empty line.
            end = data.find(b"\r\n\r\n", at + seen, at + limit + 2)
            if end >= 0:
                size = end + 2 - at
                break
            # What can never become right is refused now: its end may never come.
            stray = _STRAY.search(data, at + seen, at + limit + 2)
            if stray:
                raise field_fault(data[at : stray.end() + 1])  # with the octet that shows it
            if len(data) - at >= limit + 2:
                raise ProtocolError(
                    431, f"the fields have at most {limit} octets", "RFC 6585 section 5"
                )
            seen = max(len(data) - at - 3, 0)  # three octets may be the beginning of the end
            yield from self._more()
        self._at += size + 2
        return parse_fields(data[at : at + size], self._limits)

    def _line(self, limit: int, too_long: int, rule: str) -> Reading[bytes]:
        """Read one line and return it without its CRLF (section 2.2: nothing else ends it)."""
        seen = 0
        while True:
            found = _LINE_END.search(self._data, self._at + seen)
            length = (found.start() if found else len(self._data)) - self._at
            if length > limit:
                raise ProtocolError(too_long, f"a line has at most {limit} octets", rule)
            if found:
                line = self._data[self._at : self._at + length]
                self._at += length
                yield from self._line_end()
                return line
            seen = length
            yield from self._more()

    def _line_end(self) -> Reading[None]:
        """Read CRLF, and check that it is one."""
        while (end := self._data[self._at : self._at + 2]) != b"\r\n":
            if end and end != b"\r":
                raise ProtocolError(400, "CRLF was expected", "RFC 9112 section 2.2")
            yield from self._more()
        self._at += 2

    def _take(self, most: int) -> bytes:
        """Use up what is there, up to so many octets."""
        data, at = self._data, self._at
        self._at = min(at + most, len(data))
        return data[at : self._at]

    def _more(self) -> Reading[None]:
        """Ask for more input, which must not end inside a message (section 8)."""
        if self._ended:
            raise ProtocolError(400, "the message is not complete", "RFC 9112 section 8")
        yield Signal.NEED_DATA

"""What is seen of one connection: which bytes and which time belong to which exchange."""

from collections.abc import Callable
from reprlib import Repr
from time import perf_counter

from entities import Request
from examples.xray.recording import FIELDS, SHOWN, Record
from examples.xray.stopwatch import Stopwatch
from interfaces import Conversation, Exchange

PAGE = "/_xray"

_REPR = Repr()
_REPR.maxlevel, _REPR.maxstring, _REPR.maxother = 4, 300, 300
_REPR.maxdict = _REPR.maxlist = _REPR.maxtuple = 20


class Watch:
    """What is seen of one connection: the exchange under way, and what has come and gone for it."""

    def __init__(self, keep: Callable[[Record], None]) -> None:
        self.stopwatch = Stopwatch()
        self.record = Record()
        self.conversation: Conversation | None = None
        self._keep = keep
        self._own = False  # whether it asks for the X-ray itself
        self._done = False  # whether the exchange has been answered
        self._began: float | None = None
        self._came = bytearray()
        self._last = b""
        self._octets = 0
        self._went = bytearray()
        self._octets_out = 0

    def heard(self, data: bytes) -> None:
        """Note bytes that are handed to the conversation."""
        if data:
            self.awake()
            self._octets += len(data)
            self._came += data[: max(0, SHOWN - len(self._came))]
            self._last = data

    def awake(self) -> None:
        """Note when the first octet of an exchange came."""
        if self._began is None:
            self._began = perf_counter()

    def said(self, data: bytes) -> None:
        """Note bytes that are sent."""
        self._octets_out += len(data)
        self._went += data[: max(0, SHOWN - len(self._went))]

    def begin(self, request: Request) -> bool:
        """Note a request, before its handler is called; say whether it asks for the X-ray."""
        self.finish()  # The one before may have been sent with it.
        self._own = request.raw_path == PAGE or request.raw_path.startswith(f"{PAGE}/")
        self._skip_to(f"{request.method} {request.target} HTTP/".encode("latin-1"))
        record = self.record
        record.method, record.target = request.method, request.target
        record.version = request.version
        record.fields = list(request.headers)[:FIELDS]
        return self._own

    def _skip_to(self, line: bytes) -> None:
        """Leave out what was read before this line: a body that the handler before did not want."""
        at = self._came.find(line)
        if at > 0:
            del self._came[:at]
            self._octets -= at
        elif at < 0 <= (at := self._last.find(line)):
            self._came = bytearray(self._last[at : at + SHOWN])
            self._octets = len(self._last) - at
        else:
            return
        self._began = perf_counter()

    def answered(self, exchange: Exchange) -> bool:
        """Note that an exchange is over but for its last steps; say what `begin` said."""
        assert self.conversation is not None
        unread = self.conversation.unread
        record = self.record
        record.peer, record.status = exchange.peer, exchange.status
        if exchange.error is not None:
            record.error = brief(exchange.error)
        record.octets_in = self._octets - unread
        record.came = bytes(self._came[: record.octets_in])
        record.went, record.octets_out = bytes(self._went), self._octets_out
        now = perf_counter()
        record.wall = now - (self._began or now)
        # The message ended in the last piece, so what is unread came with it.
        rest = self._last[len(self._last) - unread :] if unread else b""
        self._came, self._octets = bytearray(rest[:SHOWN]), unread
        self._went, self._octets_out = bytearray(), 0
        self._began = now if unread else None
        self._done = True
        return self._own

    def finish(self) -> None:
        """Give the exchange that is over to the recorder."""
        if not self._done:
            return
        with self.stopwatch.paused():
            record, self.record = self.record, Record()
            record.spans = self.stopwatch.take()
            if not self._own:
                self._keep(record)
            self._own = self._done = False


def brief(value: object) -> str:
    """Write a value as Python would, up to a length."""
    return _REPR.repr(value)

"""What other parsers make of the same octets as ours, each in the same words: a Verdict.

Every parser is fed octet by octet, so that one which forgets sound messages when a bad one
follows in the same piece still tells of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import h11
import httptools
from aiohttp import http_exceptions
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_parser import HttpRequestParser, HttpRequestParserPy

from entities import ProtocolError
from tests.use_cases.feeding import bytewise
from use_cases import RequestHead, RequestParser, Signal


class End(Enum):
    """How a parser stands when the octets are used up."""

    OPEN = "open"  # for the rest of a message, or another one
    REFUSES = "refuses"
    CLOSES = "closes"  # after a message that was the last one
    UPGRADES = "upgrades"  # and hands over what follows to another protocol


@dataclass
class Message:
    """A request as a parser understood it, its names in lower case."""

    method: bytes = b""
    target: bytes = b""
    fields: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    raw: bytes = field(default=b"", compare=False)  # as it was sent; our parser alone tells

    def add(self, name: bytes, value: bytes) -> None:
        """Note a field."""
        self.fields.append((name.lower(), value))


@dataclass
class Verdict:
    """The messages that a parser took for complete, and what it did then.

    `rule` says, for our own parser, why it refused: what is wrong, and where that stands.
    """

    messages: list[Message]
    end: End
    rule: tuple[str, str] = ("", "")


Judge = Callable[[bytes], Verdict]


def inward(data: bytes) -> Verdict:
    """Ask our own parser."""
    parser, done, message, last, start = RequestParser(), list[Message](), Message(), False, 0
    try:
        for at, octet in enumerate(bytewise(data), 1):
            parser.feed(octet)
            while (event := parser.next_event()) is not Signal.NEED_DATA:
                if isinstance(event, RequestHead):
                    message = Message(event.method.encode(), event.target.encode())
                    for name, value in event.headers:
                        message.add(name.encode(), value.encode("latin-1"))
                    last = not event.persistent
                elif isinstance(event, bytes):
                    message.body += event
                else:
                    message.raw, start = data[start:at], at
                    done.append(message)
                    if last:
                        return Verdict(done, End.CLOSES)
    except ProtocolError as error:
        return Verdict(done, End.REFUSES, (error.detail, error.section))
    return Verdict(done, End.OPEN)


def h11_(data: bytes) -> Verdict:
    """Ask h11, as its server side."""
    connection, done, message = h11.Connection(h11.SERVER), list[Message](), Message()
    try:
        for octet in bytewise(data):
            connection.receive_data(octet)
            while True:
                event = connection.next_event()
                if isinstance(event, h11.Request):
                    message = Message(event.method, event.target)
                    for name, value in event.headers:
                        message.add(name, value)
                elif isinstance(event, h11.Data):
                    message.body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    done.append(message)
                    connection.send(
                        h11.Response(status_code=404, headers=[("Content-Length", "0")])
                    )
                    connection.send(h11.EndOfMessage())
                    if connection.our_state is h11.MUST_CLOSE:
                        return Verdict(done, End.CLOSES)
                    connection.start_next_cycle()
                else:
                    break
    except h11.RemoteProtocolError:
        return Verdict(done, End.REFUSES)
    return Verdict(done, End.OPEN)


class _Callbacks:
    """What httptools calls."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.done: list[Message] = []
        self.message = Message()
        self.begun = self.in_body = self.closes = False

    def on_message_begin(self) -> None:
        self.message, self.begun, self.in_body = Message(), True, False

    def on_url(self, url: bytes) -> None:
        self.message.target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.in_body:  # else it is a trailer
            self.message.add(name, value)

    def on_headers_complete(self) -> None:
        self.message.method, self.in_body = self.parser.get_method(), True
        self.closes = not self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.message.body += body

    def on_message_complete(self) -> None:
        self.done.append(self.message)
        self.begun = False


def httptools_(data: bytes) -> Verdict:
    """Ask llhttp, which is Node's parser, by way of httptools."""
    calls = _Callbacks()
    calls.parser = parser = httptools.HttpRequestParser(calls)
    try:
        for octet in bytewise(data):
            parser.feed_data(octet)
            if calls.closes and calls.done and not calls.begun:
                return Verdict(calls.done, End.CLOSES)
    except httptools.HttpParserUpgrade:
        return Verdict(calls.done, End.UPGRADES)
    except httptools.HttpParserError:
        return Verdict(calls.done, End.REFUSES)
    return Verdict(calls.done, End.OPEN)


def aiohttp_in_python(data: bytes) -> Verdict:
    """Ask the parser of aiohttp that is written in Python."""
    return _aiohttp(HttpRequestParserPy, data)


def aiohttp_in_c(data: bytes) -> Verdict:
    """Ask the parser of aiohttp that wraps llhttp."""
    return _aiohttp(HttpRequestParser, data)


class _NoLoop:
    """An event loop that nobody asks for anything: the octets are there."""


def _aiohttp(kind: Any, data: bytes) -> Verdict:
    loop: Any = _NoLoop()
    parser = kind(BaseProtocol(loop), loop, 2**16, auto_decompress=False)
    seen: list[Any] = []
    refused = upgraded = False
    try:
        for octet in bytewise(data):
            messages, upgraded, _ = parser.feed_data(octet)
            seen += messages
            if upgraded or any(payload.exception() for _, payload in seen):
                break
    except http_exceptions.HttpProcessingError:
        refused = True
    done = []
    for head, payload in seen:
        refused = refused or payload.exception() is not None
        if payload.is_eof() and payload.exception() is None:
            message = Message(head.method.encode(), head.path.encode(errors="surrogateescape"))
            for name, value in head.raw_headers:
                message.add(name, value)
            message.body = payload.read_nowait(-1)
            done.append(message)
            if head.should_close:
                return Verdict(done, End.CLOSES)
    if refused:
        return Verdict(done, End.REFUSES)
    if upgraded:
        return Verdict(done, End.UPGRADES)
    return Verdict(done, End.OPEN)


PEERS: dict[str, Judge] = {
    "h11": h11_,
    "llhttp": httptools_,
    "aiohttp (Python)": aiohttp_in_python,
    "aiohttp (C)": aiohttp_in_c,
}

"""What the tests of the conversation say and expect to hear, and the way to hold one."""

from collections.abc import Callable
from dataclasses import dataclass

from entities import Handler
from interfaces import Conversation, Exchange, Timeouts, drive
from tests.fakes.clock import FakeClock
from tests.fakes.stream import FakeStream, Step
from use_cases import Limits

LIMITS = Limits(body=20, drain=10)
TIMEOUTS = Timeouts(idle=9.0, head=7.0, body=5.0, body_rate=2.0)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


def get(target: str, *fields: str, method: str = "GET", version: str = "1.1") -> bytes:
    """Write a request that has no body, or the head of one that has."""
    lines = (f"{method} {target} HTTP/{version}", "Host: a", *fields, "", "")
    return "\r\n".join(lines).encode()


def post(target: str, body: bytes, *fields: str, version: str = "1.1") -> bytes:
    """Write a request whose body has a declared length."""
    length = f"Content-Length: {len(body)}"
    return get(target, length, *fields, method="POST", version=version) + body


def post_chunks(target: str, chunks: bytes, *fields: str) -> bytes:
    """Write a request with these chunks."""
    return get(target, "Transfer-Encoding: chunked", *fields, method="POST") + chunks


def said(status: str, text: str, *connection: str) -> bytes:
    """Write the response whose body is this text."""
    return head(status, PLAIN, DATE, f"Content-Length: {len(text)}", *connection) + text.encode()


def refused(status: str, detail: str = "", *connection: str) -> bytes:
    """Write the response that explains an error."""
    return said(status, f"{status}\n\n{detail}\n" if detail else f"{status}\n", *connection)


def failed(*connection: str) -> bytes:
    """Write the response that hides an error."""
    detail = "The server met an unexpected error."
    return refused("500 Internal Server Error", detail, *connection)


def head(status: str, *fields: str) -> bytes:
    """Write the head of a response."""
    return "\r\n".join((f"HTTP/1.1 {status}", *fields, "", "")).encode()


PLAIN = "Content-Type: text/plain; charset=utf-8"
DATE = "Date: today"
CLOSE = "Connection: close"
KEEP_ALIVE = "Connection: keep-alive"

INCOMPLETE = refused("400 Bad Request", "The message is not complete (RFC 9112 section 8).", CLOSE)
TIMED_OUT = refused(
    "408 Request Timeout", "The request took too long to arrive (RFC 9110 section 15.5.9).", CLOSE
)
TOO_LARGE = refused("413 Content Too Large", "The body may have at most 20 octets.", CLOSE)


@dataclass
class Talk:
    """A conversation that was held: what it said, and to whom."""

    stream: FakeStream
    conversation: Conversation
    exchanges: list[Exchange]
    idle_at_end: list[bool]

    @property
    def output(self) -> bytes:
        """All that was answered."""
        return self.stream.output

    @property
    def kept(self) -> bool:
        """Whether the connection was still open for another request when the peer ended it."""
        return self.idle_at_end == [True]

    @property
    def exchange(self) -> Exchange:
        """The one exchange that was observed."""
        (exchange,) = self.exchanges
        return exchange


def prepare(
    handler: Handler,
    stream: FakeStream,
    *,
    clock: Callable[[], float] | None = None,
    limits: Limits = LIMITS,
) -> Talk:
    """Make a conversation that has not begun."""
    exchanges: list[Exchange] = []
    conversation = Conversation(
        stream,
        handler,
        now=clock or FakeClock(),
        date=lambda: "today",
        limits=limits,
        timeouts=TIMEOUTS,
        observe=exchanges.append,
    )
    idle_at_end: list[bool] = []
    stream.at_end = lambda: idle_at_end.append(conversation.idle)
    return Talk(stream, conversation, exchanges, idle_at_end)


def talk(handler: Handler, *script: Step, limits: Limits = LIMITS) -> Talk:
    """Hold a conversation with a peer that follows this script and then ends its side."""
    clock = FakeClock()
    held = prepare(handler, FakeStream(*script, clock=clock), clock=clock, limits=limits)
    drive(held.conversation.run())
    assert held.stream.closes == 1
    return held

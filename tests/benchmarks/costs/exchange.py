"""What an exchange in memory is made of: octets, a stream that costs nothing, applications."""

import time
from collections.abc import AsyncIterator

from entities import Body, Handler, Request, Response
from infrastructure.contexts import Untouched
from infrastructure.dates import DateCache
from infrastructure.logs import log_error
from interfaces import App, Conversation, Observer, drive
from use_cases import RequestHead, RequestParser

PEER = "127.0.0.1"
TEXT = "Hello, World!"


def octets(target: str = "/", *fields: str, method: str = "GET", body: bytes = b"") -> bytes:
    """Write a request as a client sends it."""
    length = [f"Content-Length: {len(body)}"] if body else []
    lines = [f"{method} {target} HTTP/1.1", f"Host: {PEER}:8000", *fields, *length, "", ""]
    return "\r\n".join(lines).encode() + body


HELLO = octets()


def head_of(data: bytes) -> RequestHead:
    """Return the head that a parser reads."""
    parser = RequestParser()
    parser.feed(data)
    head = parser.next_event()
    assert isinstance(head, RequestHead)
    return head


def request_of(data: bytes) -> Request:
    """Return the request that a handler gets."""
    head = head_of(data)
    return Request(head.method, head.target, head.headers)


class Silent:
    """A Stream that costs next to nothing: nothing more comes, and what is sent is forgotten."""

    peer = PEER
    scheme = "http"

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return the end."""
        return b""

    async def write(self, data: bytes, more: bool = False) -> None:
        """Forget what is sent."""

    def pour(self, body: Body) -> None:
        """Have no way of its own."""

    async def close(self) -> None:
        """Do nothing."""


def conversation(handler: Handler, observe: Observer = log_error) -> Conversation:
    """Make a conversation as the server makes it, but over a stream that costs nothing."""
    return Conversation(
        Silent(),
        handler,
        now=time.monotonic,
        date=DateCache(),
        observe=observe,
        unspoilt=Untouched(),
    )


def started(application: App) -> Handler:
    """Return the Handler that an App composes. It is for a program that ends soon."""
    lifespan = application.lifespan()
    _KEPT.append(lifespan)  # If it went, the App would shut down.
    handler: Handler = drive(lifespan.__aenter__())
    return handler


_KEPT: list[object] = []


async def pass_on(request: Request, handler: Handler) -> Response:
    """Be a middleware that changes nothing."""
    return await handler(request)


async def pieces(count: int) -> AsyncIterator[bytes]:
    """Give the text in some pieces."""
    for _ in range(count):
        yield TEXT.encode()


def small_app(middleware: int = 0, streamed: int = 0) -> App:
    """Make an App that says hello from behind some middleware, in one piece or in a stream."""
    app = App()
    for _ in range(middleware):
        app.middleware(pass_on)

    @app.get("/")
    async def hello() -> str | Response:
        return Response.stream(pieces(streamed), "text/plain") if streamed else TEXT

    return app

"""A stream made of lists, and a client for tests: HTTP without sockets and without a loop.

`async` is a calling convention. Something must call `send` on a coroutine, and an event loop
is one such thing; a `for` loop, or a single call, is another. Where nothing has to be waited
for, `drive` runs a whole conversation at once.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from json import dumps, loads
from typing import Any, NamedTuple, Self, TypeVar
from urllib.parse import urlencode

from entities import Form, Handler, Headers, Request, Response
from interfaces.app import App
from interfaces.http1 import Conversation

T = TypeVar("T")
Runner = Callable[[Coroutine[Any, Any, T]], T]

EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never has to wait, and return its result.

    Raises RuntimeError if it does wait, as `asyncio.sleep` would: that needs an event loop.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    except RuntimeError as error:
        if "event loop" in str(error):
            error.add_note(_NEEDS_A_LOOP)
        raise
    coroutine.close()
    raise RuntimeError(_NEEDS_A_LOOP)


_NEEDS_A_LOOP = (
    "this code waits for an event loop; run it under one: "
    "with asyncio.Runner() as runner, Client(app, run=runner.run) as client:"
)


class MemoryStream:
    """A Stream whose peer has already said all that it will, in these pieces.

    What is written to it is collected in `output`.
    """

    peer = "memory"
    scheme = "http"

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.output = bytearray()

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return the next piece at once; no deadline can pass."""
        return next(self._pieces, b"")

    async def write(self, data: bytes, more: bool = False) -> None:
        """Collect what is sent."""
        self.output += data

    async def close(self) -> None:
        """Do nothing: there is nobody who waits for the end."""


def converse(handler: Handler, pieces: Iterable[bytes], date: str = EPOCH) -> bytes:
    """Hold a whole HTTP/1.1 conversation in memory; return the bytes that were answered."""
    stream = MemoryStream(pieces)
    drive(Conversation(stream, handler, now=lambda: 0.0, date=lambda: date).run())
    return bytes(stream.output)


class Reply(NamedTuple):
    """A response with its body read, as a test would like to look at it."""

    status: int
    headers: Headers
    content: bytes

    @property
    def text(self) -> str:
        """The content as UTF-8."""
        return self.content.decode()

    def json(self) -> Any:
        """Return the content read as JSON."""
        return loads(self.content)


class Client:
    """Asks an App directly, Request in and Response out.

    Use it in a `with` statement, which starts the App up and shuts it down.
    What an endpoint raises is raised here, where the test can see it. `run` runs coroutines:
    by default by hand, without an event loop.
    """

    def __init__(self, app: App, run: Runner[Any] = drive) -> None:
        self._run = run
        self._app = app
        self._handler: Handler = _not_started

    def __enter__(self) -> Self:
        self._lifespan: AbstractAsyncContextManager[Handler] = self._app.lifespan()
        self._handler = self._run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *exception: Any) -> None:
        self._handler = _not_started
        self._run(self._lifespan.__aexit__(*exception))

    def get(self, target: str, **options: Any) -> Reply:
        """Ask for a target; the options are those of `request`."""
        return self.request("GET", target, **options)

    def post(self, target: str, **options: Any) -> Reply:
        """Post to a target; the options are those of `request`."""
        return self.request("POST", target, **options)

    def request(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes | AsyncIterator[bytes] = b"",
        form: Mapping[str, str] | Form | None = None,
        json: object = None,
    ) -> Reply:
        """Send one request, with the body given as bytes, as a form or as JSON."""
        fields = Headers({"Host": "memory", **(headers or {})})
        if form is not None:
            body = urlencode(list(Form(form))).encode()
            fields = fields.with_value("Content-Type", "application/x-www-form-urlencoded")
        elif json is not None:
            body = dumps(json).encode()
            fields = fields.with_value("Content-Type", "application/json")
        reply: Reply = self._run(self._ask(Request(method, target, fields, body)))
        return reply

    async def _ask(self, request: Request) -> Reply:
        response = await self._handler(request)
        content = await response.body.read()
        return Reply(
            response.status, response.headers, b"" if request.method == "HEAD" else content
        )


async def _not_started(request: Request) -> Response:
    raise RuntimeError("use the Client in a with statement: with Client(app) as client:")

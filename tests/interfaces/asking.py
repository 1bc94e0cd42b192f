"""Asks an App directly, without an event loop: what tests of this layer need of a client."""

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from json import loads
from types import TracebackType
from typing import Any, NamedTuple, Self

from entities import Handler, Headers, Request, Response
from interfaces import App, drive


class Reply(NamedTuple):
    """A response, of which the whole body has been read."""

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
    """Starts an App up, asks it, and shuts it down. What an endpoint raises is raised here."""

    def __init__(self, app: App) -> None:
        self._lifespan: AbstractAsyncContextManager[Handler] = app.lifespan()

    def __enter__(self) -> Self:
        self._handler = drive(self._lifespan.__aenter__())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        drive(self._lifespan.__aexit__(kind, error, trace))

    def request(
        self, method: str, target: str, *, content: bytes = b"", headers: Mapping[str, str] = {}
    ) -> Reply:
        """Send one request, and read the whole reply."""
        return drive(self._ask(Request(method, target, {"Host": "memory", **headers}, content)))

    def get(self, target: str, *, headers: Mapping[str, str] = {}) -> Reply:
        """Send one request with GET."""
        return self.request("GET", target, headers=headers)

    async def _ask(self, request: Request) -> Reply:
        response = await self._handler(request)
        try:
            content = b"" if request.method == "HEAD" else await response.body.read()
        finally:
            await response.body.close()
        return Reply(response.status, response.headers, content)


async def asking(handler: Handler, request: Request) -> Response:
    """Await a handler as a coroutine, which is what can be driven."""
    return await handler(request)

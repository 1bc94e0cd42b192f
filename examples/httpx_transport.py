"""An App behind httpx: requests of an `httpx.AsyncClient` go to a Handler, and to no socket.

It gives tests that are coroutines themselves all that httpx can do: authentication, event hooks,
and more. A test of a program that calls your App over httpx can give
it this transport. It costs a dependency, and some ten times the time of `interfaces.Client`.

    async with app.lifespan() as handler:
        transport = HandlerTransport(handler)
        async with httpx.AsyncClient(transport=transport, base_url="http://memory") as client:
            response = await client.get("/welcome/Ada")
"""

from collections.abc import AsyncIterator

import httpx

from entities import Body, Handler, Headers, Request


class HandlerTransport(httpx.AsyncBaseTransport):
    """Hands each request to a Handler. What that raises is raised in the caller of httpx."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request (httpx calls this)."""
        headers = Headers(
            [(name.decode(), value.decode("latin-1")) for name, value in request.headers.raw]
        )
        assert isinstance(request.stream, httpx.AsyncByteStream)  # An AsyncClient makes no other.
        response = await self._handler(
            Request(
                request.method,
                request.url.raw_path.decode(),
                headers,
                Body(request.stream, length=_length(headers)),
                scheme=request.url.scheme,
            )
        )
        body = response.body
        if request.method == "HEAD" or response.status in (204, 205, 304):
            await body.close()
            body = Body()
        return httpx.Response(response.status, headers=list(response.headers), stream=_Pieces(body))


class _Pieces(httpx.AsyncByteStream):
    """The body of a response, as httpx wants to read it."""

    def __init__(self, body: Body) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._body:
            yield piece

    async def aclose(self) -> None:
        await self._body.close()


def _length(headers: Headers) -> int | None:
    """Return the length of a body, None for a stream; without either field there is no body."""
    if "transfer-encoding" in headers:
        return None
    return int(headers.get("content-length", "0"))

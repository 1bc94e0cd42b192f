"""Middleware of an endpoint: its order, and errors that become responses within it."""

from collections.abc import Awaitable, Callable

from entities import Handler, Headers, HTTPError, Request, Response
from interfaces import Endpoint, drive
from tests.interfaces.asking import asking


def test_middleware_of_an_endpoint_stands_around_it_in_order() -> None:
    def adding(text: str) -> Callable[[Request, Handler], Awaitable[Response]]:
        async def layer(request: Request, handler: Handler) -> Response:
            response = await handler(request)
            return Response(response.status, response.headers.with_added("X-Passed", text))

        return layer

    def endpoint() -> None:
        raise HTTPError(409)

    bound = Endpoint("GET", "/", endpoint, "", middleware=(adding("outer"), adding("inner")))
    response = drive(asking(bound.bind({}).handler, Request()))
    assert response.status == 409
    assert response.headers.get_all("X-Passed") == ["inner", "outer"]


def test_headers_of_an_error_reach_the_response() -> None:
    def endpoint() -> None:
        raise HTTPError(401, "Who is it?", [("WWW-Authenticate", "Basic")])

    async def layer(request: Request, handler: Handler) -> Response:
        return await handler(request)

    bound = Endpoint("GET", "/", endpoint, "", middleware=(layer,)).bind({})
    response = drive(asking(bound.handler, Request()))
    assert response.headers == Headers(
        [("WWW-Authenticate", "Basic"), ("Content-Type", "text/plain; charset=utf-8")]
    )

"""Middleware: handlers around handlers, composed once at start-up."""

from collections.abc import Awaitable

from entities import Handler, HTTPError, Middleware, Request, Response
from use_cases import error_response


def wrap(handler: Handler, middleware: tuple[Middleware, ...]) -> Handler:
    """Put the middleware around the handler, the first one outermost.

    What each of them stands around answers an HTTPError instead of raising it, so that all of
    them see a response; they may raise one themselves.
    """
    for layer in reversed(middleware):
        handler = _around(layer, answering(handler))
    return handler


def answering(handler: Handler) -> Handler:
    """Make a Handler that answers an HTTPError instead of raising it."""

    async def answer(request: Request) -> Response:
        try:
            response = await handler(request)
        except HTTPError as error:
            response = error_response(error)
        return response if request.scheme == "http" else response.secured()

    return answer


def _around(layer: Middleware, handler: Handler) -> Handler:
    def wrapped(request: Request) -> Awaitable[Response]:
        return layer(request, handler)

    return wrapped

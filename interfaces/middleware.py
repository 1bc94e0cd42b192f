"""Middleware: handlers around handlers, composed once at start-up."""

from collections.abc import Awaitable, Callable

from entities import Handler, HTTPError, Middleware, Request, Response
from use_cases import error_response

Answer = Callable[[Request, Exception], Awaitable[Response]]
"""Answers an error that a Handler has raised, or raises it again."""


async def refuse(request: Request, error: Exception) -> Response:
    """Answer an HTTPError in plain text."""
    if isinstance(error, HTTPError):
        return error_response(error)
    raise error


def wrap(handler: Handler, middleware: tuple[Middleware, ...], answer: Answer) -> Handler:
    """Put the middleware around a handler that answers its errors, the first one outermost.

    The errors that each of them raises are answered as well, so that those around it see a
    response.
    """
    for layer in reversed(middleware):
        handler = answering(_around(layer, handler), answer)
    return handler


def answering(handler: Handler, answer: Answer) -> Handler:
    """Make a Handler that answers errors instead of raising them."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except Exception as error:
            return await answer(request, error)

    return answered


def _around(layer: Middleware, handler: Handler) -> Handler:
    def wrapped(request: Request) -> Awaitable[Response]:
        return layer(request, handler)

    return wrapped

"""Error handlers: what a user writes to answer an error in another way than in plain text."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from inspect import isawaitable
from typing import Any

from entities import Disconnected, Fault, Headers, HTTPError, ProtocolError, Request, Response
from interfaces.endpoint import to_response
from interfaces.middleware import Answer, refuse
from use_cases import error_response

ErrorHandler = Callable[[Request, Any], object]
"""Is called with the request and the error, and returns what an endpoint may return."""

# With these the connection ends; its conversation alone has an answer to them.
CONNECTION = (ProtocolError, Disconnected)


def answer_by(chain: Iterable[Mapping[Any, ErrorHandler]]) -> Answer:
    """Make an Answer of the handlers of several Apps, of which the first are asked first.

    What is no HTTPError is a bug, which the observer learns of, unless its handler answers with
    a status below 500: then it was foreseen.
    """

    async def answer(request: Request, error: Exception) -> Response:
        found = (handlers[key] for handlers in chain for key in _keys(error) if key in handlers)
        if not (handler := next(found, None)):
            return await refuse(request, error)
        try:
            response = await _ask(handler, request, error)
        except CONNECTION:
            raise
        except Exception as another:  # Nobody is asked again, or this might go on and on.
            response, error = error_response(another), another
        if response.status < 500 or isinstance(error, HTTPError):
            return response
        return Fault(response.status, response.headers, response.body, error)

    return answer


def _keys(error: Exception) -> list[object]:
    """Return what a handler of an error may be registered for, the most specific first."""
    kinds = type(error).__mro__
    if isinstance(error, HTTPError):  # A handler of Exception is one of bugs.
        return [*kinds[: kinds.index(HTTPError)], error.status, HTTPError]
    return [] if isinstance(error, CONNECTION) else [*kinds, 500]


async def _ask(handler: ErrorHandler, request: Request, error: Exception) -> Response:
    """Return what a handler answers: with the status of the error, if it names none."""
    status, fields = (error.status, error.headers) if isinstance(error, HTTPError) else (500, ())
    result = handler(request, error)
    if isawaitable(result):
        result = await result
    if not isinstance(result, Response):
        result = replace(to_response(result, handler), status=status)
    # Such as Allow, which a 405 must have (RFC 9110 section 15.5.6).
    missing = [field for field in fields if field[0] not in result.headers]
    return replace(result, headers=Headers([*result.headers, *missing])) if missing else result

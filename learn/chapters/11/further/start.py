"""The same Handler under any server that speaks WSGI (PEP 3333), such as gunicorn or mod_wsgi."""

from collections.abc import Callable, Iterable
from typing import Any

from entities import Handler

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], object]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
"""What a WSGI server calls for each request."""


def wsgi(handler: Handler) -> Application:
    """Make a WSGI application of a Handler that never has to wait for an event loop.

    The request has the method, target, fields, body, scheme and peer that the server tells of. An
    HTTPError is answered with its response, any other error with a 500 that gives nothing away. The
    framing is the server's, except for `Content-Length`, which is told where the length is known.
    Nothing is sent where there is no body (HEAD, 204, 304). A stream goes out piece by piece, and
    its producer cleans up when the server closes the iterable, however much it has taken.
    """
    raise NotImplementedError

"""The same Handler under any server that speaks WSGI (PEP 3333), such as gunicorn or mod_wsgi."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote

from entities import Body, Handler, Headers, Request, Response
from interfaces import drive
from use_cases import REASONS, error_response
from use_cases.render import FRAMING_FIELDS, NONE, frame

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

    def application(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        try:
            response = drive(_ask(handler, _request(environ)))
        except Exception as error:
            response = error_response(error)
        framing, _, line = frame(response, environ["REQUEST_METHOD"], "1.1")
        fields = [pair for pair in response.headers if pair[0].lower() not in FRAMING_FIELDS]
        if line.startswith("Content-Length: "):
            fields.append(("Content-Length", line[16:-2]))
        start_response(f"{response.status} {REASONS.get(response.status, 'Unknown')}", fields)
        return _Pieces(response.body, empty=framing is NONE)

    return application


async def _ask(handler: Handler, request: Request) -> Response:
    return await handler(request)


def _request(environ: Environ) -> Request:
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    # Each character stands for one octet, percent-encoding is gone, and an encoded slash with it.
    target = quote(path.encode("latin-1")) or "/"
    if query := environ.get("QUERY_STRING"):
        target += f"?{query}"
    fields = [
        (key.removeprefix("HTTP_").replace("_", "-").title(), value)
        for key, value in environ.items()
        if key.startswith("HTTP_") or (key in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
    ]
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return Request(
        environ["REQUEST_METHOD"],
        target,
        Headers(fields),
        body,
        version=environ["SERVER_PROTOCOL"].removeprefix("HTTP/"),
        scheme=environ["wsgi.url_scheme"],
        peer=environ.get("REMOTE_ADDR", ""),
    )


class _Pieces:
    """The pieces of a body as a plain iterable, which a server closes in the end."""

    def __init__(self, body: Body, *, empty: bool) -> None:
        self._body = body
        self._empty = empty

    def __iter__(self) -> Iterator[bytes]:
        if not self._empty:
            pieces = aiter(self._body)
            while piece := drive(_next(pieces)):
                yield piece

    def close(self) -> None:
        """Let the producer clean up."""
        drive(self._body.close())


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    """Return the next piece, which is never empty, or b"" at the end."""
    return await anext(pieces, b"")

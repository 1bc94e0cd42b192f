"""Errors as responses: short, plain, and silent about what happens inside."""

from collections.abc import Iterable

from entities import HTTPError, ProtocolError, Response
from use_cases.render import REASONS


def error_response(error: Exception) -> Response:
    """Return what the client is told about an error.

    An HTTPError or ProtocolError explains itself; of anything else the client learns that it
    happened, and no more (RFC 9110 section 15.6.1). The text is never markup, so that nothing
    a client sent could come back to it as such.
    """
    if isinstance(error, HTTPError):
        return _plain(error.status, error.detail, error.headers)
    if isinstance(error, ProtocolError):
        detail = f"{error.detail[:1].upper()}{error.detail[1:]} ({error.section})."
        return _plain(error.status, detail, [("Connection", "close")])
    return _plain(500, "The server met an unexpected error.", ())


def _plain(status: int, detail: str, headers: Iterable[tuple[str, str]]) -> Response:
    title = f"{status} {REASONS.get(status, 'Error')}"
    text = f"{title}\n\n{detail}\n" if detail else f"{title}\n"
    return Response.text(text, status, headers)

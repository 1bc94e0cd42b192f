"""Errors as responses: short, plain, and silent about what happens inside."""

from entities import Headers, HTTPError, ProtocolError, Response
from use_cases.reasons import REASONS


def error_response(error: Exception) -> Response:
    """Return what the client is told about an error.

    An HTTPError or ProtocolError explains itself; of anything else the client learns that it
    happened, and no more (RFC 9110 section 15.6.1). The text is never markup, so that nothing
    a client sent could come back to it as such.
    """
    status, detail, headers = 500, "The server met an unexpected error.", Headers()
    if isinstance(error, HTTPError):
        status, detail, headers = error.status, error.detail, Headers(error.headers)
    elif isinstance(error, ProtocolError):
        status, headers = error.status, Headers({"Connection": "close"})
        detail = f"{error.detail[:1].upper()}{error.detail[1:]} ({error.section})."
    title = f"{status} {REASONS.get(status, 'Error')}"
    text = f"{title}\n\n{detail}\n" if detail else f"{title}\n"
    return Response.text(text, status, headers)

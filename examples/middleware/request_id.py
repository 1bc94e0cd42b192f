"""Give each request a name, to find it again in logs and in a user's complaint.

    app.middleware(request_id())

An endpoint finds it in `request.state["request_id"]`, the client in the field X-Request-ID. One
that comes in is kept if it is short and plain, so that it cannot forge a line of a log. A client
may still choose one that exists: do not take it for a secret, or for a key.
"""

import re
from collections.abc import Callable
from uuid import uuid4

from entities import Handler, Middleware, Request, Response

_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}")


def request_id(
    field: str = "X-Request-ID", new: Callable[[], str] = lambda: uuid4().hex
) -> Middleware:
    """Take the identifier from `field` if it is sane, else make a `new` one."""

    async def name(request: Request, handler: Handler) -> Response:
        given = request.headers.get(field)
        identifier = given if _SANE.fullmatch(given) else new()
        response = await handler(request.with_state(request_id=identifier))
        return response.with_header(field, identifier)

    return name

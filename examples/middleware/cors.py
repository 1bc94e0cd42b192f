"""Let pages of other origins use your API: cross-origin resource sharing (the Fetch standard).

    app.middleware(cors(["https://shop.example"], methods=["GET", "PUT"], credentials=True))

Register it first, so that it stands outermost and its fields are on refusals too. A browser asks
before an unusual request (the preflight), and that question is answered here. Any other request
goes on to your handler, whatever its origin: CORS says who may read the answer. It does not protect
a form from being sent; the SameSite of a cookie does.
"""

import re
from collections.abc import Collection, Iterable

from entities import ConfigurationError, Handler, Headers, HTTPError, Middleware, Request, Response

_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/?#\s,*A-Z]+")


def cors(
    origins: Collection[str],
    *,
    methods: Iterable[str] = ("GET", "HEAD", "POST"),
    headers: Iterable[str] = ("Content-Type",),
    expose: Iterable[str] = (),
    credentials: bool = False,
    max_age: int = 600,
) -> Middleware:
    """Allow these origins, or any with `["*"]`, these methods, and these fields in requests.

    `expose` names the fields of a response that scripts may read, `credentials` allows cookies, and
    a browser may remember the answer to a preflight for `max_age` seconds. Raises
    ConfigurationError for what is no origin, and for credentials with any origin.
    """
    anyone = list(origins) == ["*"]
    for origin in () if anyone else origins:
        if isinstance(origins, str) or not _ORIGIN.fullmatch(origin):
            hint = 'write a list as ["https://shop.example"], in lower case and without a path'
            raise ConfigurationError(f"cors: {origin!r} is not an origin; {hint}")
    if anyone and credentials:
        raise ConfigurationError("cors: credentials need a list of origins, not any origin")
    shared = [("Access-Control-Allow-Credentials", "true")] if credentials else []
    exposed = [("Access-Control-Expose-Headers", ", ".join(expose))] if expose else []
    preflight = [
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", ", ".join(headers)),
        ("Access-Control-Max-Age", str(max_age)),
    ]

    async def share(request: Request, handler: Handler) -> Response:
        origin = request.headers.get("origin")
        allowed = [("Access-Control-Allow-Origin", "*" if anyone else origin), *shared]
        vary = [] if anyone else [("Vary", "Origin")]
        known = anyone or origin in origins
        if origin and request.method == "OPTIONS" and _ASKED in request.headers:
            if not known:
                raise HTTPError(403, "This origin may not use this server.", vary)
            return Response(204, Headers([*allowed, *preflight, *vary]))
        response = await handler(request)
        fields = [*allowed, *exposed] if origin and known else []
        return Response(
            response.status, Headers([*response.headers, *fields, *vary]), response.body
        )

    return share


_ASKED = "access-control-request-method"

"""Let pages of other origins use your API: cross-origin resource sharing (the Fetch standard)."""

from collections.abc import Collection, Iterable

from entities import ConfigurationError, Handler, Headers, Middleware, Request, Response


def cors(
    origins: Collection[str],
    methods: Iterable[str] = ("GET", "HEAD", "POST"),
    headers: Iterable[str] = ("Content-Type",),
) -> Middleware:
    """Allow pages of these origins to use these methods, and to send these fields.

    A preflight is answered with 204, and reaches no endpoint. Any other request goes on, whatever
    its origin: the fields of the response tell the browser whether its page may read it. Every
    response has `Vary: Origin`. Raises ConfigurationError for an origin that ends with a slash or
    is no "scheme://host", for a browser sends none that reads like it.
    """
    for origin in origins:
        scheme, separator, host = origin.partition("://")
        if not (scheme and separator and host) or "/" in host:
            raise ConfigurationError(f"{origin!r} is no origin; write it as https://shop.example")
    vary = ("Vary", "Origin")
    preflight = [
        ("Access-Control-Allow-Methods", ", ".join(methods)),
        ("Access-Control-Allow-Headers", ", ".join(headers)),
    ]

    async def share(request: Request, handler: Handler) -> Response:
        origin = request.headers.get("origin")
        allowed = [("Access-Control-Allow-Origin", origin)] if origin in origins else []
        if request.method == "OPTIONS" and "access-control-request-method" in request.headers:
            return Response(204, Headers([*allowed, *(preflight if allowed else []), vary]))
        response = await handler(request)
        fields = Headers([*response.headers, *allowed, vary])
        return Response(response.status, fields, response.body)

    return share

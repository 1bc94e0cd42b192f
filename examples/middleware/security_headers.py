"""Tell browsers to be careful with your pages, in fields that cost nothing.

    app.middleware(security_headers("default-src 'self'; frame-ancestors 'none'"))

What an endpoint has set itself stays. Two of the fields can break a page, so you choose them: a
content security policy forbids what it does not name, scripts within the page among them, and with
HSTS a browser refuses plain HTTP for as long as you say, also after you have changed your mind.
"""

from dataclasses import replace

from entities import Handler, Headers, Middleware, Request, Response


def security_headers(
    policy: str = "frame-ancestors 'self'",
    *,
    referrer: str = "strict-origin-when-cross-origin",
    hsts: int = 0,
) -> Middleware:
    """Set the fields on every response that does not have them.

    `policy` is the Content-Security-Policy, over as many lines as you like, or "" for none;
    `referrer` is the Referrer-Policy. `hsts` is for how many seconds a browser must come by https
    (RFC 6797). It is sent over https alone, as section 7.2 asks: a proxy that ends TLS in front
    must send its own. Raises ValueError for a text that no field can hold.
    """
    fields = Headers([("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", referrer)])
    if policy:
        fields = fields.with_added("Content-Security-Policy", " ".join(policy.split()))
    secure = fields
    if hsts:
        secure = fields.with_added("Strict-Transport-Security", f"max-age={hsts}")

    async def protect(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        wanted = secure if request.scheme == "https" else fields
        missing = [(name, value) for name, value in wanted if name not in response.headers]
        return replace(response, headers=Headers([*response.headers, *missing]))

    return protect

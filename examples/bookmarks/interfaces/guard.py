"""Who may ask: defence against other sites, which a browser visits at the same time.

There is no login, so there is no session to steal. But a browser can reach what listens on its
own machine, and a page on the web can make it send a form there (cross-site request forgery).
A token in a cookie and in the form would tell the two apart, and so does what the browser says
itself, in a field that no page can set: Sec-Fetch-Site or, from older ones, Origin. We read that.
It needs no state, no secret and no hidden field, and the API is guarded by the same lines.

A page can also let its own name point to this machine (DNS rebinding). To the browser it is then
the same site; but the request still bears that name as its Host, which is none of ours.
"""

import re
from collections.abc import Collection

from entities import Handler, HTTPError, Middleware, Request, Response

HEADERS = {
    # Even if markup got onto a page, it could load, run and submit nothing of its own.
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    # Not no-referrer: browsers would then send "Origin: null" with our own forms too.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def guard(hosts: Collection[str]) -> Middleware:
    """Make the middleware that lets in requests for these hosts that no other site has made."""
    known = {host.lower() for host in hosts}

    async def let_in(request: Request, handler: Handler) -> Response:
        if re.sub(":[0-9]*$", "", request.host).strip("[]").lower() not in known:
            raise HTTPError(421, "This program has another name. Ask it by the one it was given.")
        if request.method not in ("GET", "HEAD", "OPTIONS") and _from_elsewhere(request):
            raise HTTPError(403, "Another site has sent this request. Use the forms of this one.")
        response = await handler(request)
        for name, value in HEADERS.items():
            response = response.with_header(name, value)
        return response

    return let_in


def _from_elsewhere(request: Request) -> bool:
    """Whether a browser sent this for another site; what sends neither field is no browser."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site:
        return site not in ("same-origin", "none")
    return bool(origin) and origin.partition("://")[2] != request.host

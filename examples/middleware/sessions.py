"""Sessions in a signed cookie: the server keeps nothing but the key.

    app.middleware(sessions([KEY]))        # KEY = secrets.token_bytes(32), kept out of the source

An endpoint finds a dict in `request.state["session"]` and changes it; an empty one deletes the
cookie.

    cookie = payload "." signature         both in base64url
    payload = {"at": when it was written, "data": your values}, as JSON
    signature = HMAC-SHA256(key, name of the cookie "=" payload)

What is not signed by one of the keys, or is too old, is as if it were absent. The client can read
the values, and can send an older cookie again while its age permits: put no secret and no balance
in it. To log somebody out for certain, keep sessions in a store, and only their key in here.
Register it outside what compresses or caches; every response says `Vary: Cookie`.
"""

import hmac
import json
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any, Literal

from entities import ConfigurationError, Cookie, Handler, Middleware, Request, Response

LARGEST = 4096  # octets of name and value that a browser keeps (RFC 6265bis section 5.7)


def sessions(
    keys: Sequence[bytes],
    *,
    cookie: str = "session",
    max_age: int = 14 * 24 * 3600,
    secure: bool = False,
    same_site: Literal["Lax", "Strict", "None"] = "Lax",
    now: Callable[[], float] = time.time,
) -> Middleware:
    """Sign with the first of `keys`, accept all: to rotate, put a new one first and drop one later.

    A session lasts `max_age` seconds from its last change. Set `secure` wherever you serve over
    TLS. Raises ConfigurationError for a key of less than 32 octets. A value that JSON cannot say,
    or a session that is too large, raises TypeError or ValueError in the request that made it.
    """
    if not keys or min(map(len, keys)) < 32:
        hint = "give a list of keys of at least 32 octets, as from secrets.token_bytes(32)"
        raise ConfigurationError(f"sessions: {hint}")

    def read(text: str) -> dict[str, Any]:
        payload, _, signature = text.encode().rpartition(b".")
        # All keys are tried, and each comparison takes its full time.
        if not sum(hmac.compare_digest(signature, _sign(key, cookie, payload)) for key in keys):
            return {}
        content = json.loads(urlsafe_b64decode(payload))
        data: dict[str, Any] = content["data"]
        return data if 0 <= now() - content["at"] <= max_age else {}

    def write(session: dict[str, Any]) -> Cookie:
        content = json.dumps({"at": int(now()), "data": session}, allow_nan=False)
        payload = urlsafe_b64encode(content.encode())
        value = (payload + b"." + _sign(keys[0], cookie, payload)).decode()
        if len(cookie) + len(value) > LARGEST:
            hint = f"{LARGEST} are kept; keep large things in a store and their key here"
            raise ValueError(f"the session takes {len(cookie) + len(value)} octets, {hint}")
        return Cookie(cookie, value, max_age, secure=secure, same_site=same_site)

    async def remember(request: Request, handler: Handler) -> Response:
        text = request.cookies.get(cookie, "")
        before, session = read(text), read(text)
        response = await handler(request.with_state(session=session))
        if session and session != before:
            response = response.with_cookie(write(session))
        elif text and not session:
            response = response.with_cookie(Cookie(cookie, "", 0, secure=secure))
        vary = ", ".join([*response.headers.get_all("vary"), "Cookie"])
        return response.with_header("Vary", vary)

    return remember


def _sign(key: bytes, cookie: str, payload: bytes) -> bytes:
    """Sign what the cookie of this name holds; it is worth nothing under another name."""
    return urlsafe_b64encode(hmac.digest(key, cookie.encode() + b"=" + payload, "sha256"))

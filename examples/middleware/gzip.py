"""Compress responses for the clients that can read it: fewer octets for more work.

    app.middleware(gzip())

It chooses by Accept-Encoding (RFC 9110 section 12.5.3) and says so in Vary. A stream is compressed
piece by piece, and each piece is flushed, so that an event or a line arrives when it is sent; many
small pieces compress worse for that. Left alone are small bodies, types that are compressed
already, parts of a whole (206), what has a Content-Encoding, and what says `Cache-Control:
no-transform`.

An ETag becomes a weak one: the octets are others, the meaning is the same. A client that refuses
even `identity` gets it all the same, which section 12.5.3 permits.

What it costs: about 25 ms for a MiB, during which nobody else is served. And compressing tells the
length of what is secret: where one page holds a secret and repeats what the request said, an
attacker who sees lengths can guess the secret (BREACH). Mark such pages `no-transform`.
"""

import re
import zlib
from collections.abc import AsyncIterator
from dataclasses import replace

from entities import Body, Handler, Headers, Middleware, Request, Response

_COMPRESSIBLE = re.compile(
    r"text/.+|application/(javascript|json|xml|wasm|x-ndjson|manifest\+json)|.+\+(json|xml)"
)
# RFC 9110 section 12.4.2: a weight has three digits at most.
_CODING = re.compile(r"([^\s;]+)(?:[ \t]*;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?")


def gzip(minimum: int = 500, level: int = 6) -> Middleware:
    """Compress bodies from `minimum` octets on; `level` is zlib's, 1 is fast and 9 is small."""

    async def compress(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        accepted = wanted(request.headers)
        if response.status == 304:  # It speaks of the response that the client has stored.
            return replace(response, headers=_varying(response.headers, weak=accepted))
        if not _worthwhile(response, minimum):
            return response
        if not accepted:
            return replace(response, headers=_varying(response.headers, weak=False))
        headers = _varying(response.headers, weak=True).with_added("Content-Encoding", "gzip")
        # The length is another one, and parts of the original cannot be asked for any more.
        headers = headers.without("content-length").without("accept-ranges")
        if (content := response.body.content) is None:
            return replace(response, headers=headers, body=Body(Compressed(response.body, level)))
        return replace(response, headers=headers, body=Body(zlib.compress(content, level, 31)))

    return compress


def wanted(headers: Headers) -> bool:
    """Say whether gzip is accepted, and liked no less than no coding at all."""
    matches = map(_CODING.fullmatch, headers.elements("accept-encoding"))
    weights = {match[1]: float(match[2] or 1) for match in matches if match}
    others = weights.get("*", 0.0)
    # RFC 9110 section 8.4.1.3: x-gzip is the same.
    weight = weights.get("gzip", weights.get("x-gzip", others))
    return weight > 0 and weight >= weights.get("identity", 0.0)


class Compressed:
    """A stream of pieces, each compressed and flushed. Closing it closes what it reads from."""

    def __init__(self, body: Body, level: int) -> None:
        self._body = body
        self._level = level

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the pieces of a gzip file (RFC 1952)."""
        work = zlib.compressobj(self._level, zlib.DEFLATED, 31)
        async for piece in self._body:
            yield work.compress(piece) + work.flush(zlib.Z_SYNC_FLUSH)
        yield work.flush()

    async def aclose(self) -> None:
        """Let the producer clean up, also when it was not read to its end."""
        await self._body.close()


def _worthwhile(response: Response, minimum: int) -> bool:
    headers, length = response.headers, response.body.length
    kind = headers.get("content-type").partition(";")[0].strip().lower()
    return (
        response.status not in (204, 205, 206)
        and (length is None or length >= minimum)
        and _COMPRESSIBLE.fullmatch(kind) is not None
        and "content-encoding" not in headers
        and "no-transform" not in headers.elements("cache-control")
    )


def _varying(headers: Headers, *, weak: bool) -> Headers:
    if not {"accept-encoding", "*"} & set(headers.elements("vary")):
        headers = headers.with_added("Vary", "Accept-Encoding")
    if weak and (tag := headers.get("etag")) and not tag.startswith("W/"):
        headers = headers.with_value("ETag", f"W/{tag}")
    return headers

"""Answer 429 to a peer that asks too often: a token bucket for each (RFC 6585 section 4).

    app.middleware(rate_limit(10, burst=50))

A bucket holds `burst` tokens, a request takes one, and `rate` of them come back in a second. It
remembers so many peers and no more: beyond that, whoever was silent longest is forgotten, and has a
full bucket again. So it slows one greedy peer, and does not stop a crowd.

Behind a proxy every request comes from the proxy; give a `key` that reads the field which your
proxy sets, and only if nobody gets past the proxy. Each worker process counts for itself.
"""

import time
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil

from entities import ConfigurationError, Handler, HTTPError, Middleware, Request, Response


def peer(request: Request) -> str:
    """Return the address of the peer; of IPv6 the first half, for a household has all the rest."""
    try:
        address = ip_address(request.peer)
    except ValueError:  # Not everything that carries a request has addresses.
        return request.peer
    if isinstance(address, IPv6Address):
        half = f"{int(address) >> 64:x}::/64"
        return half if address.ipv4_mapped is None else str(address.ipv4_mapped)
    return str(address)


def rate_limit(
    rate: float,
    burst: int,
    *,
    most: int = 10_000,
    key: Callable[[Request], str] = peer,
    now: Callable[[], float] = time.monotonic,
) -> Middleware:
    """Allow `rate` requests a second and `burst` at once, for each of at most so many peers."""
    if rate <= 0 or burst < 1 or most < 1:
        raise ConfigurationError("rate_limit: rate must be above 0, burst and most at least 1")
    buckets: dict[str, tuple[float, float]] = {}  # tokens and when; the silent ones come first

    async def limit(request: Request, handler: Handler) -> Response:
        who, moment = key(request), now()
        tokens, last = buckets.pop(who, (float(burst), moment))
        tokens = min(burst, tokens + (moment - last) * rate)
        if len(buckets) >= most:
            del buckets[next(iter(buckets))]
        buckets[who] = (tokens - 1 if tokens >= 1 else tokens, moment)
        if tokens < 1:
            seconds = ceil((1 - tokens) / rate)
            raise HTTPError(429, f"Too many requests. Try again in {seconds} s.",
                            [("Retry-After", str(seconds))])  # fmt: skip
        return await handler(request)

    return limit

"""Let pages of other origins use your API: cross-origin resource sharing (the Fetch standard)."""

from collections.abc import Collection, Iterable

from entities import Middleware


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
    raise NotImplementedError

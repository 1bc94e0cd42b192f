"""What can go wrong, and what happens then.

    Exception
    ├── HTTPError            the request was understood and is refused; the connection goes on
    ├── ProtocolError        the peer cannot be followed any further; it is told, and that is it
    ├── Disconnected         the peer is gone; there is nobody left to answer
    └── ValueError
        └── ConfigurationError   the program was put together wrongly; it does not start

`ProtocolError` is not an `HTTPError` on purpose: a handler or a middleware that catches the
one must not swallow the other, for after a ProtocolError nobody knows where the next request
begins. Every other exception is a bug: the client gets a 500 without details.
"""

from collections.abc import Iterable


class HTTPError(Exception):
    """A request that is refused with a status of 4xx or 5xx (RFC 9110 section 15).

    Raise it in a handler. `detail` is shown to the client, so it says what was wrong and
    what to do, and never holds what the client may not know. `headers` are added to the
    response, for instance `Allow` or `Retry-After`.
    """

    def __init__(
        self, status: int, detail: str = "", headers: Iterable[tuple[str, str]] = ()
    ) -> None:
        if not 400 <= status <= 599:
            raise ValueError(f"an HTTPError needs a status from 400 to 599, not {status}")
        super().__init__(status, detail)
        self.status = status
        self.detail = detail
        self.headers = tuple(headers)


class ProtocolError(Exception):
    """A message that is not HTTP, or that is more, slower or other than is served here.

    `status` is what the peer is answered before the connection closes, `detail` says which
    rule was broken, and `section` names where the rule stands, as in "RFC 9112 section 2.2".
    """

    def __init__(self, status: int, detail: str, section: str) -> None:
        super().__init__(status, detail, section)
        self.status = status
        self.detail = detail
        self.section = section


class Disconnected(Exception):
    """The peer closed or reset the connection, or stopped reading, while it was written to."""


class ConfigurationError(ValueError):
    """A route, endpoint or provider that cannot work; raised at start-up, never in a request."""

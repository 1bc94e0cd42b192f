"""A request as a handler sees it: a value, whatever carried it here."""

from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import parse_qsl, unquote

from entities.body import Body, Content
from entities.cookies import parse_cookies
from entities.headers import Headers
from entities.pairs import Pairs


class Request:
    """One request (RFC 9110 section 3.4).

    `target` is the path and query as they were sent, still percent-encoded; `path`, `query`
    and `cookies` decode it, or a header, when asked. `params` holds what the route found in
    the path. `scheme` is "http" or "https", `peer` the client's address, or "" if unknown,
    `version` "1.0" or "1.1"; ASGI servers know others. Treat it as frozen: change it by
    `with_params` and `with_state`.

    `state` carries what a middleware wants to hand on, by a key of its own.
    """

    __slots__ = (
        "_cookies", "_query", "body", "headers", "method", "params", "peer", "scheme", "state",
        "target", "version",
    )  # fmt: skip

    def __init__(
        self,
        method: str = "GET",
        target: str = "/",
        headers: Headers | Mapping[str, str] = Headers(),  # safe to share: they never change
        body: Body | Content = b"",
        *,
        version: str = "1.1",
        scheme: str = "http",
        peer: str = "",
    ) -> None:
        self.method = method
        self.target = target
        self.headers = headers if isinstance(headers, Headers) else Headers(headers)
        self.body = body if isinstance(body, Body) else Body(body)
        self.version = version
        self.scheme = scheme
        self.peer = peer
        self.params: Mapping[str, Any] = {}
        self.state: Mapping[str, Any] = {}
        self._query: Pairs | None = None
        self._cookies: dict[str, str] | None = None

    @property
    def raw_path(self) -> str:
        """The path as it was sent. Route by this one: an encoded slash is no separator."""
        return self.target.partition("?")[0]

    @property
    def path(self) -> str:
        """The path decoded, to be shown to people."""
        return unquote(self.raw_path)

    @property
    def query(self) -> Pairs:
        """The fields of the query string (`?name=value&…`), decoded, in order."""
        if self._query is None:
            self._query = Pairs(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))
        return self._query

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies that came with the request."""
        if self._cookies is None:
            self._cookies = parse_cookies("; ".join(self.headers.get_all("cookie")))
        return self._cookies

    @property
    def host(self) -> str:
        """The host, and the port if one was named, that the client meant to reach."""
        return self.headers.get("host")

    async def read(self) -> bytes:
        """Return the whole body. Raises HTTPError 413 if it is over the limit."""
        return await self.body.read()

    def with_params(self, params: Mapping[str, Any]) -> Self:
        """Return a copy that carries the parameters found in the path."""
        return self._copy(params, self.state)

    def with_state(self, **state: Any) -> Self:
        """Return a copy that carries more state for the handlers further in."""
        return self._copy(self.params, {**self.state, **state})

    def _copy(self, params: Mapping[str, Any], state: Mapping[str, Any]) -> Self:
        copy = self.__new__(type(self))
        copy.method, copy.target, copy.version = self.method, self.target, self.version
        copy.headers, copy.body = self.headers, self.body
        copy.scheme, copy.peer = self.scheme, self.peer
        copy.params, copy.state = params, state
        copy._query, copy._cookies = self._query, self._cookies
        return copy

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.target}>"

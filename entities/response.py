"""A response as a handler makes it: a value that the outer layers turn into bytes."""

import json
from collections.abc import AsyncIterable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any, Self
from urllib.parse import quote

from entities.body import Body, Content
from entities.cookies import Cookie
from entities.headers import Headers

HeaderItems = Iterable[tuple[str, str]] | Mapping[str, str]

_KINDS = (int, Headers, Body)

# Made once: json.dumps with options makes a new encoder at every call.
_to_json = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Response:
    """One final response (RFC 9110 section 15): a status from 200 to 599, fields, a body.

    The outer layers add `Date`, `Connection` and the framing (`Content-Length` or chunks).
    You set a `Content-Length` only to promise the length of a stream; for bytes it is counted.
    """

    status: int = 200
    headers: Headers = Headers()
    body: Body = field(default_factory=Body)

    def __post_init__(self) -> None:
        if (type(self.status), type(self.headers), type(self.body)) != _KINDS:
            _check_kinds(self)
        if not 200 <= self.status <= 599:
            raise ValueError(f"a response needs a status from 200 to 599, not {self.status}")
        # The body is not frozen: a stream learns here what length was promised for it.
        if self.body.length is None and "content-length" in self.headers:
            promised = self.headers["content-length"]
            if not (promised.isascii() and promised.isdigit()):
                raise ValueError(f"Content-Length: {promised!r} is not a number of octets")
            self.body.length = int(promised)

    @classmethod
    def text(cls, text: str, status: int = 200, headers: HeaderItems = ()) -> Self:
        """Answer with plain text in UTF-8."""
        return cls.of(text.encode(), "text/plain; charset=utf-8", status, headers)

    @classmethod
    def html(cls, markup: str, status: int = 200, headers: HeaderItems = ()) -> Self:
        """Answer with a page. Escape what users wrote with `html.escape` before it gets here."""
        return cls.of(markup.encode(), "text/html; charset=utf-8", status, headers)

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: HeaderItems = ()) -> Self:
        """Answer with JSON (RFC 8259). Raises TypeError or ValueError for what JSON cannot say."""
        # Half a surrogate pair is no UTF-8, but JSON has an escape for it, which Python's is like.
        content = _to_json(value).encode(errors="backslashreplace")
        return cls.of(content, "application/json", status, headers)

    @classmethod
    def redirect(cls, location: str, status: int = 303) -> Self:
        """Send the client to another place; 303 turns a POST into a GET of that place.

        >>> Response.redirect("/käse").headers["location"]
        '/k%C3%A4se'
        """
        # RFC 9110 section 10.2.2 wants a URI reference: what is not one is percent-encoded.
        encoded = quote(location, safe="!#$%&'()*+,/:;=?@[]~")
        return cls(status, Headers([("Location", encoded)]))

    @classmethod
    def stream(
        cls,
        pieces: AsyncIterable[bytes],
        content_type: str = "application/octet-stream",
        status: int = 200,
        headers: HeaderItems = (),
    ) -> Self:
        """Answer with pieces that are sent as they come."""
        return cls.of(pieces, content_type, status, headers)

    @classmethod
    def of(
        cls, content: Content, content_type: str, status: int = 200, headers: HeaderItems = ()
    ) -> Self:
        """Answer with content of any type; `headers` may override the type."""
        if not headers:
            return cls(status, _only(content_type), Body(content))
        fields = Headers(headers)
        if "content-type" not in fields:
            fields = fields.with_added("Content-Type", content_type)
        return cls(status, fields, Body(content))

    def with_header(self, name: str, value: str) -> Self:
        """Return a copy in which the field has this value and no other."""
        return replace(self, headers=self.headers.with_value(name, value))

    def with_cookie(self, cookie: Cookie) -> Self:
        """Return a copy that sets one more cookie."""
        return replace(self, headers=self.headers.with_added("Set-Cookie", str(cookie)))


@lru_cache(maxsize=32)
def _only(content_type: str) -> Headers:
    """Return headers that name the type alone: a program has few types, and uses them often."""
    return Headers([("Content-Type", content_type)])


def _check_kinds(response: Response) -> None:
    """Raise TypeError if a part is not even of a subclass of what it should be."""
    for name, kind in zip(Response.__match_args__, _KINDS, strict=True):
        if not isinstance(part := getattr(response, name), kind):
            raise TypeError(
                f"{name} must be {kind.__name__}, not {type(part).__name__}; "
                "Response.text, .html, .json, .stream and .of convert what you have"
            )

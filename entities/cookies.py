"""Cookies (RFC 6265bis): read leniently, written strictly, safe by default."""

import re
from dataclasses import dataclass
from typing import Literal

from entities.headers import is_token

# RFC 6265bis section 4.1.1: cookie-octet, without quote, comma, semicolon, backslash.
_VALUE = re.compile(r"[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*")
# Section 4.1.1: av-octet, anything visible but a semicolon.
_ATTRIBUTE = re.compile(r"[\x20-\x3a\x3c-\x7e]*")


class Unsecured(str):
    """The value of a `Set-Cookie` field to which `; Secure` is added where it goes over TLS."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cookie:
    """A cookie to be set. `str(cookie)` is the value of a `Set-Cookie` field.

    `max_age` is in seconds; None lasts as long as the browser's session, 0 deletes. Scripts
    cannot read it (`http_only`), and of what other sites make a browser send, links alone carry
    it (`same_site`), unless you say so. With `secure`, it is sent over TLS alone; None means: if
    the request came over TLS. Say True behind a proxy that ends TLS. Raises ValueError for what
    no browser keeps.

    >>> str(Cookie("theme", "dark", max_age=60))
    'theme=dark; Path=/; SameSite=Lax; Max-Age=60; HttpOnly'
    """

    name: str
    value: str
    max_age: int | None = None
    path: str = "/"
    domain: str = ""
    secure: bool | None = None
    http_only: bool = True
    same_site: Literal["Lax", "Strict", "None"] = "Lax"

    def __post_init__(self) -> None:
        if not is_token(self.name):
            raise ValueError(f"{self.name!r} is not a cookie name (RFC 6265bis section 4.1.1)")
        if not _VALUE.fullmatch(self.value):
            raise ValueError(
                f"cookie {self.name}: {self.value!r} holds a space, quote, comma, semicolon, "
                "backslash or non-ASCII character; percent-encode it (RFC 6265bis section 4.1.1)"
            )
        if not _ATTRIBUTE.fullmatch(self.path + self.domain):
            raise ValueError(f"cookie {self.name}: a path or domain cannot hold a semicolon")
        if self.same_site == "None" and not self.secure:
            raise ValueError(f"cookie {self.name}: SameSite=None needs secure=True")
        # RFC 6265bis section 4.1.3: the prefixes, which browsers find in any case of letters.
        name = self.name.lower()
        if name.startswith(("__secure-", "__host-")) and not self.secure:
            raise ValueError(f"cookie {self.name}: its prefix needs secure=True")
        if name.startswith("__host-") and (self.domain or self.path != "/"):
            raise ValueError(f"cookie {self.name}: its prefix needs the path / and no domain")

    def __str__(self) -> str:
        parts = (
            f"{self.name}={self.value}",
            f"Path={self.path}",
            f"SameSite={self.same_site}",
            f"Domain={self.domain}" if self.domain else "",
            "" if self.max_age is None else f"Max-Age={self.max_age}",
            "HttpOnly" if self.http_only else "",
            "Secure" if self.secure else "",
        )
        text = "; ".join(filter(None, parts))
        return Unsecured(text) if self.secure is None else text


def parse_cookies(value: str) -> dict[str, str]:
    """Read the value of a `Cookie` field; the first of two equal names wins.

    RFC 6265bis section 5.8.3 sends the cookie with the longest path first, which is the one
    that is meant. Pieces without a name are skipped, as browsers do.

    >>> parse_cookies('theme=dark; id="31"; =; theme=light')
    {'theme': 'dark', 'id': '31'}
    """
    cookies: dict[str, str] = {}
    for pair in value.split(";"):
        name, equals, content = pair.strip(" \t").partition("=")
        if equals and name:
            content = content.strip(" \t")
            if len(content) > 1 and content[0] == content[-1] == '"':
                content = content[1:-1]
            cookies.setdefault(name.strip(" \t"), content)
    return cookies

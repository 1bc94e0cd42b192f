"""The parts of a bookmark: texts that cannot be made against the rules.

Whoever holds an Address need not check it again. Each is a `str`, so that it can be shown and
stored as one.
"""

import re
from typing import Self
from urllib.parse import urlsplit

from examples.bookmarks.entities.errors import Invalid

# Control characters, and halves of surrogate pairs, which UTF-8 cannot write.
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_TAG = re.compile(r"[\w-]{1,30}")


class Address(str):
    """The address of a web page, in one spelling: HTTP://Example.com is http://example.com/.

    Only http and https: a link is there to be clicked, and `javascript:` would run on this page.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise Invalid for what is no such address."""
        text = text.strip()
        if _UNSHOWN.search(text) or re.search(r"\s", text):
            raise Invalid({"url": "Give an address without spaces and control characters."})
        try:
            parts = urlsplit(text)
            named = parts.port != 0 and bool(parts.hostname)  # To ask for the port checks it.
        except ValueError:
            named = False
        if not named or parts.scheme not in ("http", "https"):
            raise Invalid({"url": "Give a whole address that begins with http:// or https://."})
        if "@" in parts.netloc:
            raise Invalid({"url": "Leave the name and the password out of the address."})
        whole = parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()
        if len(whole) > 2000:
            raise Invalid({"url": "Give an address of at most 2000 characters."})
        return super().__new__(cls, whole)


class Title(str):
    """What a person calls a page: one line."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise Invalid for an empty title, and for one that is too long or cannot be shown."""
        text = " ".join(text.split())
        if not 1 <= len(text) <= 200 or _UNSHOWN.search(text):
            raise Invalid({"title": "Give a title of 1 to 200 characters that can be shown."})
        return super().__new__(cls, text)


class Tag(str):
    """A word to find bookmarks by; capitals do not matter."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        """Raise Invalid for what is not one word."""
        text = text.strip().lower()
        if not _TAG.fullmatch(text):
            raise Invalid({"tags": "A tag has 1 to 30 letters, digits, hyphens or underscores."})
        return super().__new__(cls, text)

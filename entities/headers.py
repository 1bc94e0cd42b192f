"""Header fields (RFC 9110 section 5): ordered, case-insensitive, several values to a name.

A field that cannot be written safely cannot be built. A value with a line break in it would
end the field early and let whoever chose the value write the rest of the response (response
splitting); here that attempt is a `ValueError` in the line that made it.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Self

from entities.pairs import Pairs

# RFC 9110 section 5.6.2: token = 1*tchar
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
# RFC 9110 section 5.5: visible characters, space, tab, and obs-text, which is Latin-1 here.
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


def is_token(text: str) -> bool:
    """Say whether `text` is a token, the alphabet of methods and field names."""
    return _TOKEN.fullmatch(text) is not None


class Headers(Pairs):
    """The header fields of one message. Raises ValueError for a field that is not one."""

    __slots__ = ()
    _key = staticmethod(str.lower)  # called for each name, and a built-in is called faster

    def __init__(self, items: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> None:
        super().__init__(items)
        for name, value in self._items:
            if not is_token(name):
                raise ValueError(f"{name!r} is not a field name (RFC 9110 section 5.1)")
            if not _VALUE.fullmatch(value):
                raise ValueError(
                    f"the value of {name} holds a line break, a control character or one "
                    f"beyond Latin-1: {value!r} (RFC 9110 section 5.5)"
                )

    @classmethod
    def unchecked(cls, items: Iterable[tuple[str, str]]) -> Self:
        """Build from fields that a parser has already checked by the same grammar.

        They are taken from `items` when somebody first looks: most handlers never do.
        """
        headers = cls.__new__(cls)
        headers._source = items
        headers._index = None
        return headers

    def elements(self, name: str) -> list[str]:
        """Return the elements of a comma-separated list, in lower case, over all its lines.

        RFC 9110 section 5.6.1: empty elements do not count, and lines add up.

        >>> Headers([("Via", "A, ,b"), ("via", "c")]).elements("Via")
        ['a', 'b', 'c']
        """
        parts = ",".join(self.get_all(name)).split(",")
        return [element for part in parts if (element := part.strip(" \t").lower())]

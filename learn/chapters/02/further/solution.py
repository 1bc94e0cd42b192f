"""Entity tags: names for what a resource was at some time (RFC 9110 section 8.8.3).

A server sends `ETag: "v1"` with a page. The client keeps both, and asks later with
`If-None-Match: "v1"` whether its copy is still good.
"""

import re
from dataclasses import dataclass

# RFC 9110 section 8.8.3: etagc, without the quote.
_OPAQUE = re.compile(r"[\x21\x23-\x7e\x80-\xff]*")
_TAG = re.compile(rf'(W/)?"({_OPAQUE.pattern})"')


@dataclass(frozen=True, slots=True)
class ETag:
    """One entity tag. `str(tag)` is the value of an `ETag` field.

    A weak one says: what you have will do. A strong one says: it is the same, octet by octet.
    Raises ValueError for what cannot stand between the quotes.

    >>> str(ETag("v1")), str(ETag("v1", weak=True))
    ('"v1"', 'W/"v1"')
    """

    opaque: str
    weak: bool = False

    def __post_init__(self) -> None:
        if not _OPAQUE.fullmatch(self.opaque):
            raise ValueError(f"{self.opaque!r} cannot be an entity tag (RFC 9110 section 8.8.3)")

    def __str__(self) -> str:
        return f'{"W/" if self.weak else ""}"{self.opaque}"'

    def matches_strongly(self, other: "ETag") -> bool:
        """Say whether both stand for the same octets (RFC 9110 section 8.8.3.2)."""
        return not self.weak and not other.weak and self.opaque == other.opaque

    def matches_weakly(self, other: "ETag") -> bool:
        """Say whether one will do for the other (RFC 9110 section 8.8.3.2)."""
        return self.opaque == other.opaque


def parse_etags(value: str) -> list[ETag]:
    """Read a list of tags, as in `If-None-Match`; what is no such list gives none.

    Between the tags stand commas, spaces and tabs. A tag may hold a comma. `W/` is case-sensitive.

    >>> parse_etags('"v1", W/"v2"')
    [ETag(opaque='v1', weak=False), ETag(opaque='v2', weak=True)]
    """
    if _TAG.sub("", value).strip(", \t"):
        return []
    return [ETag(match[2], weak=match[1] is not None) for match in _TAG.finditer(value)]

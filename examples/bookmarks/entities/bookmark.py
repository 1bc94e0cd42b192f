"""Bookmarks, before and after somebody keeps them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Self, TypeVar

from examples.bookmarks.entities.errors import Invalid
from examples.bookmarks.entities.values import Address, Tag, Title

Value = TypeVar("Value")

MOST_TAGS = 10


@dataclass(frozen=True, slots=True)
class Draft:
    """A bookmark that is not kept yet, so that it has no number. Its tags are sorted."""

    url: Address
    title: Title
    tags: tuple[Tag, ...] = ()

    @classmethod
    def of(cls, url: str, title: str = "", tags: Iterable[str] = ()) -> "Draft":
        """Make one from texts; without a title, the address is the title.

        Raises Invalid with all the reasons, and not with the first alone.
        """
        reasons: dict[str, str] = {}

        def checked(kind: Callable[[str], Value], text: str) -> list[Value]:
            try:
                return [kind(text)]
            except Invalid as error:
                reasons.update(error.reasons)
                return []

        addresses = checked(Address, url)
        titles = [Title(address[:200]) for address in addresses]
        if title.strip():
            titles = checked(Title, title)
        found = {tag for text in tags for tag in checked(Tag, text)}
        if len(found) > MOST_TAGS:
            reasons["tags"] = f"Give at most {MOST_TAGS} tags."
        if reasons:
            raise Invalid(reasons)
        return Draft(addresses[0], titles[0], tuple(sorted(found)))


@dataclass(frozen=True, slots=True)
class Bookmark(Draft):
    """A bookmark that is kept. Its number is its own for ever, also after it was removed."""

    id: int = field(kw_only=True)

    @classmethod
    def numbered(cls, number: int, draft: Draft) -> Self:
        """Give a draft its number."""
        return cls(draft.url, draft.title, draft.tags, id=number)

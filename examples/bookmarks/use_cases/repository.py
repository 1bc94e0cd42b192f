"""The port: where bookmarks are kept, as the use cases would like to see it.

It stands here, with the one who needs it, and is written in the words of bookmarks. A database
adapts to it, not the other way round.
"""

from collections.abc import Sequence
from typing import Protocol

from examples.bookmarks.entities import Bookmark, Draft, Tag, Title


class Repository(Protocol):
    """Keeps bookmarks. Each call happens wholly or not at all; what it has returned stays.

    It is the repository that finds out whether an address is kept already, and not a look
    beforehand: between a look and a step, somebody else may take that step.
    """

    async def add(self, drafts: Sequence[Draft]) -> list[Bookmark]:
        """Keep the drafts whose address is new; return those, numbered upwards in their order."""

    async def get(self, number: int) -> Bookmark | None:
        """Return a bookmark by its number."""

    async def find(self, tag: Tag | None, before: int | None, limit: int) -> list[Bookmark]:
        """Return at most so many, the newest first: those with the tag, and numbers below."""

    async def rename(self, number: int, title: Title) -> Bookmark | None:
        """Give a bookmark another title, and return it as it is now."""

    async def remove(self, number: int) -> bool:
        """Forget a bookmark; say whether it was there."""

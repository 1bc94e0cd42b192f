"""What people do with bookmarks."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, TypeVar

from examples.bookmarks.entities import Bookmark, Draft, Invalid, Tag, Title
from examples.bookmarks.use_cases.errors import AlreadyKept, NotFound
from examples.bookmarks.use_cases.repository import Repository

Given = TypeVar("Given")
Made = TypeVar("Made")

MOST_ON_A_PAGE = 100
MOST_AT_ONCE = 1000


class Entry(NamedTuple):
    """A bookmark as somebody has typed it, not yet checked."""

    url: str
    title: str = ""
    tags: Sequence[str] = ()


class Page(NamedTuple):
    """Some bookmarks, the newest first; `older` is what to ask for `before`, or None at the end.

    Pages are cut by number, not by position: a bookmark that is added while somebody turns the
    pages moves none of the others to another page.
    """

    bookmarks: list[Bookmark]
    older: int | None


class Bookmarks:
    """Everything that can be done. Each method raises Refused for what it does not grant."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    async def add(self, entry: Entry) -> Bookmark:
        """Keep a bookmark. Raises Invalid or AlreadyKept."""
        added = await self._repository.add([Draft.of(*entry)])
        if not added:
            raise AlreadyKept({"url": "There is a bookmark for this address already."})
        return added[0]

    async def get(self, number: int) -> Bookmark:
        """Return a bookmark. Raises NotFound."""
        return _found(await self._repository.get(number), number)

    async def find(self, tag: str = "", before: int | None = None, limit: int = 20) -> Page:
        """Return a page of bookmarks, of all or of those with a tag. Raises Invalid."""
        if not 1 <= limit <= MOST_ON_A_PAGE:
            raise Invalid({"limit": f"Ask for 1 to {MOST_ON_A_PAGE} bookmarks."})
        # One more than is asked for tells whether there is another page.
        found = await self._repository.find(Tag(tag) if tag else None, before, limit + 1)
        shown = found[:limit]
        return Page(shown, shown[-1].id if len(found) > limit else None)

    async def rename(self, number: int, title: str) -> Bookmark:
        """Give a bookmark another title. Raises Invalid or NotFound."""
        return _found(await self._repository.rename(number, Title(title)), number)

    async def remove(self, number: int) -> None:
        """Forget a bookmark. Raises NotFound."""
        if not await self._repository.remove(number):
            raise _not_found(number)

    async def import_all(self, entries: Sequence[Entry]) -> int:
        """Keep all entries or, if one is Invalid, none; return how many were new.

        One that is kept already is passed over, so an import may be repeated.
        """
        if len(entries) > MOST_AT_ONCE:
            raise Invalid({"entries": f"Import at most {MOST_AT_ONCE} bookmarks at a time."})
        drafts = check_each(lambda entry: Draft.of(*entry), entries)
        return len(await self._repository.add(drafts))


def check_each(check: Callable[[Given], Made], items: Iterable[Given]) -> list[Made]:
    """Check all items. Raises Invalid with the reasons of every one, by "number.field"."""
    made: list[Made] = []
    reasons: dict[str, str] = {}
    for number, item in enumerate(items, 1):
        try:
            made.append(check(item))
        except Invalid as error:
            reasons |= {f"{number}.{field}": why for field, why in error.reasons.items()}
    if reasons:
        raise Invalid(reasons)
    return made


def _found(bookmark: Bookmark | None, number: int) -> Bookmark:
    if bookmark is None:
        raise _not_found(number)
    return bookmark


def _not_found(number: int) -> NotFound:
    return NotFound({"id": f"There is no bookmark with the number {number}."})

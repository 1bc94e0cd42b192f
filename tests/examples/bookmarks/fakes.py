"""A Repository that forgets everything: what the use cases and the pages are tested with.

It stands with the tests because nobody would run it. The tests of the infrastructure hold it to
the same contract as the real one.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from examples.bookmarks.entities import Bookmark, Draft, Tag, Title
from examples.bookmarks.use_cases import Bookmarks


class MemoryRepository:
    """Bookmarks in a dict, by number."""

    def __init__(self) -> None:
        self._bookmarks: dict[int, Bookmark] = {}
        self._last = 0

    async def add(self, drafts: Sequence[Draft]) -> list[Bookmark]:
        added = []
        for draft in drafts:
            if all(bookmark.url != draft.url for bookmark in self._bookmarks.values()):
                self._last += 1
                self._bookmarks[self._last] = Bookmark.numbered(self._last, draft)
                added.append(self._bookmarks[self._last])
        return added

    async def get(self, number: int) -> Bookmark | None:
        return self._bookmarks.get(number)

    async def find(self, tag: Tag | None, before: int | None, limit: int) -> list[Bookmark]:
        newest_first = sorted(self._bookmarks.values(), key=lambda each: -each.id)
        return [
            bookmark
            for bookmark in newest_first
            if (tag is None or tag in bookmark.tags) and (before is None or bookmark.id < before)
        ][:limit]

    async def rename(self, number: int, title: Title) -> Bookmark | None:
        if number in self._bookmarks:
            self._bookmarks[number] = replace(self._bookmarks[number], title=title)
        return self._bookmarks.get(number)

    async def remove(self, number: int) -> bool:
        return self._bookmarks.pop(number, None) is not None


async def open_bookmarks() -> AsyncIterator[Bookmarks]:
    """Provide the use cases with nothing kept yet."""
    yield Bookmarks(MemoryRepository())

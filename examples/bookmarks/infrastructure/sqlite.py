"""The Repository in a file, with SQLite.

SQLite waits for the disk, and while it does, nobody else must wait. So it runs in two threads:
one has the connection that writes, the other the one that reads. Writes go one after the other,
each a transaction that is on the disk when it returns; reads do not wait for them.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from examples.bookmarks.entities import Address, Bookmark, Draft, Invalid, Tag, Title
from examples.bookmarks.infrastructure.schema import connect

Result = TypeVar("Result")

INSERT = "INSERT INTO bookmark (url, title) VALUES (?, ?) ON CONFLICT (url) DO NOTHING"
SELECT = """
    SELECT id, url, title, (SELECT group_concat(name, ' ') FROM tag WHERE bookmark = id)
    FROM bookmark WHERE id IN ({}) ORDER BY id DESC"""
ONE = SELECT.format("?")
ANY = SELECT.format("SELECT id FROM bookmark WHERE id < ? ORDER BY id DESC LIMIT ?")
TAGGED = SELECT.format(
    "SELECT bookmark FROM tag WHERE name = ? AND bookmark < ? ORDER BY bookmark DESC LIMIT ?"
)
ABOVE_ALL = 2**63 - 1  # the largest integer of SQLite


class SqliteRepository:
    """Bookmarks in a file that is prepared. What SQLite raises is a bug, or a full disk."""

    def __init__(self, file: Path) -> None:
        self._writer = _Worker(file, "BEGIN IMMEDIATE")
        self._reader = _Worker(file, "BEGIN")

    async def add(self, drafts: Sequence[Draft]) -> list[Bookmark]:
        """Keep the drafts whose address is new; return those, numbered upwards in their order."""

        def work(connection: sqlite3.Connection) -> list[Bookmark]:
            added = []
            for draft in drafts:
                cursor = connection.execute(INSERT, (draft.url, draft.title))
                if cursor.rowcount and cursor.lastrowid:
                    bookmark = Bookmark.numbered(cursor.lastrowid, draft)
                    tags = [(bookmark.id, tag) for tag in bookmark.tags]
                    connection.executemany("INSERT INTO tag (bookmark, name) VALUES (?, ?)", tags)
                    added.append(bookmark)
            return added

        return await self._writer.run(work)

    async def get(self, number: int) -> Bookmark | None:
        """Return a bookmark by its number."""
        found = await self._reader.run(_select, ONE, number)
        return found[0] if found else None

    async def find(self, tag: Tag | None, before: int | None, limit: int) -> list[Bookmark]:
        """Return at most so many, the newest first: those with the tag, and numbers below."""
        bounds = (ABOVE_ALL if before is None else before, limit)
        if tag is None:
            return await self._reader.run(_select, ANY, *bounds)
        return await self._reader.run(_select, TAGGED, tag, *bounds)

    async def rename(self, number: int, title: Title) -> Bookmark | None:
        """Give a bookmark another title, and return it as it is now."""

        def work(connection: sqlite3.Connection) -> list[Bookmark]:
            connection.execute("UPDATE bookmark SET title = ? WHERE id = ?", (title, number))
            return _select(connection, ONE, number)

        renamed = await self._writer.run(work)
        return renamed[0] if renamed else None

    async def remove(self, number: int) -> bool:
        """Forget a bookmark; say whether it was there."""

        def work(connection: sqlite3.Connection) -> bool:
            return connection.execute("DELETE FROM bookmark WHERE id = ?", (number,)).rowcount == 1

        return await self._writer.run(work)

    def close(self) -> None:
        """Wait for what has begun, and let go of the file."""
        self._reader.close()
        self._writer.close()


class _Worker:
    """A connection, and the one thread that uses it; `begin` starts each transaction."""

    def __init__(self, file: Path, begin: str) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bookmarks")
        # SQLite's module checks that a connection stays in the thread that has opened it.
        self._connection = self._thread.submit(connect, file).result()
        self._begin = begin

    async def run(self, work: Callable[..., Result], *values: object) -> Result:
        """Do the work in a transaction, while the event loop does something else."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._transact, work, *values)

    def _transact(self, work: Callable[..., Result], *values: object) -> Result:
        with self._connection as connection:  # Commits at the end, rolls back on an exception.
            connection.execute(self._begin)
            return work(connection, *values)

    def close(self) -> None:
        """Close the connection in its thread, and end that."""
        self._thread.submit(self._connection.close)
        self._thread.shutdown()


def _select(connection: sqlite3.Connection, query: str, *values: object) -> list[Bookmark]:
    return [_bookmark(*row) for row in connection.execute(query, values)]


def _bookmark(number: int, url: str, title: str, tags: str | None) -> Bookmark:
    try:
        names = tuple(sorted(map(Tag, (tags or "").split())))
        return Bookmark(Address(url), Title(title), names, id=number)
    except Invalid as error:  # Nobody who asks can do anything about it: it is a bug.
        raise RuntimeError(f"a rule has changed, and no migration mends {number}") from error

"""Where bookmarks are kept: a file, by way of SQLite, and threads to wait for it."""

from examples.bookmarks.infrastructure.schema import Unusable, prepare
from examples.bookmarks.infrastructure.sqlite import SqliteRepository

__all__ = ["SqliteRepository", "Unusable", "prepare"]

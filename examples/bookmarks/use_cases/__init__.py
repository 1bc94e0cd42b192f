"""What can be done with bookmarks, and what that needs from outside.

Nothing here knows who asks, or where bookmarks are kept. The functions say `await`, because a
place to keep things may take its time; they name no event loop.
"""

from examples.bookmarks.use_cases.bookmarks import Bookmarks, Entry, Page, check_each
from examples.bookmarks.use_cases.errors import AlreadyKept, NotFound
from examples.bookmarks.use_cases.repository import Repository

__all__ = ["AlreadyKept", "Bookmarks", "Entry", "NotFound", "Page", "Repository", "check_each"]

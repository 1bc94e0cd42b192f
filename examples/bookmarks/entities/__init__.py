"""What the program is about: bookmarks, and the rules that hold for them wherever they are kept.

Nothing here knows of HTTP, HTML, JSON or SQL.
"""

from examples.bookmarks.entities.bookmark import Bookmark, Draft
from examples.bookmarks.entities.errors import Invalid, Refused
from examples.bookmarks.entities.values import Address, Tag, Title

__all__ = ["Address", "Bookmark", "Draft", "Invalid", "Refused", "Tag", "Title"]

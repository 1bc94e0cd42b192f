"""What is refused because of what is kept already, or is not."""

from examples.bookmarks.entities import Refused


class AlreadyKept(Refused):
    """The address has a bookmark already."""


class NotFound(Refused):
    """There is no such bookmark."""

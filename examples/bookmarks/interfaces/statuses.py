"""What HTTP calls the refusals of the use cases (RFC 9110 section 15.5)."""

from examples.bookmarks.entities import Refused
from examples.bookmarks.use_cases import AlreadyKept, NotFound

STATUSES: dict[type[Refused], int] = {NotFound: 404, AlreadyKept: 409}


def status_of(refusal: Refused) -> int:
    """Return the status; 422 for content that was understood and breaks a rule."""
    return STATUSES.get(type(refusal), 422)

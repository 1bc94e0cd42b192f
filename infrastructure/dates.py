"""The present time as the protocol and the log write it."""

import time
from collections.abc import Callable

from use_cases import http_date


def log_date(seconds: float) -> str:
    """Write a time since the epoch as the common log format has it, in UTC.

    >>> log_date(971211336)
    '10/Oct/2000:20:55:36 +0000'
    """
    _, day, month, year, clock, _ = http_date(int(seconds)).split(" ")
    return f"{day}/{month}/{year}:{clock} +0000"


class DateCache:
    """Gives the Date field for now."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now

    def __call__(self) -> str:
        """Return the date of this second."""
        return http_date(int(self._now()))

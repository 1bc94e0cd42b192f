"""Dates as the protocol and the log write them: in English, whatever the locale says."""

import time
from collections.abc import Callable
from functools import lru_cache

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@lru_cache(maxsize=1)
def http_date(seconds: int) -> str:
    """Write a time since the epoch as an IMF-fixdate (RFC 9110 section 5.6.7).

    It is written once a second, not once a response.

    >>> http_date(784111777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(seconds)
    clock = f"{hour:02}:{minute:02}:{second:02}"
    return f"{_DAYS[weekday]}, {day:02} {_MONTHS[month - 1]} {year:04} {clock} GMT"


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

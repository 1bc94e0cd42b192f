"""Dates as the protocol and the log write them: in English, whatever the locale says."""

import time
from collections.abc import Callable

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def http_date(seconds: float) -> str:
    """Write a time since the epoch as an IMF-fixdate (RFC 9110 section 5.6.7).

    >>> http_date(784111777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    year, month, day, hour, minute, second, weekday, *_ = time.gmtime(seconds)
    return (
        f"{_DAYS[weekday]}, {day:02} {_MONTHS[month - 1]} {year:04} "
        f"{hour:02}:{minute:02}:{second:02} GMT"
    )


def log_date(seconds: float) -> str:
    """Write a time since the epoch as the common log format has it, in UTC.

    >>> log_date(971211336)
    '10/Oct/2000:20:55:36 +0000'
    """
    year, month, day, hour, minute, second, *_ = time.gmtime(seconds)
    return f"{day:02}/{_MONTHS[month - 1]}/{year:04}:{hour:02}:{minute:02}:{second:02} +0000"


class DateCache:
    """Gives the Date field for now, and writes it once a second, not once a response."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._now = now
        self._second = -1
        self._text = ""

    def __call__(self) -> str:
        """Return the date of this second."""
        now = int(self._now())
        if now != self._second:
            self._second, self._text = now, http_date(now)
        return self._text

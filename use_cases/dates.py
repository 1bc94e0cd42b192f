"""Dates on the wire (RFC 9110 section 5.6.7): in English, whatever the locale says."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

# What follows the day of the week in an IMF-fixdate, rfc850-date and asctime-date; the months as
# numbers, since %b would read their names in the language of the locale.
_FORMS = ("%d %m %Y %H:%M:%S GMT", "%d-%m-%y %H:%M:%S GMT", "%m %d %H:%M:%S %Y")


@lru_cache(maxsize=64)
def http_date(seconds: int) -> str:
    """Write a time since the epoch as an IMF-fixdate, the one form that is written today.

    The Date field is written once a second, not once a response.

    >>> http_date(784111777)
    'Sun, 06 Nov 1994 08:49:37 GMT'
    """
    moment = _EPOCH + timedelta(seconds=seconds)
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    return f"{day}, {moment.day:02} {month} {moment.year:04} {moment:%H:%M:%S} GMT"


def parse_date(text: str, default: int) -> int:
    """Read any of the three forms as seconds since the epoch; what is no date gives the default.

    A year of two digits lies between 1969 and 2068, as POSIX has it: no clock is asked.

    >>> parse_date("Sunday, 06-Nov-94 08:49:37 GMT", 0)
    784111777
    """
    day, _, date = text.partition(" ")
    if day[:3] not in _DAYS:
        return default
    for number, month in enumerate(_MONTHS, 1):
        date = date.replace(month, f"{number:02}")
    for form in _FORMS:
        try:
            return int(datetime.strptime(date, form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            pass
    return default

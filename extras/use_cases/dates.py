"""Dates on the wire, read (RFC 9110 section 5.6.7): in English, whatever the locale says."""

from datetime import UTC, datetime

from use_cases.dates import DAYS, MONTHS

# What follows the day of the week in an IMF-fixdate, rfc850-date and asctime-date; the months as
# numbers, since %b would read their names in the language of the locale.
_FORMS = ("%d %m %Y %H:%M:%S GMT", "%d-%m-%y %H:%M:%S GMT", "%m %d %H:%M:%S %Y")


def parse_date(text: str, default: int) -> int:
    """Read any of the three forms as seconds since the epoch; what is no date gives the default.

    A year of two digits lies between 1969 and 2068, as POSIX has it: no clock is asked.

    >>> parse_date("Sunday, 06-Nov-94 08:49:37 GMT", 0)
    784111777
    """
    day, _, date = text.partition(" ")
    if day[:3] not in DAYS:
        return default
    for number, month in enumerate(MONTHS, 1):
        date = date.replace(month, f"{number:02}")
    for form in _FORMS:
        try:
            return int(datetime.strptime(date, form).replace(tzinfo=UTC).timestamp())
        except ValueError:
            pass
    return default

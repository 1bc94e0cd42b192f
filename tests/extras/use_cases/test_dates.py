"""Dates on the wire, read."""

import pytest

from extras.use_cases import parse_date
from use_cases import http_date

TIMES = [0, 784111777, 951782400, 1735689599, 4102444800]
EXAMPLE = 784111777  # of RFC 9110 section 5.6.7
UNREADABLE = -5


@pytest.mark.parametrize("seconds", TIMES)
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert parse_date(http_date(seconds), UNREADABLE) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE),
        ("Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE),
        ("Sun Nov  6 08:49:37 1994", EXAMPLE),
        ("Thursday, 01-Jan-70 00:00:00 GMT", 0),
        ("Friday, 01-Jan-16 00:00:00 GMT", 1451606400),
        ("Thu, 29 Feb 2024 00:00:00 GMT", 1709164800),
        ("Wed, 29 Feb 2023 00:00:00 GMT", UNREADABLE),
        ("Sun, 06 Nov 1994 24:00:00 GMT", UNREADABLE),
        ("Sun, 06 Nov 1994 08:49:37 CET", UNREADABLE),
        ("Sun, 06 Nov 1994 08:49:37", UNREADABLE),
        ("Sun, 06 Nov 0000 08:49:37 GMT", UNREADABLE),
        ("Sun, 06 November 1994 08:49:37 GMT", UNREADABLE),
        ("So, 06 Mai 1994 08:49:37 GMT", UNREADABLE),
        ("1994-11-06T08:49:37Z", UNREADABLE),
        ("784111777", UNREADABLE),
        ('"tag"', UNREADABLE),
        ("", UNREADABLE),
        ("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", UNREADABLE),
    ],
)
def test_each_form_is_read_and_nothing_else(text: str, seconds: int) -> None:
    assert parse_date(text, UNREADABLE) == seconds

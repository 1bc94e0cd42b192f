"""Dates on the wire and in the log."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from infrastructure.dates import DateCache, http_date, log_date

TIMES = [0, 784111777, 951782400, 1735689599, 4102444800]


@pytest.mark.parametrize("seconds", TIMES)
def test_http_dates_are_those_of_the_standard_library(seconds: int) -> None:
    assert http_date(seconds) == format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


@pytest.mark.parametrize("seconds", TIMES)
def test_log_dates_are_in_utc(seconds: int) -> None:
    moment = datetime.fromtimestamp(seconds, UTC)
    assert log_date(seconds) == f"{moment:%d/%b/%Y:%H:%M:%S} +0000"


def test_the_date_field_is_written_once_a_second() -> None:
    clock = iter([100.2, 100.9, 101.0])
    date = DateCache(lambda: next(clock))
    first, second, third = date(), date(), date()
    assert first is second
    assert [first, third] == [http_date(100), http_date(101)]

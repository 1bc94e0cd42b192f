"""Dates on the wire."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from use_cases import http_date

TIMES = [0, 784111777, 951782400, 1735689599, 4102444800]


@pytest.mark.parametrize("seconds", TIMES)
def test_http_dates_are_those_of_the_standard_library(seconds: int) -> None:
    assert http_date(seconds) == format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)

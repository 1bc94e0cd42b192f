"""The examples in docstrings of all that is extra."""

import doctest

from extras.infrastructure import workers
from extras.interfaces import client
from extras.use_cases import dates

MODULES = [client, dates, workers]


def test_the_examples_of_the_docstrings_are_true() -> None:
    results = [doctest.testmod(module) for module in MODULES]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0

"""The examples in docstrings."""

import doctest

from use_cases import dates, forms, limits, parse, render, respond, route, syntax

MODULES = [dates, forms, limits, parse, render, respond, route, syntax]


def test_the_examples_of_the_docstrings_are_true() -> None:
    results = [doctest.testmod(module) for module in MODULES]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0

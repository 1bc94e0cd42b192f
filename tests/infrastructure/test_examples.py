"""The examples in docstrings."""

import doctest

from infrastructure import command, contexts, dates, logs, peers, protocol, server, serving

MODULES = [command, contexts, dates, logs, peers, protocol, server, serving]


def test_the_examples_of_the_docstrings_are_true() -> None:
    results = [doctest.testmod(module) for module in MODULES]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0

"""The examples in docstrings."""

import doctest

from interfaces import (
    app,
    endpoint,
    http1,
    incoming,
    memory,
    middleware,
    ports,
    providers,
    signature,
    timeouts,
)

MODULES = [
    app, endpoint, http1, incoming, memory, middleware, ports, providers, signature,
    timeouts,
]  # fmt: skip


def test_the_examples_of_the_docstrings_are_true() -> None:
    results = [doctest.testmod(module) for module in MODULES]
    assert sum(result.failed for result in results) == 0
    assert sum(result.attempted for result in results) > 0

"""What holds over the shell that is served by default holds over streams: the same tests, again."""

from inspect import signature

import pytest

from extras.infrastructure.streams import streams
from infrastructure.peers import Shell
from tests.infrastructure import test_protocol, test_streaming, test_wire


@pytest.fixture
def shell() -> Shell:
    """Give the other shell, in the place of the one that these tests were written for."""
    return streams


for module in (test_protocol, test_streaming, test_wire):
    for name, test in vars(module).items():
        if name.startswith("test_") and "shell" in signature(test).parameters:
            assert name not in globals()
            globals()[name] = test
del test

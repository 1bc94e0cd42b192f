"""What tests of a shell are given."""

import pytest

from infrastructure.peers import Shell
from infrastructure.protocol import protocol


@pytest.fixture
def shell() -> Shell:
    """Give the shell that is served by default."""
    return protocol

"""What tests of both shells are given."""

import pytest

from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from infrastructure.streams import streams


@pytest.fixture(params=[protocol, streams], ids=["protocol", "streams"])
def shell(request: pytest.FixtureRequest) -> Shell:
    """Give each shell in turn."""
    chosen: Shell = request.param
    return chosen

"""What tests of both shells on the event loop are given."""

import pytest

from extras.infrastructure.streams import streams
from infrastructure.peers import Shell
from infrastructure.protocol import protocol


@pytest.fixture(params=[protocol, streams], ids=["protocol", "streams"])
def shell(request: pytest.FixtureRequest) -> Shell:
    """Give each shell in turn."""
    chosen: Shell = request.param
    return chosen

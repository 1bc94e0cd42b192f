"""What the tests of the API and of the pages are given."""

from collections.abc import Iterator

import pytest

from examples.bookmarks.interfaces import web_app
from extras.interfaces import Client
from tests.examples.bookmarks.fakes import open_bookmarks


@pytest.fixture
def client() -> Iterator[Client]:
    """Give a client of the whole App, with nothing kept yet: no socket, no loop, no file."""
    with Client(web_app(open_bookmarks, hosts=["Memory", "::1"])) as client:
        yield client

"""A small repository for each test."""

from pathlib import Path

import pytest

from tests.learn.small import small


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small repository with a tutorial."""
    return small(tmp_path)

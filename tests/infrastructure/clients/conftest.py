"""Which programs are there, and what to do about those that are not."""

import shutil
from collections.abc import Callable

import pytest

ABSENT = pytest.StashKey[set[str]]()

Find = Callable[[str], str]
"""Gives the path of a program; without it there is nothing to test."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add an option for `make clients`."""
    parser.addoption(
        "--every-client", action="store_true", help="fail where a client program is absent"
    )


@pytest.fixture
def find(request: pytest.FixtureRequest) -> Find:
    """Find a program, or skip the test and say so at the end."""

    def path_of(name: str) -> str:
        # Debian puts nginx where only root looks.
        if path := shutil.which(name) or shutil.which(name, path="/usr/sbin"):
            return path
        if request.config.getoption("--every-client", default=False):
            pytest.fail(f"{name} is absent; .ci/run shows how to install it")
        request.config.stash.setdefault(ABSENT, set()).add(name)
        pytest.skip(f"{name} is absent")

    return path_of


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say which clients were not tested."""
    if absent := config.stash.get(ABSENT, set()):
        names = ", ".join(sorted(absent))
        terminalreporter.section("real clients")
        terminalreporter.write_line(
            f"Not tested, because absent here: {names}. See `make clients`."
        )

"""Without the tools of `make test-site`, nothing here can run; that is said, not hidden."""

from importlib.util import find_spec

import pytest

collect_ignore_glob = [] if find_spec("playwright") else ["test_*.py"]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say that the site was not tested."""
    if collect_ignore_glob:
        terminalreporter.section("the site in a browser")
        terminalreporter.write_line("Not tested here. See `make test-site`.")

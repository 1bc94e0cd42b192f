"""Say at the end of a run what was measured."""

import pytest

MEASURED = pytest.StashKey[list[str]]()


@pytest.fixture
def measured(request: pytest.FixtureRequest) -> list[str]:
    """Lines for the table at the end of the run."""
    return request.config.stash.setdefault(MEASURED, [])


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the table: check, bound, measured."""
    if lines := config.stash.get(MEASURED, []):
        terminalreporter.section("robustness: check, bound, measured")
        terminalreporter.write("\n".join(lines) + "\n")

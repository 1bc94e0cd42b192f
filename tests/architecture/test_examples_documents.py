"""Check that what the pages about the examples say is so."""

import re
from pathlib import Path

import pytest

from tests.architecture.test_documents import dead_links, fences, listed_modules, python
from tests.layers import ROOT

README = ROOT / "examples/README.md"
PROGRAMS = fences((ROOT / "docs/how-to/middleware.md").read_text(), "python")


def middleware() -> list[str]:
    """Return the names of the files in the folder, sorted."""
    files = sorted(file.name for file in (ROOT / "examples/middleware").glob("*.py"))
    files.remove("__init__.py")
    return files


@pytest.mark.parametrize("page", ["examples/README.md", "docs/how-to/middleware.md"])
def test_every_middleware_is_listed(page: str) -> None:
    assert listed_modules((ROOT / page).read_text()) == middleware()


def test_the_x_ray_says_in_which_order_to_read_it() -> None:
    text = (ROOT / "examples/xray/__init__.py").read_text()
    listed = re.findall(r"^    (\w+\.py) ", text, re.MULTILINE)
    files = [file.name for file in (ROOT / "examples/xray").glob("*.py")]
    assert sorted([*listed, "__init__.py"]) == sorted(files)


def test_the_links_of_the_readme_lead_somewhere() -> None:
    assert dead_links(README) == []


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_of_the_how_to_runs(program: str, tmp_path: Path) -> None:
    assert "assert " in program
    python(tmp_path, "-c", program)

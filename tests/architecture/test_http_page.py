"""Check that the page about HTTP says what the tests show."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.test_documents import REFERENCE, python
from tests.layers import ROOT

PAGE = (REFERENCE / "http.md").read_text()


def threats(page: str) -> list[list[str]]:
    """Return the cells of the table of threats, without its head."""
    table = page.partition("| threat |")[2].partition("\n\n")[0].splitlines()[2:]
    return [row.strip("| ").split(" | ") for row in table]


def missing(cell: str, page: str, root: Path = ROOT) -> list[str]:
    """Return the modules, names and headings in a cell that there are not."""
    places = re.findall(r"`([\w/]+\.py)::(\w+)`", cell)
    gone = [f"{file}::{name}" for file, name in places if name not in names(root / file)]
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    anchors = {re.sub(r"[^\w]+", "-", heading.lower()) for heading in headings}
    return gone + [link for link in re.findall(r"\(#(.+?)\)", cell) if link not in anchors]


def names(file: Path) -> set[str]:
    """Return the functions and classes that a module defines."""
    if not file.exists():
        return set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in ast.parse(file.read_text()).body if isinstance(node, kinds)}


def test_the_page_shows_the_table_of_cases(tmp_path: Path) -> None:
    page = tmp_path / "http.md"
    page.write_text(PAGE.replace("| 400 |", "| 200 |"))
    python(tmp_path, "-m", "tests.interfaces.wire", str(page))
    assert page.read_text() == PAGE, "run: python -m tests.interfaces.wire"


@pytest.mark.parametrize("threat", threats(PAGE), ids=lambda threat: threat[0])
def test_a_threat_is_stopped_and_shown_where_the_page_says(threat: list[str]) -> None:
    _, _, where, shown = threat
    assert where.count("`") >= 2
    assert shown.count("`") + shown.count("(#") >= 1
    assert missing(where, PAGE) + missing(shown, PAGE) == []


def test_a_place_that_is_gone_is_found() -> None:
    cell = "`use_cases/parse.py::Gone`, `gone.py::Here`, `use_cases/parse.py::Phase`, [a](#b-c)"
    gone = ["use_cases/parse.py::Gone", "gone.py::Here"]
    assert missing(cell, "") == [*gone, "b-c"]
    assert missing(cell, "## B c\n") == gone

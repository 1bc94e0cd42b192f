"""Check that a line which no page shows, or two listings show, is found."""

from pathlib import Path

import pytest

from learn import coverage
from learn.chapters import load
from tests.learn.small import PAGE, first

NAME = "{{ entities/guest.py::NAME }}\n"


def test_a_page_that_shows_each_line_once_has_no_fault(root: Path) -> None:
    assert coverage.faults(first(root), root) == []


def test_a_whole_class_and_a_whole_file_count_as_their_lines(root: Path) -> None:
    package = "{{ entities/__init__.py }}\n"
    assert coverage.faults(first(root, f"{{{{ entities/guest.py }}}}\n{package}"), root) == []
    names = ("top", "NAME", "FIRST", "Guest", "welcome")
    page = "".join(f"{{{{ entities/guest.py::{name} }}}}\n" for name in names)
    assert coverage.faults(first(root, page + package), root) == []


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (PAGE.replace(NAME, ""), "shows entities/guest.py not at all in line 5"),
        (PAGE + NAME, "shows entities/guest.py twice in line 5"),
        (PAGE + NAME + NAME, "shows entities/guest.py 3 times in line 5"),
        (
            PAGE + "{{ entities/guest.py::Guest }}",
            "shows entities/guest.py twice in lines 10-27",
        ),
        (
            PAGE.replace(NAME, f"```python\n{NAME}```\n"),
            "shows entities/guest.py not at all in line 5",
        ),
        (
            PAGE + "{{ entities/book.py }}",
            "shows lines of entities/book.py, which this chapter does not introduce",
        ),
        (
            PAGE.replace("{{ entities/__init__.py }}", ""),
            "shows the new lines of entities/__init__.py not at all",
        ),
        (
            PAGE + "{{ entities/__init__.py }}",
            "shows the new lines of entities/__init__.py twice",
        ),
        (
            PAGE + "{{ entities/__init__.py::top }}",
            "line 20: entities/__init__.py is shown whole, without a name",
        ),
        (PAGE + "{{ entities/guests.py }}", "there is no entities/guests.py"),
        (PAGE + "{{ entities/guest.py::Gast }}", "entities/guest.py has no Gast; it has Guest"),
        (PAGE + "{{ runs: pytest }}", "line 20: {{ runs: pytest }} is no directive"),
    ],
)
def test_a_fault_is_found(root: Path, page: str, words: str) -> None:
    found = coverage.faults(first(root, page), root)
    assert len(found) == 1
    assert found[0].startswith(f"docs/tutorial/01-guests.md: {words}")


def test_a_chapter_without_a_page_is_a_fault(root: Path) -> None:
    second = load(root)[1]
    assert "There is no page docs/tutorial/02-the-book.md" in coverage.faults(second, root)[0]


def test_a_chapter_shows_the_lines_of_a_package_that_it_adds(root: Path) -> None:
    chapters = load(root)
    assert coverage.new_package_lines(chapters, 1, root) == {
        "entities/__init__.py": [
            '"""The nouns."""',
            "from entities.guest import Guest as Guest",
        ]
    }
    assert coverage.new_package_lines(chapters, 2, root) == {
        "entities/__init__.py": ["from entities.book import Book as Book"]
    }


def test_each_module_is_introduced_once(root: Path) -> None:
    chapters = load(root)
    assert coverage.missing(chapters, root) == []
    assert coverage.missing(chapters[:1], root) == ["No chapter introduces entities/book.py"]
    twice = coverage.missing([*chapters, chapters[1]], root)
    assert twice == ["2 chapters introduce entities/book.py"]

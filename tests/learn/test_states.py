"""Check that a state holds what the chapters so far introduce."""

from dataclasses import replace
from pathlib import Path

import pytest

from learn.chapters import Mistake, load
from learn.coverage import new_package_lines
from learn.states import (
    Tree,
    changed_files,
    imported_names,
    introduced,
    left_out,
    state,
    with_further,
)
from tests.learn.lesson import SOLUTION, lesson


def test_a_state_holds_what_is_introduced_by_then(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    first = state(chapters, 0, tmp_path)
    assert sorted(first) == [
        "entities/__init__.py",
        "entities/guest.py",
        "program.py",
        "pyproject.toml",
        "tests/__init__.py",
        "tests/entities/__init__.py",
        "tests/entities/test_guest.py",
    ]
    assert "Book" not in first["entities/__init__.py"]
    second = state(chapters, 1, tmp_path)
    assert "program.py" not in second
    assert second["entities/__init__.py"] == (tmp_path / "entities/__init__.py").read_text()
    assert "use_cases" not in second[".importlinter"]


def test_what_is_borrowed_is_whole_and_stands_in_one_state_alone(tmp_path: Path) -> None:
    first, second = lesson(tmp_path)
    first = replace(first, borrowed=("entities", "docs/tutorial/00-guests.md"))
    files = state([first, second], 0, tmp_path)
    for path in ("entities/book.py", "docs/tutorial/00-guests.md"):
        assert files[path] == (tmp_path / path).read_text()
    assert "Book" not in files["entities/__init__.py"]
    assert "docs/tutorial/00-guests.md" not in state([first, second], 1, tmp_path)
    new = new_package_lines([first, second], 1, tmp_path)
    assert new == {"entities/__init__.py": ["from entities.book import Book as Book"]}
    with pytest.raises(Mistake, match="absent, which is not there"):
        state([replace(first, borrowed=("absent",))], 0, tmp_path)


def test_a_chapter_only_adds(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    first, second = (introduced(chapters, number, tmp_path) for number in (0, 1))
    assert changed_files(first, second) == []
    assert changed_files({"a": "x\ny\n"}, {"a": "y\nx\n"}) == ["a"]
    assert changed_files({"a": "x\n"}, {}) == ["a"]


def test_what_goes_further_is_checked_with_the_rest(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    files = with_further(state(chapters, 0, tmp_path), chapters[0], "solution.py")
    assert files["further/pages.py"] == SOLUTION
    assert '    "further",\n' in files["pyproject.toml"]


def test_a_file_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    (tmp_path / "entities/book.py").unlink()
    with pytest.raises(Mistake, match=r"entities/book\.py, which is not there"):
        state(chapters, 1, tmp_path)


def test_a_tree_holds_one_state_after_another(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.hold({"a/b": "x", "c": "y"})
    before = (tmp_path / "a/b").stat().st_mtime_ns
    tree.hold({"a/b": "x"})
    assert not (tmp_path / "c").exists()
    assert (tmp_path / "a/b").stat().st_mtime_ns == before


def test_every_form_of_import_counts() -> None:
    source = "import os.path\ndef run():\n    from entities.guest import welcome\n"
    assert imported_names(source) == {"os", "os.path", "entities", "entities.guest"}


def test_a_module_that_no_chapter_introduces_is_found(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    assert left_out(chapters, tmp_path) == []
    (tmp_path / "entities/route.py").touch()
    assert left_out(load(tmp_path), tmp_path) == ["entities/route.py"]

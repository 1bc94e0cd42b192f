"""The program that counts: it believes in a change only if a proof and the contracts agree.

It runs every change itself when it counts, and fails if one does not work.
"""

from pathlib import Path

import pytest

from touched import Change, Edit, changes, faults, layer_of, make

CONTRACTS = """
[importlinter]
root_package = entities
include_external_packages = True

[importlinter:contract:quiet]
name = Entities ask nobody
type = forbidden
source_modules = entities
forbidden_modules = socket
"""

PROOF = """
from entities import greeting


def test_it() -> None:
    assert greeting.WORDS == "Good day"
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Make a tree with one module and one contract."""
    (tmp_path / "entities").mkdir()
    files = {
        "entities/__init__.py": "",
        "entities/greeting.py": 'WORDS = "Hello"\n',
        ".importlinter": CONTRACTS,
        "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\n',
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def change(put: str, proof: str = PROOF) -> Change:
    """Return the change that puts something in the place of the greeting."""
    edit = Edit("entities/greeting.py", 'WORDS = "Hello"', put)
    return Change("Another greeting", proof, (edit,), ())


def test_a_change_that_is_proven_has_no_fault(tree: Path) -> None:
    assert faults(change('WORDS = "Good day"'), tree) == []
    assert "Hello" in (tree / "entities/greeting.py").read_text(encoding="utf-8")


def test_a_proof_that_fails_is_found(tree: Path) -> None:
    assert faults(change('WORDS = "Good night"'), tree) == ["the proof fails with the change"]


def test_a_proof_that_proves_nothing_is_found(tree: Path) -> None:
    proof = "def test_it() -> None:\n    assert True\n"
    assert faults(change("", proof), tree) == ["the proof holds without the change"]


def test_a_broken_contract_is_found(tree: Path) -> None:
    found = faults(change('import socket\n\nWORDS = "Good day"'), tree)
    assert found == ["a contract is broken"]


def test_an_edit_that_does_not_fit_is_found(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("twice twice", encoding="utf-8")
    with pytest.raises(ValueError, match="holds 2 times"):
        make([Edit("module.py", "twice", "once")], tmp_path)


def test_files_and_layers_are_counted_once() -> None:
    names = ["use_cases/limits.py", "extras/use_cases/dates.py", "use_cases/limits.py"]
    made = Change("", "", tuple(Edit(name, "", "") for name in names), ())
    assert made.files == ["use_cases/limits.py", "extras/use_cases/dates.py"]
    assert made.layers == ["use_cases"]
    assert layer_of("examples/bookmarks/entities/values.py") == "entities"


def test_every_change_can_be_read() -> None:
    assert len(changes()) >= 8
    for each in changes():
        assert each.title
        assert each.edits
        assert "def test_" in each.proof

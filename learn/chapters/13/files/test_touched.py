"""The changes that are counted: made on copies of this tree, proven, and within the contracts."""

from pathlib import Path

import pytest

from touched import Change, Edit, changes, faults, layer_of, make

ROOT = Path(__file__).resolve().parent
CHANGES = changes()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.title)
def test_a_change_is_proven_and_keeps_the_contracts(change: Change) -> None:
    assert faults(change, ROOT) == []


def test_what_proves_nothing_is_found() -> None:
    holds = Change("", "def test_it() -> None:\n    assert True\n", (), ())
    assert faults(holds, ROOT) == ["the proof holds without the change"]
    fails = Change("", "def test_it() -> None:\n    assert False\n", (), ())
    assert faults(fails, ROOT) == ["the proof fails with the change"]


def test_a_broken_contract_is_found() -> None:
    found = "class ConfigurationError"
    edit = Edit("entities/errors.py", found, f"import os\n{found}")
    proof = "def test_it() -> None:\n    from entities import errors\n    assert errors.os\n"
    assert faults(Change("", proof, (edit,), ()), ROOT) == ["a contract is broken"]


def test_an_edit_that_does_not_fit_is_found(tmp_path: Path) -> None:
    (tmp_path / "module.py").write_text("twice twice", encoding="utf-8")
    with pytest.raises(ValueError, match="holds 2 times"):
        make([Edit("module.py", "twice", "once")], tmp_path)


def test_layers_are_counted_by_name() -> None:
    assert layer_of("use_cases/parse.py") == "use_cases"
    assert layer_of("extras/infrastructure/threads.py") == "infrastructure"
    assert layer_of("examples/bookmarks/entities/values.py") == "entities"

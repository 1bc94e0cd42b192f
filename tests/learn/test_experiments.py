"""Check that an experiment which does not go as it is told is found."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from learn.chapters import Experiment, Mistake
from learn.experiments import applied, edited, faults, perform
from learn.states import State, state, write
from tests.learn.lesson import lesson


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def files(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    root = tmp_path_factory.mktemp("lesson")
    found = state(lesson(root), 1, root)
    write(found, folder)
    return found


@pytest.fixture(scope="module")
def loop(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return lesson(tmp_path_factory.mktemp("again"))[1].experiments[0]


def test_a_sound_experiment_has_no_fault(loop: Experiment, files: State, folder: Path) -> None:
    outcome = perform(loop, files, folder)
    assert list(faults(loop, files, outcome)) == []
    assert all((folder / path).read_text(encoding="utf-8") == files[path] for path in files)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"passes": True}, "`lint-imports` must pass and does not"),
        (
            {"add": "import re\n"},
            "'entities is not allowed to import asyncio' is not in the output",
        ),
        ({"add": "import collections\n"}, "`lint-imports` must fail and does not"),
        ({"add": "import collections\n"}, "must break values and breaks no contract"),
        ({"breaks": ()}, "must break no contract and breaks values"),
        ({"breaks": ("layers", "values")}, "must break layers, values and breaks values"),
        ({"says": ("asyncio is welcome",)}, "'asyncio is welcome' is not in the output"),
        ({"says": ()}, "does not say what the output must hold"),
        ({"why": ""}, "does not say what it teaches"),
        ({"run": "python -c 1", "passes": True}, "`breaks` speaks of contracts"),
    ],
)
def test_an_experiment_that_goes_otherwise_is_found(
    changes: dict[str, Any], words: str, loop: Experiment, files: State, folder: Path
) -> None:
    changed = replace(loop, **changes)
    said = "\n".join(faults(changed, files, perform(changed, files, folder)))
    assert words in said


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"find": "nothing"}, "once, and holds it 0 times"),
        ({"find": "name"}, "times"),
        ({"find": ""}, "holds it no times"),
        ({"edit": "entities/nobody.py"}, "holds it 0 times"),
        ({"create": "x"}, "which is there already"),
        ({"add": ""}, "neither `add` nor `replace` nor `create`"),
    ],
)
def test_an_edit_that_does_not_fit_is_a_mistake(
    changes: dict[str, Any], words: str, loop: Experiment, files: State
) -> None:
    with pytest.raises(Mistake, match=words):
        edited(files, replace(loop, **changes))


def test_an_edit_adds_replaces_or_creates(loop: Experiment, files: State, folder: Path) -> None:
    book = files["entities/book.py"]
    assert edited(files, loop) == book.replace("from entities.g", "import asyncio\nfrom entities.g")
    gone = replace(loop, find="import Iterator", replace="import Iterable")
    assert edited(files, gone) == book.replace("import Iterator", "import Iterable")
    new = replace(loop, edit="entities/new.py", create="import asyncio\n")
    with applied(new, files, folder):
        assert (folder / "entities/new.py").read_text(encoding="utf-8") == "import asyncio\n"
    assert not (folder / "entities/new.py").exists()

"""What a change touches: files and layers, counted on changes that are made and proven.

Each file in `changes/` holds edits, and a test that proves them. A change is made on a copy of
this tree. Its proof must fail before, hold afterwards, and leave every contract kept.

    python touched.py        make every change, and print what it touched
    python touched.py 4      make one, and print how many tests of the inner layers notice
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
CODE = ("entities", "use_cases", "interfaces", "infrastructure", "extras", "examples")
COPIED = (*CODE, "tests", "pyproject.toml", ".importlinter")
INNER_TESTS = ("tests/entities", "tests/use_cases", "tests/interfaces")
PROOF = "test_proof.py"


@dataclass(frozen=True)
class Edit:
    """A text that stands once in a file, and what is put in its place."""

    file: str
    find: str
    put: str


@dataclass(frozen=True)
class Change:
    """Edits of the code that belong together, and the source of a test that proves them.

    `test_edits` are what the tests that were there before need, where it can be said so briefly.
    """

    title: str
    proof: str
    edits: tuple[Edit, ...]
    test_edits: tuple[Edit, ...]

    @property
    def files(self) -> list[str]:
        """The files that are touched, each once."""
        return list(dict.fromkeys(edit.file for edit in self.edits))

    @property
    def layers(self) -> list[str]:
        """The layers that are touched, each once, in the order of the edits."""
        return list(dict.fromkeys(map(layer_of, self.files)))


def make(edits: Iterable[Edit], tree: Path) -> None:
    """Make the edits. Raises ValueError where a text does not stand there exactly once."""
    for edit in edits:
        path = tree / edit.file
        source = path.read_text(encoding="utf-8")
        if source.count(edit.find) != 1:
            raise ValueError(f"{edit.file} holds {source.count(edit.find)} times: {edit.find}")
        path.write_text(source.replace(edit.find, edit.put), encoding="utf-8")


def layer_of(file: str) -> str:
    """Return the layer of a file: that of the extras and of an application counts by its name."""
    names = file.split("/")
    return next(name for name in names if name in CODE[:4])


def changes() -> list[Change]:
    """Read all changes, in their order."""
    found = []
    for path in sorted((HERE / "changes").glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        edits = tuple(Edit(**edit) for edit in data["edit"])
        test_edits = tuple(Edit(**edit) for edit in data.get("test_edit", []))
        found.append(Change(data["title"], data["proof"], edits, test_edits))
    return found


def copy(root: Path, tree: Path) -> None:
    """Copy the code, the tests and the settings, as far as they are there."""
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, tree / name, ignore=unwanted)
        elif (root / name).exists():
            shutil.copy(root / name, tree / name)


def holds(tree: Path, *command: str) -> bool:
    """Run a program of this Python's environment in a tree; say whether it is content."""
    program = [str(Path(sys.executable).with_name(command[0])), *command[1:]]
    return subprocess.run(program, cwd=tree, capture_output=True, check=False).returncode == 0


def faults(change: Change, root: Path) -> list[str]:
    """Make a change on a copy, and say what is wrong with it; nothing, as a rule."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy(root, tree)
        (tree / PROOF).write_text(change.proof, encoding="utf-8")
        before = holds(tree, "pytest", "-q", PROOF)
        make(change.edits, tree)
        after = holds(tree, "pytest", "-q", PROOF)
        kept = holds(tree, "lint-imports", "--no-logo", "--no-cache")
    found = {
        "the proof holds without the change": before,
        "the proof fails with the change": not after,
        "a contract is broken": not kept,
    }
    return [words for words, true in found.items() if true]


def failing(tree: Path) -> list[str]:
    """Run the tests of the inner layers in a tree, and return the names of those that fail."""
    program = [str(Path(sys.executable).with_name("pytest")), "-q", "--tb=no", *INNER_TESTS]
    run = subprocess.run(program, cwd=tree, capture_output=True, text=True, check=False)
    lines = run.stdout.splitlines()
    return [line.split()[1] for line in lines if line.startswith(("FAILED", "ERROR"))]


def print_touched(root: Path) -> bool:
    """Make every change, and print a line for each; say whether all of them work."""
    print(f"{'change':<40}{'files':>6}{'layers':>8}  which")
    sound = True
    for number, change in enumerate(changes(), 1):
        found = faults(change, root)
        sound = sound and not found
        counts = f"{len(change.files):>6}{len(change.layers):>8}"
        which = ", ".join(found or change.layers) if found or len(change.layers) < 4 else "all four"
        print(f"{number}. {change.title:<37}{counts}  {which}")
    return sound


def print_noticed(change: Change, root: Path) -> None:
    """Make one change, and print how many tests fail, before and after the tests are mended."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copy(root, tree)
        make(change.edits, tree)
        print(change.title)
        found = failing(tree)
        files = {name.partition("::")[0] for name in found}
        print(f"tests of the inner layers that fail: {len(found)}, in {len(files)} files")
        for edit in change.test_edits:
            make([edit], tree)
            lines = len(edit.put.splitlines()) - len(edit.find.splitlines())
            print(f"after {lines} more line in {edit.file}: {len(failing(tree))}")


def main() -> int:
    """Do what the command line says; return 1 if a change does not work."""
    parser = argparse.ArgumentParser()
    parser.add_argument("change", nargs="?", type=int, choices=range(1, len(changes()) + 1))
    number = parser.parse_args().change
    root = next(each for each in (HERE, *HERE.parents) if (each / "entities").is_dir())
    if number is None:
        return 0 if print_touched(root) else 1
    print_noticed(changes()[number - 1], root)
    return 0


if __name__ == "__main__":
    sys.exit(main())

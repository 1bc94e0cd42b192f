"""The chapters, as their folders describe them: what each one introduces, asks and breaks."""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parent.parent
FOLDER = Path("learn", "chapters")

_T = TypeVar("_T")


class Mistake(Exception):
    """Something in the description of the tutorial is wrong; the message says where and what."""


@dataclass(frozen=True)
class Wrong:
    """An answer that people give to an exercise, and what they are told about it.

    `when` is the test that fails, or one row of it, as in `test_name[row]`. `seen` and `shows`
    are regular expressions, for what stands in the body and in the words of the failure.
    """

    when: str
    says: str
    body: str
    seen: str = ""
    shows: str = ""

    def fits(self, test: str, body: str, words: str) -> bool:
        """Whether this is about a body, and about a test that fails with such words."""
        return (
            self.when in (test, test.partition("[")[0])
            and re.search(self.seen, body) is not None
            and re.search(self.shows, words) is not None
        )


@dataclass(frozen=True)
class Exercise:
    """A definition that loses its body. `target` is `path::name`, as in a listing."""

    name: str
    target: str
    task: str
    tests: tuple[str, ...]
    hints: tuple[str, ...]
    wrong: tuple[Wrong, ...] = ()


@dataclass(frozen=True)
class Further:
    """The exercise that goes further: a module of the learner's own, with a test."""

    name: str
    task: str
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Experiment:
    """An edit that breaks a rule, what is run then, and the words that must come out."""

    name: str
    question: str
    edit: str
    run: str
    why: str
    find: str = ""
    add: str = ""
    replace: str | None = None
    create: str | None = None
    breaks: tuple[str, ...] = ()
    passes: bool = False
    says: tuple[str, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One chapter. The paths are relative to the root of the repository, with slashes.

    `borrowed` are finished files, or folders of them, that stand in the state of this chapter
    alone: a chapter may use what a later one introduces.
    """

    number: int
    title: str
    slug: str
    minutes: int
    layer: str
    goal: str
    learned: tuple[str, ...]
    further: Further
    modules: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    borrowed: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    folder: Path = field(default=FOLDER)

    @property
    def label(self) -> str:
        """The number with two digits, as in names of files."""
        return f"{self.number:02}"

    @property
    def page(self) -> str:
        """The path of the page, from the root of the repository."""
        return f"docs/tutorial/{self.label}-{self.slug}.md"


def load(root: Path = ROOT) -> list[Chapter]:
    """Read all chapters below `root`, in order.

    Raises:
        Mistake: A description lacks something, or holds something that means nothing.
    """
    folders = sorted(path.parent for path in (root / FOLDER).glob("[0-9][0-9]/chapter.toml"))
    return [_chapter(folder) for folder in folders]


def _chapter(folder: Path) -> Chapter:
    values = _read(folder / "chapter.toml")
    exercises = tuple(
        _made(Exercise, folder, {**one, "wrong": _all(Wrong, folder, one.get("wrong", []))})
        for one in values.pop("exercise", [])
    )
    if "further" not in values:
        raise Mistake(f"{folder.name}/chapter.toml has no [further]")
    further = _made(Further, folder, values.pop("further"))
    experiments = tuple(
        _made(Experiment, folder, {"name": path.stem, **_read(path)})
        for path in sorted((folder / "experiments").glob("*.toml"))
    )
    found = {"exercises": exercises, "further": further, "experiments": experiments}
    return _made(Chapter, folder, {**values, **found, "number": int(folder.name), "folder": folder})


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise Mistake(f"{path.parent.name}/{path.name} is no TOML: {error}") from None


def _all(kind: type[_T], folder: Path, values: list[dict[str, Any]]) -> tuple[_T, ...]:
    return tuple(_made(kind, folder, one) for one in values)


def _made(kind: type[_T], folder: Path, values: dict[str, Any]) -> _T:
    fixed = {key: tuple(one) if isinstance(one, list) else one for key, one in values.items()}
    try:
        return kind(**fixed)
    except TypeError as error:
        raise Mistake(f"Chapter {folder.name}: {error}") from None

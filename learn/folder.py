"""A learner's folder: the state of a chapter in which the exercises wait, and notes on the way."""

import ast
import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from learn.chapters import Chapter, Exercise, Further, Mistake
from learn.exercises import body, target, with_body, with_holes, without_body, words_when_open
from learn.states import FURTHER, State, state, with_further, write

NOTES = ".learn.json"
BACKUPS = ".learn-backups"
PLACE = "learning"


@dataclass
class Folder:
    """A learner's folder. `goal` is the finished state of its chapter.

    `sound` is the digest of the files with which all tests of the chapter passed.
    """

    path: Path
    chapter: Chapter
    goal: State
    hints: dict[str, int] = field(default_factory=dict)
    solved: list[str] = field(default_factory=list)
    sound: str = ""

    @property
    def tasks(self) -> tuple[Exercise | Further, ...]:
        """What there is to do, in its order."""
        return (*self.chapter.exercises, self.chapter.further)

    @property
    def waiting(self) -> list[Exercise]:
        """The exercises that are not solved yet."""
        return [one for one in self.chapter.exercises if one.name not in self.solved]

    @property
    def current(self) -> Exercise | Further:
        """What is to be done next: the first exercise that is not solved, or the further one."""
        return next(iter(self.waiting), self.chapter.further)

    @property
    def start(self) -> State:
        """The files as they were in the beginning."""
        holes = with_holes(self.goal, self.chapter, self.chapter.exercises)
        return with_further(holes, self.chapter, "start.py")

    def shown(self, path: str) -> str:
        """Return the path of a file from where the learner types."""
        file = self.path.resolve() / path
        here = Path.cwd()
        return file.relative_to(here).as_posix() if file.is_relative_to(here) else str(file)

    @property
    def further(self) -> str:
        """The path of the module of the exercise that goes further."""
        return f"{FURTHER}/{self.chapter.further.name}.py"

    def task(self, name: str | None) -> Exercise | Further:
        """Return an exercise by its name, or the current one.

        Raises:
            Mistake: This chapter has none of that name.
        """
        found = [one for one in self.tasks if one.name == name]
        if name and not found:
            known = ", ".join(one.name for one in self.tasks)
            raise Mistake(f"This chapter has no exercise {name}; it has {known}.")
        return found[0] if found else self.current

    def read(self, path: str) -> str:
        """Return what a file holds now; nothing if it is gone."""
        file = self.path / path
        return file.read_text(encoding="utf-8", errors="replace") if file.exists() else ""

    def is_begun(self, task: Exercise | Further) -> bool:
        """Whether the learner has written something for a task."""
        if isinstance(task, Further):
            return self.read(self.further) != self.start[self.further]
        return words_when_open(task.name) not in self.read(target(task)[0])

    def body(self, exercise: Exercise) -> str:
        """Return what the learner has written as the answer; nothing if it cannot be found."""
        path, name = target(exercise)
        try:
            return body(self.read(path), name)
        except (Mistake, SyntaxError):
            return ""

    def digest(self) -> str:
        """Return what stands for the files as they are, without those that go further."""
        texts = [self.read(path) for path in sorted(self.goal)]
        return hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()

    def save(self) -> None:
        """Write the notes."""
        notes = {
            "chapter": self.chapter.number,
            "hints": self.hints,
            "solved": self.solved,
            "sound": self.sound,
        }
        text = json.dumps(notes, indent=2, sort_keys=True)
        (self.path / NOTES).write_text(f"{text}\n", encoding="utf-8", newline="\n")

    def unreadable(self) -> Iterator[tuple[str, str]]:
        """Give the files that are gone or are no Python, each with what is wrong, in words."""
        for path in self.start:
            if not (self.path / path).exists():
                yield path, f"{path} is gone. `reset {path}` brings it back."
            elif path.endswith(".py"):
                try:
                    ast.parse(self.read(path))
                except SyntaxError as error:
                    line = (error.text or "").rstrip()
                    yield path, f"{path}, line {error.lineno}: {error.msg}\n    {line.strip()}"
                except ValueError as error:
                    yield path, f"{path}: {error}"

    def differences(self, *, all_answers: bool) -> str:
        """Compare the files with the finished ones, but for exercises that are still open."""
        goal = dict(self.goal)
        for one in () if all_answers else self.waiting:
            path, name = target(one)
            goal[path] = with_body(goal[path], name, self.body(one) or "...")
        return "".join(
            line
            for path, text in sorted(goal.items())
            for line in unified_diff(
                self.read(path).splitlines(keepends=True),
                text.splitlines(keepends=True),
                f"yours/{path}",
                f"finished/{path}",
            )
            if path != "pyproject.toml"
        )

    def reset(self, name: str | None) -> tuple[list[str], Path | None]:
        """Put an exercise, a file or everything back; return what changed and where the old is.

        Raises:
            Mistake: There is nothing of that name.
        """
        path = name or ""
        wanted = {path: self.start[path]} if path in self.start else self._fresh(name)
        changed = [path for path, text in wanted.items() if self.read(path) != text]
        stamp = f"{time.strftime('%Y-%m-%d-%H%M%S')}-{time.time_ns() % 10**9}"
        backup = self.path / BACKUPS / stamp
        old = {path: self.read(path) for path in changed if (self.path / path).exists()}
        write(old, backup)
        write({path: wanted[path] for path in changed}, self.path)
        lost = [one.name for one in self.tasks if self._module(one) in changed]
        self.solved = [each for each in self.solved if each not in lost]
        self.save()
        return changed, backup if old else None

    def _module(self, task: Exercise | Further) -> str:
        return self.further if isinstance(task, Further) else target(task)[0]

    def _fresh(self, name: str | None) -> State:
        """Return the files of an exercise with its body gone and all else as the learner has it."""
        if name is None:
            return self.start
        try:
            task = self.task(name)
        except Mistake as mistake:
            alike = [path for path in self.start if path.endswith(f"/{name}")]
            file = f"file {name}" if not alike else f"file {name}: is it {' or '.join(alike)}?"
            raise Mistake(f"{mistake} And it has no {file}") from None
        if isinstance(task, Further):
            return {self.further: self.start[self.further]}
        path, definition = target(task)
        try:
            return {path: without_body(self.read(path), definition, name)}
        except (Mistake, SyntaxError):
            return {path: self.start[path]}


def begin(chapters: Sequence[Chapter], number: int, path: Path, root: Path) -> Folder:
    """Make a learner's folder.

    Raises:
        Mistake: There is no such chapter, or something else is in that folder.
    """
    if path.exists() and not path.is_dir():
        raise Mistake(f"{path} is a file. Name a folder, which may be new.")
    if path.exists() and any(path.iterdir()):
        raise Mistake(f"{path} is not empty, and nothing in it shall be lost. Name another folder.")
    chapter = _chapter(chapters, number)
    folder = Folder(path, chapter, state(chapters, number, root))
    write(folder.start, path)
    folder.save()
    return folder


def resume(chapters: Sequence[Chapter], path: Path, root: Path) -> Folder:
    """Open a learner's folder.

    Raises:
        Mistake: It is none.
    """
    try:
        notes = json.loads((path / NOTES).read_text(encoding="utf-8"))
        number, hints, solved = int(notes["chapter"]), dict(notes["hints"]), list(notes["solved"])
        sound = str(notes.get("sound", ""))
    except FileNotFoundError:
        if not path.exists():
            raise Mistake(f"{path} is gone. `start N` begins chapter N again.") from None
        raise Mistake(f"{path} is not a folder that `start` has made.") from None
    except (ValueError, KeyError, TypeError):
        raise Mistake(
            f"{path / NOTES} cannot be read. Delete {path}, or start in another."
        ) from None
    goal = state(chapters, _chapter(chapters, number).number, root)
    return Folder(path, _chapter(chapters, number), goal, hints, solved, sound)


def remember(path: Path, root: Path) -> None:
    """Note in the clone which folder is the current one."""
    write({f"{PLACE}/current": f"{path.resolve()}\n"}, root)


def remembered(root: Path) -> Path | None:
    """Return the folder that was the current one."""
    file = root / PLACE / "current"
    return Path(file.read_text(encoding="utf-8").strip()) if file.exists() else None


def _chapter(chapters: Sequence[Chapter], number: int) -> Chapter:
    found = [chapter for chapter in chapters if chapter.number == number]
    if not found:
        last = max((chapter.number for chapter in chapters), default=0)
        raise Mistake(f"There is no chapter {number}. They go from 0 to {last}: see `list`.")
    return found[0]

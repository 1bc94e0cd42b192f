"""What `check` tells a learner: how far the work is, and one thing to do next."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from learn.chapters import Exercise, Further, Mistake
from learn.checks import Case, Linted, Results, lint, run_tests, type_faults
from learn.exercises import part, solved, target, unsolved
from learn.folder import Folder
from learn.states import FURTHER_TEST

# Of a failure that is long, the end says what was expected.
LINES = 16
# Seconds for a learner's tests; those of no chapter take half as long.
PATIENCE = 60

_FRAME = re.compile(r"(\S+):\d+: in ")


@dataclass(frozen=True)
class Advice:
    """What to print, line by line, and the one next step. `well` says that nothing is wrong."""

    lines: tuple[str, ...]
    step: str
    well: bool = False


@dataclass(frozen=True)
class _Found:
    """What the tools said of a folder."""

    tested: Results
    types: str
    linted: Linted

    @property
    def sound(self) -> bool:
        """Whether nothing fails, but for the exercise that goes further."""
        return self.linted.passed and not (self.types or self.stuck or self.failures)

    @property
    def stuck(self) -> bool:
        """Whether pytest could run no test."""
        return not self.tested.cases and not self.tested.passed

    @property
    def failures(self) -> list[Case]:
        """The tests that failed, but for those of the exercise that goes further."""
        return [one for one in self.tested.failures if not one.belongs_to([FURTHER_TEST])]


def check(folder: Folder) -> Advice:
    """Run the tests of the exercises, mypy and the linter, and say what comes next."""
    for path, words in folder.unreadable():
        return Advice((words,), f"Repair {path}, then `check` again.")
    waiting = folder.waiting
    found = _tools(folder)
    _note_solved(folder, found.tested)
    if waiting and not folder.waiting:
        found = _tools(folder)
    if not folder.waiting and found.sound:
        folder.sound = folder.digest()
    folder.save()
    lines = [f"{_state(folder, one, found.tested):<5} {one.name}" for one in folder.tasks]
    lines += _judgements(found)
    problem = next(_problems(folder, found), None)
    if problem:
        return Advice((*lines, "", *problem.lines), problem.step)
    return Advice((*lines, "", *_learned(folder)), _after(folder), well=True)


def _tools(folder: Folder) -> _Found:
    """Run the tools at the same time, with the tests of what is begun.

    Once the exercises are solved, all tests of the chapter come in, until they have passed.
    """
    begun = [one for one in folder.chapter.exercises if folder.is_begun(one)]
    tests = [test for one in begun for test in one.tests]
    if not folder.waiting:
        tests += [test for test in folder.chapter.tests if "/test_" in test]
        tests = [] if folder.sound == folder.digest() else tests
    if folder.is_begun(folder.chapter.further):
        tests.append(FURTHER_TEST)
    with ThreadPoolExecutor() as pool:
        types, linted = pool.submit(type_faults, folder.path), pool.submit(lint, folder.path)
        names = list(dict.fromkeys(tests))
        tested = _tested(folder, names) if names else Results((), "", passed=True)
        return _Found(tested, types.result(), linted.result())


def _tested(folder: Folder, names: list[str]) -> Results:
    try:
        return run_tests(folder.path, names, seconds=PATIENCE)
    except Mistake:
        words = f"The tests have not ended after {PATIENCE} s. Is there a loop that never ends?"
        return Results((), words, passed=False)


def _note_solved(folder: Folder, tested: Results) -> None:
    """Note what is solved. It stays so: a mistake in a later exercise must not take it away."""
    for one in folder.waiting:
        if folder.is_begun(one) and solved(one, tested, _later(folder, one)):
            folder.solved.append(one.name)
    name = folder.chapter.further.name
    further = [case for case in tested.cases if case.belongs_to([FURTHER_TEST])]
    if name not in folder.solved and further and not any(case.failed for case in further):
        folder.solved.append(name)


def _later(folder: Folder, exercise: Exercise) -> Sequence[Exercise]:
    """Return the exercises after one that are still open: its tests may need them."""
    every = folder.chapter.exercises
    return [one for one in every[every.index(exercise) + 1 :] if one.name not in folder.solved]


def _failing(folder: Folder, task: Exercise | Further, tested: Results) -> list[Case]:
    """Return the tests of a task that fail, and not for an exercise that is still open."""
    if isinstance(task, Exercise):
        return unsolved(task, tested, _later(folder, task))
    return [case for case in tested.failures if case.belongs_to([FURTHER_TEST])]


def _state(folder: Folder, task: Exercise | Further, tested: Results) -> str:
    if task.name not in folder.solved:
        return "open"
    return "fails" if _failing(folder, task, tested) else "done"


def _judgements(found: _Found) -> Iterator[str]:
    yield f"{'no' if found.types else 'ok':<5} mypy"
    if found.linted.output:
        broken = len(found.linted.broken)
        counts = f"{found.linted.kept} contracts kept, {broken} broken"
        yield f"{'ok' if found.linted.passed else 'no':<5} lint-imports: {counts}"


def _problems(folder: Folder, found: _Found) -> Iterator[Advice]:
    """Give what is in the way, the most urgent first."""
    task = folder.current
    # With all exercises open, the types and the contracts are in order: verify sees to it.
    if not found.linted.passed:
        _, _, words = found.linted.output.rpartition("Broken contracts\n")
        said = (f"  {line}" for line in words.splitlines() if line.strip("- "))
        lines = ("lint-imports says:", *said)
        yield Advice(lines, "Take out the import that it names, then `check` again.")
    if found.types and (found.stuck or not isinstance(task, Exercise) or not folder.is_begun(task)):
        yield Advice(tuple(_mypy(found)), "Make the types fit, then `check` again.")
    if found.stuck:
        lines = tuple(_end(found.tested.output.splitlines()))
        yield Advice(lines, "Repair what pytest complains about.")
    for one in folder.chapter.exercises:
        if one.name in folder.solved and (cases := _failing(folder, one, found.tested)):
            advice = _failed(folder, one, cases, found)
            words = f"{one.name} was done, and fails now."
            yield Advice((words, *advice.lines), advice.step)
    if isinstance(task, Exercise):
        yield _exercise(folder, task, found)
    if found.failures:
        yield Advice(
            tuple(_failure(found.failures[0])),
            "This test asks for more: `diff` shows how your code differs.",
        )
    further = folder.chapter.further
    if cases := _failing(folder, further, found.tested):
        yield Advice(
            tuple(_failure(cases[0])),
            f"Go on with {folder.shown(folder.further)}; or ask for a `hint`.",
        )
    if not folder.chapter.exercises and further.name not in folder.solved:
        yield Advice(
            (further.task,), f"Write it in {folder.shown(folder.further)}; or ask for a `hint`."
        )


def _exercise(folder: Folder, task: Exercise, found: _Found) -> Advice:
    """Say what is in the way of an exercise."""
    path, name = target(task)
    if not folder.is_begun(task):
        where = f"{folder.shown(path)}, line {part(folder.read(path), name).start + 1}"
        return Advice((task.task,), f"Write the body of {name} in {where}.")
    if cases := _failing(folder, task, found.tested):
        return _failed(folder, task, cases, found)
    return Advice((task.task,), "Look at the exercises after it, which its tests need.")


def _failed(folder: Folder, task: Exercise, cases: Sequence[Case], found: _Found) -> Advice:
    """Show one of the tests that fail: the one about which there is the most to say."""
    path, name = target(task)
    body = folder.body(task)
    known = [
        (case, wrong)
        for wrong in sorted(task.wrong, key=lambda one: not (one.seen or one.shows))
        for case in cases
        if wrong.fits(case.row, body, case.words)
    ]
    shown, said = cases[0], list[str]()
    if known:
        shown, wrong = known[0]
        sure = wrong.seen or wrong.shows
        said = ["", ("" if sure else "A common cause: ") + wrong.says.strip()]
    lines = [*_failure(shown), *said, *(["", *_mypy(found)] if found.types else [])]
    return Advice(tuple(lines), f"Change {name} in {folder.shown(path)}; or ask for a `hint`.")


def _mypy(found: _Found) -> Iterator[str]:
    yield "mypy says:"
    yield from (f"  {line}" for line in found.types.splitlines()[:5])


def _failure(case: Case) -> Iterator[str]:
    """Say which test failed, where, what it expected and what it got, as pytest does."""
    yield f"{case.row} fails:"
    yield from (f"  {line}" for line in _end(_own(case.words)))


def _own(words: str) -> list[str]:
    """Leave out of a traceback what happened inside libraries, and what says nothing."""
    found: list[str] = []
    own = True
    for line in words.splitlines():
        if frame := _FRAME.match(line):
            own = not Path(frame[1]).is_absolute() and not frame[1].startswith("..")
        if own or line.startswith("E "):
            found.append(line)
    return [line for line in found if line.strip() and "Use -v to get more diff" not in line]


def _end(lines: Sequence[str]) -> Sequence[str]:
    return lines if len(lines) <= LINES else ["…", *lines[-LINES:]]


def _learned(folder: Folder) -> Iterator[str]:
    yield f"Chapter {folder.chapter.number} is done. What you now know:"
    yield from (f"* {sentence}" for sentence in folder.chapter.learned)


def _after(folder: Folder) -> str:
    number = folder.chapter.number + 1
    on = f"`start {number}` begins the next chapter."
    if not (folder.chapter.folder.parent / f"{number:02}").exists():
        on = "This was the last chapter; `list` shows them all."
    if folder.chapter.further.name in folder.solved:
        return on
    return f"Go further in {folder.shown(folder.further)}: {folder.chapter.further.task} Or: {on}"

"""What `check` tells a learner: how far the work is, and one thing to do next."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from learn.chapters import Exercise, Further, Mistake
from learn.checks import Case, Linted, Results, lint, run_tests, type_faults
from learn.exercises import part, solved, target, unsolved, words_when_open
from learn.folder import Folder
from learn.states import FURTHER_TEST

# Of a failure that is long, the end says what was expected.
LINES = 16
# Seconds for a learner's tests; those of no chapter take half as long.
PATIENCE = 60


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


def check(folder: Folder) -> Advice:
    """Run the tests of the exercises, mypy and the linter, and say what comes next."""
    for path, words in folder.unreadable():
        return Advice((words,), f"Repair {path}, then `check` again.")
    before = folder.current
    found = _tools(folder)
    _note_solved(folder, found.tested)
    if before != folder.current == folder.chapter.further:
        found = _tools(folder)
    lines = [f"{_state(folder, one):<5} {one.name}" for one in folder.tasks]
    lines += _judgements(found)
    problem = next(_problems(folder, found), None)
    if problem:
        return Advice((*lines, "", *problem.lines), problem.step)
    return Advice((*lines, "", *_learned(folder)), _after(folder), well=True)


def _tools(folder: Folder) -> _Found:
    """Run the tools at the same time, with the tests of what is begun and not solved.

    Once the exercises are solved, they are the tests of the chapter.
    """
    waiting = [one for one in folder.chapter.exercises if one.name not in folder.solved]
    tests = [test for one in waiting if _is_begun(folder, one) for test in one.tests]
    if not waiting:
        tests += [test for test in folder.chapter.tests if "/test_" in test]
    if _goes_further(folder):
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


def _is_begun(folder: Folder, exercise: Exercise) -> bool:
    return words_when_open(exercise.name) not in folder.read(target(exercise)[0])


def _goes_further(folder: Folder) -> bool:
    return folder.read(folder.further) != folder.start[folder.further]


def _note_solved(folder: Folder, tested: Results) -> None:
    """Note what is solved. It stays so: a mistake in a later exercise must not take it away."""
    exercises = folder.chapter.exercises
    for number, one in enumerate(exercises):
        later = exercises[number + 1 :]
        if one.name not in folder.solved and _is_begun(folder, one) and solved(one, tested, later):
            folder.solved.append(one.name)
    name = folder.chapter.further.name
    further = [case for case in tested.cases if case.belongs_to([FURTHER_TEST])]
    if name not in folder.solved and further and not any(case.failed for case in further):
        folder.solved.append(name)
    folder.save()


def _state(folder: Folder, task: Exercise | Further) -> str:
    return "done" if task.name in folder.solved else "open"


def _judgements(found: _Found) -> Iterator[str]:
    yield f"{'no' if found.types else 'ok':<5} mypy"
    if found.linted.output:
        broken = len(found.linted.broken)
        counts = f"{found.linted.kept} contracts kept, {broken} broken"
        yield f"{'ok' if found.linted.passed else 'no':<5} lint-imports: {counts}"


def _problems(folder: Folder, found: _Found) -> Iterator[Advice]:
    """Give what is in the way, the most urgent first."""
    task, stuck = folder.current, not found.tested.cases and not found.tested.passed
    # With all exercises open, the types and the contracts are in order: verify sees to it.
    if not found.linted.passed:
        _, _, words = found.linted.output.rpartition("Broken contracts\n")
        lines = ("lint-imports says:", *(line for line in words.splitlines() if line.strip("- ")))
        yield Advice(lines, "Take out the import that it names, then `check` again.")
    if found.types and (stuck or not isinstance(task, Exercise) or not _is_begun(folder, task)):
        lines = ("mypy says:", *(f"  {line}" for line in found.types.splitlines()[:5]))
        yield Advice(lines, "Make the types fit, then `check` again.")
    if stuck:
        yield Advice(tuple(_end(found.tested.output)), "Repair what pytest complains about.")
    if isinstance(task, Exercise):
        yield _exercise(folder, task, found.tested)
    failures = [case for case in found.tested.failures if not case.belongs_to([FURTHER_TEST])]
    if failures:
        yield Advice(
            tuple(_failure(failures[0])),
            "This test asks for more: `diff` shows how your code differs.",
        )
    if _goes_further(folder) and found.tested.failures:
        yield Advice(
            tuple(_failure(found.tested.failures[0])), f"Go on with {folder.shown(folder.further)}."
        )
    further = folder.chapter.further
    if not folder.chapter.exercises and further.name not in folder.solved:
        yield Advice(
            (further.task,), f"Write it in {folder.shown(folder.further)}; or ask for a `hint`."
        )


def _exercise(folder: Folder, task: Exercise, tested: Results) -> Advice:
    """Say what is in the way of an exercise."""
    path, name = target(task)
    later = folder.chapter.exercises[folder.chapter.exercises.index(task) + 1 :]
    if not _is_begun(folder, task):
        where = f"{folder.shown(path)}, line {part(folder.read(path), name).start + 1}"
        return Advice((task.task,), f"Write the body of {name} in {where}.")
    cases = unsolved(task, tested, later)
    if not cases:
        return Advice((task.task,), "Look at the exercises after it, which its tests need.")
    # Of several tests that fail, the one is shown about which there is something to say.
    known = [(case, wrong) for case in cases for wrong in task.wrong if wrong.when == case.name]
    shown, said = (known[0][0], [known[0][1].says.strip()]) if known else (cases[0], [])
    return Advice(
        (*_failure(shown), *said), f"Change {name} in {folder.shown(path)}; or ask for a `hint`."
    )


def _failure(case: Case) -> Iterator[str]:
    """Say which test failed, where, what it expected and what it got, as pytest does."""
    yield f"{case.name} fails:"
    yield from (f"  {line}" for line in _end(case.words))
    yield ""


def _end(words: str) -> list[str]:
    lines = [line for line in words.splitlines() if line.strip()]
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

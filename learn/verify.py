"""Check the whole tutorial: each chapter's state, exercises, experiments and page.

Two trees grow from chapter to chapter, so that mypy reads again only what is new: one holds the
finished states, and in the other the exercises wait to be done.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from difflib import unified_diff
from functools import partial
from itertools import pairwise
from pathlib import Path

from learn import coverage, exercises, experiments, fences, running
from learn.chapters import FOLDER, ROOT, Chapter, Exercise, Further, Mistake, load
from learn.checks import lint, run_tests, soundness
from learn.states import State, Tree, changed_files, introduced, own_files, state


@dataclass
class Report:
    """What was found of a chapter."""

    chapter: Chapter
    lines: int = 0
    tests: int = 0
    contracts: int = 0
    seconds: float = 0.0
    missing: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


Check = Callable[[Report, State, Tree], Iterator[str]]


def verify(numbers: Sequence[int] = (), *, write: bool = False, root: Path = ROOT) -> int:
    """Check some chapters, or all; print a table and the faults; return 1 if there are any."""
    chapters = load(root)
    reports = [Report(one) for one in chapters if not numbers or one.number in numbers]
    known = {report.chapter.number for report in reports}
    if unknown := sorted(set(numbers) - known):
        raise Mistake(f"There is no chapter {unknown[0]}")
    across = [] if numbers else together(chapters, root)
    for report in reports:
        report.faults += descriptions(report.chapter, chapters, root)
    checks: dict[str, Check] = {
        "finished": partial(finished, root=root, write=write),
        "unfinished": unfinished,
    }
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(len(checks)) as pool:
        jobs = [
            pool.submit(_grow, chapters, reports, check, Path(place, name), root)
            for name, check in checks.items()
        ]
        for job in jobs:
            job.result()
    print_table(reports, across)
    return 1 if across or any(report.faults for report in reports) else 0


def descriptions(chapter: Chapter, chapters: Sequence[Chapter], root: Path) -> list[str]:
    """Return what the description of a chapter lacks."""
    faults = []
    if not (root / chapter.page).exists():
        faults.append(f"the page {chapter.page} is not there")
    if not 2 <= len(chapter.learned) <= 4:
        faults.append("`learned` has not two to four sentences")
    if chapter.modules and not 1 <= len(chapter.exercises) <= 3:
        faults.append("a chapter with modules has one to three exercises")
    if chapter.number >= 3 and not chapter.experiments:
        faults.append("from chapter 3 on, each has an experiment")
    every = [one.name for each in chapters for one in each.exercises]
    every += [each.further.name for each in chapters]
    tasks: tuple[Exercise | Further, ...] = (*chapter.exercises, chapter.further)
    for exercise in tasks:
        if len(exercise.hints) != 3 or not all(exercise.hints):
            faults.append(f"{exercise.name} has not three hints")
        if not exercise.task:
            faults.append(f"{exercise.name} has no task")
        if every.count(exercise.name) > 1:
            faults.append(f"the name {exercise.name} is given twice")
    return faults


def together(chapters: Sequence[Chapter], root: Path) -> list[str]:
    """Return what is wrong with the chapters as a whole."""
    faults = coverage.missing(chapters, root)
    folders = {path.name for path in (root / FOLDER).glob("[0-9][0-9]")}
    faults += [
        f"{FOLDER / name} has no chapter.toml"
        for name in sorted(folders - {chapter.label for chapter in chapters})
    ]
    numbers = [chapter.number for chapter in chapters]
    if numbers != list(range(len(numbers))):
        faults.append(f"the chapters are not numbered from 0 on: {numbers}")
    for one, next_one in pairwise(chapters):
        before, after = (introduced(chapters, each.number, root) for each in (one, next_one))
        faults += [
            f"chapter {next_one.number} takes a line from {path}, and chapters only add"
            for path in changed_files(before, after)
        ]
    return faults


def finished(
    report: Report, files: State, tree: Tree, root: Path, *, write: bool = False
) -> Iterator[str]:
    """Check the state of a chapter as it is in the end, and the experiments on it."""
    chapter, folder = report.chapter, tree.folder
    report.lines = sum(
        bool(line.strip()) for path in chapter.modules for line in files[path].splitlines()
    )
    tests = [path for path in (*chapter.tests, *own_files(chapter)) if "test_" in path]
    if tests:
        tested = run_tests(folder, tests)
        report.tests = len(tested.cases)
        if not tested.passed:
            yield f"the tests of the chapter fail:\n{tested.end}"
    report.contracts = lint(folder).kept
    yield from (f"the finished state: {fault}" for fault in soundness(folder))
    stored = running.stored(chapter)
    said = {}
    for command in running.commands(chapter, root):
        if command.missing and not write:
            report.missing.add(command.missing)
            said[command.directive] = stored.get(command.directive, "")
            continue
        try:
            said[command.directive] = running.run(command, folder, root)
        except Mistake as mistake:
            yield str(mistake)
    for experiment in chapter.experiments:
        try:
            outcome = experiments.perform(experiment, files, folder)
        except Mistake as mistake:
            yield str(mistake)
            continue
        yield from experiments.faults(experiment, files, outcome)
        said[f"experiment: {experiment.name}"] = running.normalise(outcome.output, folder, root)
    if write:
        running.store(chapter, said)
    yield from changed_words(running.stored(chapter), said)
    yield from fences.faults(chapter, root, folder)
    yield from coverage.faults(chapter, root)


def changed_words(stored: Mapping[str, str], said: Mapping[str, str]) -> Iterator[str]:
    """Say where a page would show something else than what is said now."""
    for name in sorted(stored.keys() | said.keys()):
        if name not in said:
            yield f"transcript.json holds {name}, which the page does not show: verify --write"
        elif name not in stored:
            yield f"transcript.json does not hold {name}: verify --write"
        elif stored[name] != said[name]:
            old, new = (one[name].splitlines() for one in (stored, said))
            changes = "\n".join(unified_diff(old, new, "stored", "now", lineterm=""))
            yield f"{name} says something else than transcript.json holds:\n{changes}"


def unfinished(report: Report, files: State, tree: Tree) -> Iterator[str]:
    """Check the exercises of a chapter."""
    yield from exercises.faults(report.chapter, files, tree)


def _grow(
    chapters: Sequence[Chapter], reports: Sequence[Report], check: Check, folder: Path, root: Path
) -> None:
    """Let one tree grow through the chapters, and check each."""
    tree = Tree(folder)
    for report in reports:
        begun = time.perf_counter()
        try:
            files = state(chapters, report.chapter.number, root)
            tree.hold(files)
            report.faults += check(report, files, tree)
        except Mistake as mistake:
            report.faults.append(str(mistake))
        report.seconds += time.perf_counter() - begun


def print_table(reports: Sequence[Report], across: Sequence[str]) -> None:
    """Print a line for each chapter, then what is wrong."""
    columns = ("lines", "tests", "contracts", "exercises", "experiments", "seconds")
    print(f"{'chapter':<26}" + "".join(f"{name:>12}" for name in columns))
    for report in reports:
        chapter = report.chapter
        figures = (
            report.lines,
            report.tests,
            report.contracts,
            len(chapter.exercises) + 1,
            len(chapter.experiments),
            f"{report.seconds:.1f}",
        )
        name = f"{chapter.label} {chapter.slug}"
        print(f"{name:<26}" + "".join(f"{figure:>12}" for figure in figures))
    for report in reports:
        for fault in report.faults:
            print(f"\nChapter {report.chapter.number}: {fault}")
    for fault in across:
        print(f"\nThe tutorial: {fault}")
    if missing := sorted(set().union(*(report.missing for report in reports))):
        print(f"\nNot run, because absent here: what needs {', '.join(missing)}.")
    count = len(across) + sum(len(report.faults) for report in reports)
    print(f"\n{count} faults" if count else "\nAll is well.")

"""Exercises made from the finished code: a definition keeps its head and loses its body."""

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import dedent, indent

from learn.chapters import Chapter, Exercise, Mistake, Wrong
from learn.checks import Case, Results, run_tests, soundness
from learn.states import FURTHER_TEST, State, Tree, with_further

Function = ast.FunctionDef | ast.AsyncFunctionDef

# A function without a yield is no generator. mypy says, rightly, that this one is never reached.
_STILL_A_GENERATOR = "yield  # type: ignore[unreachable]  # Delete this line with the other."


@dataclass(frozen=True)
class Part:
    """Where the body of a definition stands: the lines `start` to `end`, counted from 0."""

    start: int
    end: int
    indent: str
    generator: bool


def with_holes(state: State, chapter: Chapter, waiting: Sequence[Exercise]) -> dict[str, str]:
    """Return the state of a chapter with some of its exercises still to be done."""
    files = dict(state)
    for exercise in waiting:
        path, name = target(exercise)
        if path not in files:
            raise Mistake(f"Exercise {exercise.name}: chapter {chapter.number} has no {path}")
        files[path] = without_body(files[path], name, exercise.name)
    return files


def with_wrong_answer(state: State, exercise: Exercise, wrong: Wrong) -> dict[str, str]:
    """Return a state in which an exercise has a wrong answer."""
    path, name = target(exercise)
    return {**state, path: with_body(state[path], name, wrong.body)}


def faults(chapter: Chapter, files: State, tree: Tree) -> Iterator[str]:
    """Say what is wrong with the exercises of a chapter, whose finished state is given.

    The tree holds each stage for a while: all open, one after the other done, wrong answers.
    """
    yield from open_faults(chapter, files, tree)
    yield from answer_faults(chapter, files, tree)
    yield from further_faults(chapter, files, tree)


def open_faults(chapter: Chapter, files: State, tree: Tree) -> Iterator[str]:
    """Say which exercises do not fail while they are open, or break a rule then."""
    every, further = chapter.exercises, FURTHER_TEST
    tree.hold(with_further(with_holes(files, chapter, every), chapter, "start.py"))
    tests = dict.fromkeys(test for exercise in every for test in exercise.tests)
    tested = run_tests(tree.folder, [*tests, further])
    for exercise in every:
        if not any(_is_open(case) and case.belongs_to(exercise.tests) for case in tested.failures):
            yield f"exercise {exercise.name} is open, and its tests do not fail:\n{tested.end}"
    if not any(_is_open(case) and case.belongs_to([further]) for case in tested.failures):
        yield f"{further} does not fail with start.py for NotImplementedError\n{tested.end}"
    yield from (f"with the exercises open: {fault}" for fault in soundness(tree.folder))


def answer_faults(chapter: Chapter, files: State, tree: Tree) -> Iterator[str]:
    """Say which exercises are not solved by their bodies, or are solved by wrong ones."""
    every = chapter.exercises
    for number, exercise in enumerate(every):
        later = every[number + 1 :]
        path, name = target(exercise)
        tree.hold(with_holes(files, chapter, later))
        tested = run_tests(tree.folder, exercise.tests)
        if not solved(exercise, tested, later):
            yield f"exercise {exercise.name} is done, and its tests do not pass:\n{tested.end}"
        for wrong in exercise.wrong:
            yield from _misjudged(exercise, wrong, body(files[path], name))
            tree.hold(with_wrong_answer(with_holes(files, chapter, later), exercise, wrong))
            tested = run_tests(tree.folder, exercise.tests, "-k", wrong.when.partition("[")[0])
            failed = unsolved(exercise, tested, later)
            if not any(wrong.fits(case.row, wrong.body, case.words) for case in failed):
                at, end = f"exercise {exercise.name}", "\n".join(case.words for case in failed)
                yield f"{at}: {wrong.when} does not fail on this:\n{wrong.body}\n{end}"


def _misjudged(exercise: Exercise, wrong: Wrong, right: str) -> Iterator[str]:
    """Say where a pattern for a wrong answer does not tell it from the right one."""
    if not re.search(wrong.seen, wrong.body):
        yield f"{exercise.name}: seen = {wrong.seen!r} is not in this:\n{wrong.body}"
    elif wrong.seen and re.search(wrong.seen, right):
        yield f"{exercise.name}: seen = {wrong.seen!r} is in the right answer:\n{right}"


def further_faults(chapter: Chapter, files: State, tree: Tree) -> Iterator[str]:
    """Say whether the exercise that goes further is not solved, or breaks a rule."""
    tree.hold(with_further(files, chapter, "solution.py"))
    tested = run_tests(tree.folder, [FURTHER_TEST])
    if not tested.passed:
        yield f"{FURTHER_TEST} does not pass with solution.py:\n{tested.end}"
    yield from (f"with further/solution.py: {fault}" for fault in soundness(tree.folder))


def solved(exercise: Exercise, tested: Results, later: Sequence[Exercise]) -> bool:
    """Whether its tests show that an exercise is done, although later ones may still be open."""
    passed = (case for case in tested.cases if case.belongs_to(exercise.tests) and not case.failed)
    return any(passed) and not unsolved(exercise, tested, later)


def unsolved(exercise: Exercise, tested: Results, later: Sequence[Exercise]) -> list[Case]:
    """Return the failures of its tests that no later exercise, still open, is to blame for."""
    words = [words_when_open(one.name) for one in later]
    own = (case for case in tested.failures if case.belongs_to(exercise.tests))
    return [case for case in own if not any(one in case.words for one in words)]


def target(exercise: Exercise) -> tuple[str, str]:
    """Return the path and the dotted name of the definition that an exercise is about."""
    path, _, name = exercise.target.partition("::")
    return path, name


def words_when_open(name: str) -> str:
    """What a definition says when it is called while its exercise waits to be done."""
    return f"Your turn: {name}."


def without_body(source: str, name: str, exercise: str) -> str:
    """Return a module in which one definition keeps its signature and its docstring alone."""
    body = f'raise NotImplementedError("{words_when_open(exercise)}")'
    if part(source, name).generator:
        body += f"\n{_STILL_A_GENERATOR}"
    return with_body(source, name, body)


def with_body(source: str, name: str, body: str) -> str:
    """Return a module in which one definition has another body below its docstring."""
    lines = source.splitlines()
    where = part(source, name)
    new = indent(dedent(body).strip("\n"), where.indent).splitlines()
    return "\n".join([*lines[: where.start], *new, *lines[where.end :]]) + "\n"


def body(source: str, name: str) -> str:
    """Return the body of a definition, without its docstring and at the left margin."""
    where = part(source, name)
    return dedent("\n".join(source.splitlines()[where.start : where.end])) + "\n"


def part(source: str, name: str) -> Part:
    """Find the body of a function or of a method: what stands below the docstring.

    Raises:
        Mistake: There is no such definition, or nothing stands there.
    """
    node = _definition(ast.parse(source), name)
    first = node.body[0]
    if ast.get_docstring(node, clean=False) is not None:
        start = first.end_lineno or first.lineno
        below = node.body[1:]
    else:
        start = first.lineno - 1
        while source.splitlines()[start - 1].lstrip().startswith("#"):
            start -= 1
        below = node.body
    if not below or below[0].lineno <= node.lineno:
        raise Mistake(f"{name} has no body on lines of its own")
    generator = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in _own(node))
    return Part(start, node.end_lineno or start, " " * first.col_offset, generator)


def _is_open(case: Case) -> bool:
    return "NotImplementedError" in case.words


def _definition(tree: ast.Module, name: str) -> Function:
    """Find a definition by its dotted name; of several, such as overloads, it is the last."""
    places: list[ast.stmt] = tree.body
    *classes, last = name.split(".")
    for each in classes:
        found = [one for one in places if isinstance(one, ast.ClassDef) and one.name == each]
        if not found:
            raise Mistake(f"There is no class {each} for {name}")
        places = found[-1].body
    functions = [one for one in places if isinstance(one, Function) and one.name == last]
    if not functions:
        raise Mistake(f"There is no function {name}")
    return functions[-1]


def _own(node: ast.AST) -> Iterator[ast.AST]:
    """Give the nodes of a function that are not those of a function inside it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, Function | ast.Lambda | ast.ClassDef):
            yield child
            yield from _own(child)

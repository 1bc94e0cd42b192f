"""Check that a definition loses its body and nothing else, and that a bad exercise is found."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from learn.chapters import Chapter, Mistake, Wrong
from learn.checks import Case, Results
from learn.exercises import (
    answer_faults,
    body,
    faults,
    further_faults,
    open_faults,
    solved,
    with_body,
    without_body,
)
from learn.states import State, Tree, state
from tests.learn.lesson import GUEST, SOLUTION, START, TEST_FURTHER, lesson

Look = Callable[[Chapter, State, Tree], Iterator[str]]

COUNTING = '''
class Book:
    async def pages(self):
        for page in (1, 2):
            yield page

    def lines(self):
        """Count."""
        yield from ()

    def plain(self):
        def inner():
            yield
        return inner
'''


def test_a_function_keeps_its_head_and_loses_its_comments() -> None:
    head, _, rest = GUEST.partition("    # Names")
    hole = '    raise NotImplementedError("Your turn: guest-welcome.")\n'
    after = rest.partition("\n\n\n")[2]
    assert without_body(GUEST, "welcome", "guest-welcome") == f"{head}{hole}\n\n{after}"


def test_the_body_goes_back_where_it_was() -> None:
    open_one = without_body(GUEST, "welcome", "guest-welcome")
    assert with_body(open_one, "welcome", body(GUEST, "welcome")) == GUEST


def test_a_generator_stays_one_and_another_function_becomes_none() -> None:
    source = COUNTING
    for name in ("pages", "lines", "plain"):
        source = without_body(source, f"Book.{name}", name)
    made = SimpleNamespace()
    exec(source, made.__dict__)
    assert inspect.isasyncgenfunction(made.Book.pages)
    assert inspect.isgeneratorfunction(made.Book.lines)
    assert not inspect.isgeneratorfunction(made.Book.plain)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("nobody", "no function nobody"),
        ("Guest.welcome", "no class Guest"),
        ("short", "no body on lines of its own"),
        ("empty", "no body on lines of its own"),
    ],
)
def test_what_has_no_body_is_no_exercise(name: str, words: str) -> None:
    source = f'{GUEST}\ndef short(): return 1\n\ndef empty():\n    """Nothing."""\n'
    with pytest.raises(Mistake, match=words):
        without_body(source, name, "x")


def test_an_exercise_is_solved_although_a_later_one_is_open(tmp_path: Path) -> None:
    welcome, farewell = lesson(tmp_path)[0].exercises
    passed = Case("tests.entities.test_guest.test_a_guest_is_welcome", failed=False)
    blamed = Case(
        "tests.entities.test_guest.test_names_in_any_case[x]", True, "Your turn: guest-farewell."
    )
    failed = replace(blamed, words="assert 1 == 2")
    assert solved(welcome, Results((passed, blamed), "", passed=False), [farewell])
    assert not solved(welcome, Results((passed, failed), "", passed=False), [farewell])
    assert not solved(welcome, Results((blamed,), "", passed=False), [farewell])
    assert not solved(welcome, Results((), "", passed=False), [farewell])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lesson")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """One folder for all, so that mypy has to read little."""
    return Tree(tmp_path_factory.mktemp("tree"))


def found(look: Look, chapter: Chapter, place: Path, tree: Tree) -> str:
    files = state([chapter], chapter.number, place)
    return "\n".join(look(chapter, files, tree))


def test_sound_exercises_have_no_fault(place: Path, tree: Tree) -> None:
    assert found(faults, lesson(place)[0], place, tree) == ""


def only_second(chapter: Chapter) -> Chapter:
    return replace(chapter, exercises=chapter.exercises[1:])


def untested(chapter: Chapter) -> Chapter:
    one = replace(chapter.exercises[1], tests=chapter.exercises[0].tests)
    return replace(chapter, exercises=(one,))


def swapped(chapter: Chapter) -> Chapter:
    return replace(chapter, exercises=chapter.exercises[::-1])


def harmless(chapter: Chapter) -> Chapter:
    wrong = Wrong("test_names_in_any_case", "says", body(GUEST, "welcome"))
    return replace(chapter, exercises=(replace(chapter.exercises[0], wrong=(wrong,)),))


def nameless(chapter: Chapter) -> Chapter:
    wrong = Wrong("test_nothing", "says", "return 'x'")
    return replace(chapter, exercises=(replace(chapter.exercises[0], wrong=(wrong,)),))


def unseen(chapter: Chapter) -> Chapter:
    one = replace(chapter.exercises[0].wrong[0], seen="lower")
    return replace(chapter, exercises=(replace(chapter.exercises[0], wrong=(one,)),))


def seen_in_both(chapter: Chapter) -> Chapter:
    one = replace(chapter.exercises[0].wrong[0], seen="Welcome")
    return replace(chapter, exercises=(replace(chapter.exercises[0], wrong=(one,)),))


def not_shown(chapter: Chapter) -> Chapter:
    one = replace(chapter.exercises[0].wrong[0], shows="KeyError")
    return replace(chapter, exercises=(replace(chapter.exercises[0], wrong=(one,)),))


@pytest.mark.parametrize(
    ("look", "change", "words"),
    [
        (answer_faults, unseen, "guest-welcome: seen = 'lower' is not in this"),
        (answer_faults, seen_in_both, "guest-welcome: seen = 'Welcome' is in the right answer"),
        (answer_faults, not_shown, "test_names_in_any_case does not fail on this"),
        (open_faults, untested, "exercise guest-farewell is open, and its tests do not fail"),
        (answer_faults, swapped, "exercise guest-farewell is done, and its tests do not pass"),
        (
            answer_faults,
            harmless,
            "exercise guest-welcome: test_names_in_any_case does not fail on this",
        ),
        (answer_faults, nameless, "exercise guest-welcome: test_nothing does not fail on this"),
    ],
)
def test_a_bad_exercise_is_found(
    look: Look, change: Callable[[Chapter], Chapter], words: str, place: Path, tree: Tree
) -> None:
    assert words in found(look, change(lesson(place)[0]), place, tree)


@pytest.mark.parametrize(
    ("look", "file", "text", "words"),
    [
        (open_faults, "start.py", SOLUTION, "does not fail with start.py"),
        (further_faults, "solution.py", START, "does not pass with solution.py"),
        (
            further_faults,
            "solution.py",
            SOLUTION.replace("lines: int", "lines"),
            "solution.py: mypy says",
        ),
        (
            open_faults,
            "start.py",
            START.replace("-> int", ""),
            "with the exercises open: mypy says",
        ),
        (
            open_faults,
            "test_further.py",
            TEST_FURTHER.format("page"),
            "does not fail with start.py",
        ),
    ],
)
def test_a_bad_way_further_is_found(
    look: Look, file: str, text: str, words: str, place: Path, tree: Tree
) -> None:
    chapter = only_second(lesson(place)[0])
    (chapter.folder / "further" / file).write_text(text, encoding="utf-8")
    assert words in found(look, chapter, place, tree)

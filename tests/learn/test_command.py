"""Check the learner's command: what it makes, what it says, and that nothing is lost."""

from collections.abc import Callable
from pathlib import Path

import pytest

from learn.advice import _own
from learn.command import _filled, _typed, main
from learn.exercises import with_body
from tests.learn.lesson import GUEST, lesson

Say = Callable[..., str]


@pytest.fixture
def say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command in the clone, and give what it prints."""
    lesson(tmp_path)
    monkeypatch.chdir(tmp_path)
    # A learner's check is quick because mypy has read the state; no test here waits for that.
    monkeypatch.setattr("learn.command.type_faults", lambda _: "")

    def typed(*words: str) -> str:
        main(words, tmp_path)
        said = capsys.readouterr()
        return said.out + said.err

    return typed


@pytest.fixture
def guest(tmp_path: Path) -> Path:
    return tmp_path / "learning/chapter-00/entities/guest.py"


def answer(guest: Path, body: str) -> None:
    text = guest.read_text(encoding="utf-8")
    guest.write_text(with_body(text, "welcome", body), encoding="utf-8")


def test_the_way_through_a_chapter(say: Say, guest: Path) -> None:
    assert "chapter-00" in say("start", "0")
    said = say("check")
    assert "open  guest-welcome" in said
    assert (
        "Next: Write the body of welcome in learning/chapter-00/entities/guest.py, line 6." in said
    )

    answer(guest, "return f'Welcome {name}'")
    said = say("check")
    assert "test_names_in_any_case fails:" in said
    assert "E   AssertionError: assert 'Welcome ada' == 'Welcome Ada'" in said
    assert "A name may be written small." in said

    answer(guest, "return 'Hello'")
    said = say("check")
    assert "test_a_guest_is_welcome" not in said
    assert "test_names_in_any_case fails:" in said
    assert "A name may be written small." in said

    answer(guest, "return f'Welcome {name.title()}' + 1")
    said = say("check")
    assert "no    mypy" in said

    answer(guest, "return f'Welcome {name.title()}'")
    said = say("check")
    assert "done  guest-welcome\nopen  guest-farewell" in said
    assert "Write the body of farewell" in said
    assert "1 of 3 exercises done, you are here" in say("list")

    guest.write_text(GUEST, encoding="utf-8")
    said = say("check")
    assert "Chapter 0 is done. What you now know:\n* A name is a value." in said
    assert "Go further in learning/chapter-00/further/pages.py: Count the pages." in said
    assert (
        "Page: docs/tutorial/00-guests.md (after `make docs`, site/tutorial/00-guests.html)" in said
    )
    assert 'return f"Welcome {name.title()}"' in say("solution", "guest-welcome")


def test_a_chapter_without_exercises_asks_to_go_further(say: Say, tmp_path: Path) -> None:
    description = tmp_path / "learn/chapters/00/chapter.toml"
    text = description.read_text(encoding="utf-8")
    exercises = text[text.index("[[exercise]]") : text.index("[further]")]
    description.write_text(text.replace(exercises, ""), encoding="utf-8")
    say("start", "0")
    said = say("check")
    assert "is done" not in said
    assert "Count the pages.\n" in said
    assert "Next: Write it in learning/chapter-00/further/pages.py" in said


def test_what_mypy_says_of_a_solved_exercise_comes_before_the_next(say: Say, guest: Path) -> None:
    say("start", "0")
    answer(guest, "number: int = name.title()\nreturn f'Welcome {number}'")
    said = say("check")
    assert "done  guest-welcome" in said
    assert "mypy says:" in said
    assert "Next: Make the types fit" in said


def test_a_place_where_no_folder_can_be_is_told_without_a_traceback(
    say: Say, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("Ada")
    assert "Name another folder." in say("start", "0", str(tmp_path / "notes.txt/mine"))


def test_the_page_that_is_named_is_the_built_one_once_there_is_one(
    say: Say, tmp_path: Path
) -> None:
    say("start", "0")
    (tmp_path / "site/tutorial").mkdir(parents=True)
    (tmp_path / "site/tutorial/00-guests.html").write_text("")
    assert "Page: site/tutorial/00-guests.html\n" in say("check")


def test_what_only_looks_like_a_command_is_left_alone() -> None:
    assert _typed("`list[str]` and `checks`") == "`list[str]` and `checks`"
    assert _typed("`start 3` or `check`").count(" -m learn ") == 2


def test_what_is_to_be_typed_is_not_divided() -> None:
    words = "x " * 46 + "`python3 -m learn hint` or not"
    assert "\n`python3 -m learn hint` or not" in _filled(words)


def test_hints_go_from_a_nudge_to_nearly_the_answer(say: Say) -> None:
    say("start", "0")
    assert "Hint 1 of 3: one" in say("hint")
    assert "Hint 2 of 3: two" in say("hint")
    assert "Hint 1 of 3: one" in say("hint", "guest-farewell")
    assert "Hint 3 of 3: three" in say("hint")
    said = say("hint")
    assert "Hint 3 of 3: three" in said
    assert "This was the last one" in said


def test_a_solution_is_shown_only_after_success(say: Say) -> None:
    say("start", "0")
    assert "guest-welcome is not solved yet" in say("solution")
    assert "name.title()" in say("solution", "--anyway")


SOLVED = "return f'Welcome {name.title()}'"


def test_what_was_done_and_fails_again_is_told(say: Say, guest: Path) -> None:
    say("start", "0")
    answer(guest, SOLVED)
    assert "done  guest-welcome" in say("check")
    assert "`python3 -m learn solution guest-welcome` is yours already." in say("solution")
    answer(guest, "return 'Hello'")
    said = say("check")
    assert "fails guest-welcome\nopen  guest-farewell" in said
    assert "guest-welcome was done, and fails now.\n" in said
    answer(guest, SOLVED)
    assert "done  guest-welcome" in say("check")


def test_all_tests_run_again_once_something_has_changed(say: Say, guest: Path) -> None:
    say("start", "0")
    guest.write_text(GUEST, encoding="utf-8")
    say("check")
    assert "All tests of the chapter run now" not in say("check")
    answer(guest, "return 'Hello'")
    said = say("check")
    assert "All tests of the chapter run now" in said
    assert "fails guest-welcome" in said
    assert "is done." not in said


def test_what_is_said_of_a_wrong_answer_is_about_this_answer(say: Say, guest: Path) -> None:
    description = guest.parents[3] / "learn/chapters/00/chapter.toml"
    text = description.read_text(encoding="utf-8")
    wrong = """[[exercise.wrong]]
when = "{}"
says = "You shout."
seen = 'upper'
shows = '{}'
body = 'return f"Welcome {{name.upper()}}"'

[[exercise]]
name = "guest-farewell\""""
    for when, shows, said in [
        ("test_names_in_any_case", "WELCOME|ADA", True),
        ("test_names_in_any_case", "Grace", False),
        ("test_names_in_any_case[other]", "", False),
    ]:
        added = wrong.format(when, shows)
        changed = text.replace('[[exercise]]\nname = "guest-farewell"', added)
        description.write_text(changed, encoding="utf-8")
        say("start", "0")
        answer(guest, "return f'Welcome {name.upper()}'")
        assert ("\nYou shout.\n" in say("check")) is said
        answer(guest, "return f'Welcome {name}'")
        assert "A common cause: A name may be written small." in say("check")


def test_frames_of_libraries_are_left_out_of_a_failure() -> None:
    words = """tests/test_a.py:3: in test_a
    serve()
/usr/lib/python3.11/asyncio/runners.py:190: in run
    return runner.run(main)
E   TimeoutError
E   Use -v to get more diff"""
    kept = ["tests/test_a.py:3: in test_a", "    serve()", "E   TimeoutError"]
    assert _own(words) == kept


def test_a_comparison_does_not_give_the_answer_away(say: Say, guest: Path) -> None:
    say("start", "0")
    said = say("diff")
    assert "Nothing differs" in said
    assert "Not compared, since still open: guest-welcome, guest-farewell." in said
    guest.write_text(guest.read_text(encoding="utf-8") + "# Mine\n", encoding="utf-8")
    answer(guest, "return 'Hello'")
    said = say("diff")
    assert "-# Mine" in said
    assert "Hello" not in said
    assert "-    raise" not in said
    assert "name.title()" not in said
    assert "name.title()" in say("diff", "--anyway")


def test_a_reset_keeps_what_was_there(say: Say, guest: Path) -> None:
    say("start", "0")
    before = guest.read_text(encoding="utf-8")
    answer(guest, "return 'mine'")
    mine = guest.read_text(encoding="utf-8")
    said = say("reset", "guest-welcome")
    assert "guest-welcome waits again, in entities/guest.py." in said
    assert "What you had is in" in said
    assert guest.read_text(encoding="utf-8") == before
    (backup,) = guest.parents[1].glob(".learn-backups/*/entities/guest.py")
    assert backup.read_text(encoding="utf-8") == mine

    guest.unlink()
    assert "entities/guest.py is gone." in say("check")
    said = say("reset", "entities/guest.py")
    assert "entities/guest.py is as it was." in said
    assert "What you had" not in said
    assert guest.read_text(encoding="utf-8") == before
    assert "no exercise nobody; it has guest-welcome" in say("reset", "nobody")
    assert "is it entities/guest.py?" in say("reset", "guest.py")


def test_an_experiment_is_made_on_a_copy(say: Say, tmp_path: Path) -> None:
    assert "no experiment" in say("start", "0") + say("break")
    say("start", "1")
    said = say("break")
    assert "+import asyncio" in said
    assert "entities is not allowed to import asyncio" in said
    assert "A value waits for nothing." in said
    book = tmp_path / "learning/chapter-01/entities/book.py"
    assert "asyncio" not in book.read_text(encoding="utf-8")
    assert "There is no experiment nothing. Choose one" in say("break", "nothing")


def test_a_broken_contract_is_told_with_its_reason(say: Say, tmp_path: Path) -> None:
    say("start", "1")
    folder = tmp_path / "learning/chapter-01"
    source = (tmp_path / "entities/book.py").read_text(encoding="utf-8")
    (folder / "entities/book.py").write_text(source.replace('"""The', 'import asyncio\n"""The'))
    said = say("check")
    assert "no    lint-imports: 1 contracts kept, 1 broken" in said
    assert "entities is not allowed to import asyncio" in said


def test_a_file_that_is_no_python_is_told_by_its_line(say: Say, guest: Path) -> None:
    say("start", "0")
    guest.write_text("def welcome(\n", encoding="utf-8")
    assert "entities/guest.py, line 1: '(' was never closed" in say("check")


def test_tests_that_do_not_end_are_told_as_such(
    say: Say, guest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("learn.advice.PATIENCE", 0.5)
    say("start", "0")
    answer(guest, "while True:\n    name += name[:0]")
    assert "Is there a loop that never ends?" in say("check")


def test_a_folder_is_found_again_and_never_overwritten(say: Say, tmp_path: Path) -> None:
    assert "No chapter is begun." in say("check")
    assert "There is no chapter 9." in say("start", "9")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").touch()
    assert "mine is not empty" in say("start", "0", "mine")
    assert "notes.txt is a file" in say("start", "0", "mine/notes.txt")
    assert "not a folder that `python" in say("check", "--folder", "mine")
    say("start", "0", "--folder", "other")
    assert "You are in" in say()
    assert "You go on with chapter 0" in say("start", "0", "other")
    assert "holds chapter 0" in say("start", "1", "other")
    (tmp_path / "other/.learn.json").write_text("{", encoding="utf-8")
    assert "cannot be read" in say("check")
    (tmp_path / "other").rename(tmp_path / "another")
    assert "other is gone." in say("check")

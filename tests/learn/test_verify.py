"""Check that a sound tutorial is found sound, and that what is wrong with one is told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from learn.chapters import Chapter, Exercise, Mistake, load
from learn.verify import changed_words, descriptions, together, verify
from tests.learn.lesson import lesson


def test_a_sound_tutorial_passes_once_its_outputs_are_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson(tmp_path)
    assert verify([1], write=True, root=tmp_path) == 0
    assert "All is well." in capsys.readouterr().out

    kept = tmp_path / "learn/chapters/01/transcript.json"
    text = kept.read_text(encoding="utf-8")
    kept.write_text(text.replace("KEPT", "GONE"), encoding="utf-8")
    book = tmp_path / "tests/entities/test_book.py"
    book.write_text(book.read_text(encoding="utf-8").replace("Ada", "Bob"), encoding="utf-8")
    assert verify([1], root=tmp_path) == 1
    said = capsys.readouterr().out
    assert "experiment: loop says something else" in said
    assert "the tests of the chapter fail" in said


def test_a_chapter_that_is_not_there_is_a_mistake(tmp_path: Path) -> None:
    lesson(tmp_path)
    with pytest.raises(Mistake, match="no chapter 7"):
        verify([7], root=tmp_path)


def test_an_output_that_is_new_old_or_other_is_found() -> None:
    assert list(changed_words({"a": "x"}, {"a": "x"})) == []
    stored = {"a": "x", "b": "y"}
    found = list(changed_words(stored, {"b": "z", "c": "x"}))
    assert [words.split("\n")[0] for words in found] == [
        "transcript.json holds a, which the page does not show: verify --write",
        "b says something else than transcript.json holds:",
        "transcript.json does not hold c: verify --write",
    ]


def test_a_sound_description_has_no_fault(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    assert [descriptions(chapter, chapters, tmp_path) for chapter in chapters] == [[], []]


def exercise(chapter: Chapter, **changes: object) -> Chapter:
    first: Exercise = replace(chapter.exercises[0], **changes)  # type: ignore[arg-type]
    return replace(chapter, exercises=(first, *chapter.exercises[1:]))


def faulty(chapter: Chapter) -> Sequence[tuple[Chapter, str]]:
    return [
        (replace(chapter, slug="nowhere"), "the page docs/tutorial/00-nowhere.md is not there"),
        (replace(chapter, learned=("one",)), "not two to four sentences"),
        (replace(chapter, exercises=()), "one to three exercises"),
        (replace(chapter, number=3), "each has an experiment"),
        (exercise(chapter, hints=("one", "two")), "guest-welcome has not three hints"),
        (exercise(chapter, hints=("one", "two", "")), "guest-welcome has not three hints"),
        (exercise(chapter, task=""), "guest-welcome has no task"),
        (exercise(chapter, name="guest-farewell"), "the name guest-farewell is given twice"),
        (exercise(chapter, name="lines"), "the name lines is given twice"),
        (replace(chapter, further=replace(chapter.further, hints=())), "pages has not three"),
    ]


def test_what_a_description_lacks_is_found(tmp_path: Path) -> None:
    chapter, second = lesson(tmp_path)
    for changed, words in faulty(chapter):
        assert words in "\n".join(descriptions(changed, [changed, second], tmp_path))


def test_what_is_wrong_with_all_chapters_is_found(tmp_path: Path) -> None:
    chapters = lesson(tmp_path)
    assert together(chapters, tmp_path) == []
    (tmp_path / "entities/route.py").touch()
    (tmp_path / "learn/chapters/02").mkdir()
    found = "\n".join(together(load(tmp_path)[1:], tmp_path))
    assert "entities/route.py" in found
    assert "learn/chapters/02 has no chapter.toml" in found
    assert "not numbered from 0 on: [1]" in found


def test_a_chapter_that_takes_something_away_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chapters = lesson(tmp_path)
    states = {0: {"entities/guest.py": "x\n"}, 1: {"entities/guest.py": "y\n"}}
    monkeypatch.setattr("learn.verify.introduced", lambda _, number, __: states[number])
    assert together(chapters, tmp_path) == [
        "chapter 1 takes a line from entities/guest.py, and chapters only add"
    ]

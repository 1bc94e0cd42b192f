"""The plans for teachers hold what the chapters take."""

import re

import pytest

from learn.chapters import ROOT, load

PAGE = (ROOT / "docs/tutorial/teachers.md").read_text()


def chapters_of(heading: str) -> list[int]:
    """Return the numbers in the second column of the table below a heading."""
    section = PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| [^|]+ \| ([\d, ]+) \|", section, re.MULTILINE)
    return [int(number) for cell in cells for number in cell.split(",")]


@pytest.mark.parametrize(("heading", "hours"), [("Half a day", 4), ("Two days", 12)])
def test_a_plan_fits_its_time(heading: str, hours: int) -> None:
    minutes = {chapter.number: chapter.minutes for chapter in load()}
    planned = chapters_of(heading)
    assert planned == sorted(set(planned))
    assert 0.5 * hours * 60 < sum(minutes[number] for number in planned) <= hours * 60


def test_every_chapter_is_planned_or_spoken_of() -> None:
    spoken = {int(number) for number in re.findall(r"Chapter (\d+), about", PAGE)}
    assert {*chapters_of("Two days"), *spoken} == {chapter.number for chapter in load()}

"""Check which lines a name stands for."""

from pathlib import Path

import pytest

from learn.chapters import ROOT, Mistake
from learn.source import blocks, find
from learn.states import PACKAGES
from tests.learn.small import GUEST

SHAPES = '''"""Doc."""
import sys
if sys:
    import json

@overload
def ask(x: int) -> int: ...
@overload
def ask(x: str) -> str: ...
def ask(x):
    return x
    # A last word of its own.

ask.once = True
"""What is said of it."""
A = 1
# Above B.
B: int = 2


# A heading.

# And a comment.
@decorated(
    1,
)
class Thing:
    # A field.
    field: int = 0
    def one(self): ...
    other = one
    class Inner:
        def deep(self): ...


if __name__ == "__main__":
    ask(1)
# The end.
'''


def shown(name: str, text: str = SHAPES) -> list[str]:
    return find(text, name, "a.py").lines(text)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("top", '"""Doc."""', "    import json"),
        ("ask", "@overload", '"""What is said of it."""'),
        ("A", "A = 1", "A = 1"),
        ("B", "# Above B.", "B: int = 2"),
        ("Thing", "# A heading.", "# The end."),
        ("Thing.top", "# A heading.", "    field: int = 0"),
        ("Thing.one", "    def one(self): ...", "    def one(self): ..."),
        ("Thing.other", "    other = one", "    other = one"),
        ("Thing.Inner", "    class Inner:", "# The end."),
    ],
)
def test_a_name_stands_for_its_lines(name: str, first: str, last: str) -> None:
    assert (shown(name)[0], shown(name)[-1]) == (first, last)


def test_the_comments_of_a_class_are_shown_with_its_decorators() -> None:
    assert shown("Thing.top")[:6] == [
        "# A heading.",
        "",
        "# And a comment.",
        "@decorated(",
        "    1,",
        ")",
    ]


def test_overloads_of_one_name_go_together() -> None:
    assert sum(line.startswith("def ask") for line in shown("ask")) == 3


def test_a_property_goes_with_its_setter_and_its_comment() -> None:
    lines = shown("Guest.title", GUEST)
    assert lines[0] == "    # What the book shows."
    assert lines[-1] == "        self.name = title.lower()"


def test_an_assignment_to_two_names_has_both() -> None:
    assert shown("FIRST", GUEST) == shown("SECOND", GUEST)
    assert shown("FIRST", GUEST)[0] == "# Two names make a pair."


def test_each_line_of_the_repository_belongs_to_one_block() -> None:
    files = [file for package in PACKAGES for file in Path(ROOT, package).rglob("*.py")]
    assert len(files) > 100
    for text in [SHAPES, *(file.read_text(encoding="utf-8") for file in files)]:
        spans = [range(block.first, block.last + 1) for block in blocks(text)]
        numbers = [number for span in spans for number in span]
        assert len(numbers) == len(set(numbers))
        full = {n for n, line in enumerate(text.splitlines(), 1) if line.strip()}
        assert full <= set(numbers)


def test_a_missing_name_is_answered_with_names_that_are_near() -> None:
    with pytest.raises(Mistake, match=r"^a\.py has no Guest\.titel; it has Guest\.title"):
        find(GUEST, "Guest.titel", "a.py")


def test_a_missing_class_is_answered_with_the_class() -> None:
    with pytest.raises(Mistake, match=r"has no Guests; it has Guest"):
        find(GUEST, "Guests", "a.py")


def test_a_name_that_stands_for_two_things_is_refused() -> None:
    with pytest.raises(Mistake, match="A more than once: in line 1 and in line 3"):
        find("A = 1\nB = 2\nA = 3\n", "A", "a.py")

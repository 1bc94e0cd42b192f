"""A tutorial of two chapters that can be learned: its states are sound, its exercises solvable."""

import shutil
from pathlib import Path

from learn.chapters import Chapter, load
from tests.layers import ROOT

GUEST = '''"""Who signs the guestbook."""


def welcome(name: str) -> str:
    """Welcome somebody by name, in any case."""
    # Names are written large.
    return f"Welcome {name.title()}"


def farewell(name: str) -> str:
    """Say goodbye to somebody."""
    return welcome(name).replace("Welcome", "Goodbye")
'''

BOOK = '''"""The guestbook."""

from collections.abc import Iterator

from entities.guest import welcome


class Book:
    """A guestbook."""

    names = ("ada", "grace")

    def lines(self) -> Iterator[str]:
        """Welcome everybody."""
        for name in self.names:
            yield welcome(name)
'''

TEST_GUEST = """from entities.guest import farewell, welcome


def test_a_guest_is_welcome() -> None:
    assert welcome("Ada") == "Welcome Ada"


def test_names_in_any_case() -> None:
    assert welcome("ada") == "Welcome Ada"


def test_a_guest_goes() -> None:
    assert farewell("Ada") == "Goodbye Ada"
"""

TEST_BOOK = """from entities.book import Book


def test_all_are_welcome() -> None:
    assert list(Book().lines()) == ["Welcome Ada", "Welcome Grace"]
"""

CONTRACTS = """# What may import what.

[importlinter]
root_packages =
    entities
    use_cases
    tests
include_external_packages = True

# The rule of rules.
[importlinter:contract:layers]
name = Dependencies point inward
type = layers
layers =
    use_cases
    tests.entities
    entities

[importlinter:contract:values]
name = Entities import value tools only
type = forbidden
source_modules = entities
forbidden_modules = *
allow_indirect_imports = True
unmatched_ignore_imports_alerting = none
ignore_imports =
    # Outside.
    use_cases.** -> re
    # Tools.
    entities.** -> collections

[importlinter:contract:loops]
name = Nobody imports an event loop
type = protected
protected_modules =
    asyncio
    socket
allowed_importers = use_cases

[importlinter:contract:apart]
name = Nobody knows another
type = independence
modules =
    entities.guest
    use_cases.sign
"""

FIRST = """
title = "Guests"
slug = "guests"
minutes = 20
layer = "entities"
goal = "Guests with names."
learned = ["A name is a value.", "A test needs no set-up."]
modules = ["entities/guest.py"]
tests = ["tests/entities/test_guest.py"]

[[exercise]]
name = "guest-welcome"
target = "entities/guest.py::welcome"
tests = [
    "tests/entities/test_guest.py::test_a_guest_is_welcome",
    "tests/entities/test_guest.py::test_names_in_any_case",
]
task = "Welcome a guest by name."
hints = ["one", "two", "three"]

[[exercise.wrong]]
when = "test_names_in_any_case"
says = "A name may be written small."
body = 'return f"Welcome {name}"'

[[exercise]]
name = "guest-farewell"
target = "entities/guest.py::farewell"
tests = ["tests/entities/test_guest.py"]
task = "Say goodbye."
hints = ["one", "two", "three"]

[further]
name = "pages"
task = "Count the pages."
hints = ["one", "two", "three"]
"""

SECOND = """
title = "The book"
slug = "the-book"
minutes = 25
layer = "entities"
goal = "A book of guests."
learned = ["A list is a value.", "An arrow points inward."]
modules = ["entities/book.py"]
tests = ["tests/entities/test_book.py"]
contracts = ["layers", "values"]

[[exercise]]
name = "book-lines"
target = "entities/book.py::Book.lines"
tests = ["tests/entities/test_book.py"]
task = "Welcome all of them."
hints = ["one", "two", "three"]

[further]
name = "lines"
task = "Count the lines."
hints = ["one", "two", "three"]
"""

EXPERIMENT = """
question = "Predict: what does the linter say of an event loop?"
edit = "entities/book.py"
find = "from entities.guest"
add = "import asyncio\\n"
run = "lint-imports"
breaks = ["values"]
says = ["entities is not allowed to import asyncio"]
why = "A value waits for nothing."
"""

START = '''"""Pages."""


def count(lines: int) -> int:
    """Count the pages of ten lines each."""
    raise NotImplementedError
'''

SOLUTION = START.replace("raise NotImplementedError", "return -(-lines // 10)")

TEST_FURTHER = """from further.{} import count


def test_pages() -> None:
    assert [count(0), count(10), count(11)] == [0, 1, 2]
"""

FILES = {
    "entities/__init__.py": '"""The nouns."""\n\nfrom entities.book import Book as Book\n'
    "from entities.guest import welcome as welcome\n",
    "entities/guest.py": GUEST,
    "entities/book.py": BOOK,
    "tests/__init__.py": "",
    "tests/entities/__init__.py": "",
    "tests/entities/test_guest.py": TEST_GUEST,
    "tests/entities/test_book.py": TEST_BOOK,
    ".importlinter": CONTRACTS,
    "Makefile": "test:\n\tpytest\n",
    "learn/chapters/00/chapter.toml": FIRST,
    "learn/chapters/00/files/program.py": 'print("Hello")\n',
    "learn/chapters/01/chapter.toml": SECOND,
    "learn/chapters/01/experiments/loop.toml": EXPERIMENT,
    "docs/tutorial/00-guests.md": "{{ entities/guest.py }}\n\n{{ entities/__init__.py }}\n",
    "docs/tutorial/01-the-book.md": "{{ entities/book.py }}\n\n{{ entities/__init__.py }}\n",
}


def lesson(root: Path) -> list[Chapter]:
    """Write the tutorial and what it is about into a folder, and load its chapters."""
    files = dict(FILES)
    for number, name in (("00", "pages"), ("01", "lines")):
        further = f"learn/chapters/{number}/further"
        files[f"{further}/start.py"] = START
        files[f"{further}/solution.py"] = SOLUTION
        files[f"{further}/test_further.py"] = TEST_FURTHER.format(name)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8", newline="\n")
    shutil.copy(ROOT / "pyproject.toml", root)
    return load(root)

"""A repository of two chapters, small enough to see at a glance what is wrong in it."""

from pathlib import Path

from learn.chapters import Chapter, load

GUEST = '''"""Who signs the guestbook."""

import re

NAME = re.compile("[A-Z][a-z]+")
# Two names make a pair.
FIRST, SECOND = "Ada", "Grace"


class Guest:
    """Somebody."""

    name: str

    def __init__(self, name: str) -> None:
        self.name = name

    # What the book shows.

    @property
    def title(self) -> str:
        """The name, as the book shows it."""
        return self.name.title()

    @title.setter
    def title(self, title: str) -> None:
        self.name = title.lower()


def welcome(guest: Guest) -> str:
    """Welcome somebody."""
    return f"Welcome {guest.name}"
'''

BOOK = '''"""The guestbook."""

from entities.guest import Guest

Book = list[Guest]
'''

PACKAGE = '''"""The nouns."""

from entities.book import Book as Book
from entities.guest import Guest as Guest
'''

CONTRACTS = """# What may import what.

[importlinter]
root_packages =
    entities
    use_cases

# The rule of rules.
[importlinter:contract:layers]
name = Dependencies point inward
type = layers
layers =
    use_cases
    entities
"""

FIRST = """
title = "Guests"
slug = "guests"
minutes = 20
layer = "entities"
goal = "Guests with names."
learned = ["A name is a value."]
modules = ["entities/guest.py"]
contracts = ["layers"]

[[exercise]]
name = "guest-welcome"
target = "entities/guest.py::welcome"
tests = ["tests/test_guest.py"]
task = "Welcome a guest by name."
hints = ["one", "two", "three"]

[further]
name = "farewell"
task = "Say goodbye."
hints = ["one", "two", "three"]
"""

SECOND = """
title = "The book"
slug = "the-book"
minutes = 25
layer = "entities"
goal = "A book of guests."
learned = ["A list is a value."]
modules = ["entities/book.py"]

[further]
name = "pages"
task = "Turn the pages."
hints = ["one", "two", "three"]
"""

EXPERIMENT = """
question = "Predict: what does it say without a name?"
edit = "entities/guest.py"
find = 'return f"Welcome {guest.name}"'
replace = 'return "Welcome"'
run = "python -c 'print(1)'"
says = ["1"]
why = "A welcome needs a name."
"""

# It shows each line of the first chapter once.
PAGE = """{{ chapter: 1 }}

{{ entities/guest.py::top }}

{{ entities/guest.py::NAME }}

{{ entities/guest.py::SECOND }}

{{ entities/guest.py::Guest.top }}

{{ entities/guest.py::Guest.__init__ }}

Words between.

{{ entities/guest.py::Guest.title }}

{{ entities/guest.py::welcome }}

{{ entities/__init__.py }}
"""

FILES = {
    "entities/__init__.py": PACKAGE,
    "entities/guest.py": GUEST,
    "entities/book.py": BOOK,
    ".importlinter": CONTRACTS,
    "pyproject.toml": '[tool.mypy]\nfiles = [\n    "entities",\n]\n',
    "Makefile": ".PHONY: test\ntest: ## Run the tests\n\tpytest\n",
    "learn/chapters/01/chapter.toml": FIRST,
    "learn/chapters/01/experiments/nameless.toml": EXPERIMENT,
    "learn/chapters/01/files/program.py": 'print("Hello")\n',
    "learn/chapters/01/further/solution.py": '"""The end."""\n',
    "learn/chapters/02/chapter.toml": SECOND,
    "learn/chapters/02/further/solution.py": '"""The pages."""\n',
    "docs/tutorial/01-guests.md": PAGE,
}


def small(folder: Path) -> Path:
    """Write the repository into a folder."""
    for path, text in FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def first(root: Path, page: str = PAGE) -> Chapter:
    """Return the first chapter, with a page of one's own."""
    (root / "docs/tutorial/01-guests.md").write_text(page, encoding="utf-8")
    return load(root)[0]

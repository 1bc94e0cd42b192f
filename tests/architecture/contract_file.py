"""What can be wrong with .importlinter itself, while the linter is content.

A misspelt name matches no import, so the contract that names it is kept for ever; and the
linter grants any exception that somebody writes down. Each function returns what it finds.
"""

import ast
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from tests.architecture.blind_spots import imports
from tests.architecture.linter import PACKAGES, Contract
from tests.layers import ROOT

# The options whose values are modules, and those that except something from a rule.
MODULES = (
    "source_modules",
    "forbidden_modules",
    "protected_modules",
    "allowed_importers",
    "ancestors",
    "layers",
    "modules",
)
EXCEPTIONS = ("exhaustive_ignores", "skip_descendants")


def unknown_names(contract: Contract) -> list[str]:
    """Return the names that are neither in the standard library nor in the tree."""
    return [name for name in names_in(contract) if not exists(name)]


def names_in(contract: Contract) -> Iterator[str]:
    """Give every module that a contract names; `entities.**` names entities."""
    for option in MODULES:
        yield from (name for name in contract.lines(option) if name != "*")
    for line in contract.lines("ignore_imports"):
        yield from (name.strip().removesuffix(".**") for name in line.split("->"))


def exists(name: str) -> bool:
    """Whether a module is there; of the standard library the linter knows top-level names only."""
    if name.partition(".")[0] not in PACKAGES:
        return name in sys.stdlib_module_names
    path = ROOT / name.replace(".", "/")
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()


def excuses(contract: Contract) -> list[str]:
    """Return the exceptions that are not part of an allow-list.

    An allow-list speaks of the whole layer that its contract is about: `entities.** -> re`. An
    exception for one module is a hole in the rule.
    """
    listed = tuple(f"{layer}.** -> " for layer in contract.lines("source_modules"))
    ignored = contract.lines("ignore_imports")
    others = [option for option in EXCEPTIONS if option in contract.options]
    return [line for line in ignored if not line.startswith(listed)] + others


def unexplained(text: str) -> list[int]:
    """Return the numbers of the lines that open a list of exceptions without a reason.

    The reason is a comment on the line below, as for the allow-lists.
    """
    return [
        number
        for number, (line, below) in enumerate(pairwise([*text.splitlines(), ""]), start=1)
        if line.startswith("ignore_imports") and not below.strip().startswith("#")
    ]


def top_level_imports(*folders: Path) -> set[str]:
    """Return the first names of all that the files in some folders import."""
    files = [file for folder in folders for file in folder.rglob("*.py")]
    found = [name for file in files for _, name in imports(ast.parse(file.read_text()))]
    return {name.partition(".")[0] for name in found}

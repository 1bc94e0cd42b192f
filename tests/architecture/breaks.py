"""Edits that break a contract, each with what the linter must say about it.

An edit writes files into a copy of the tree. Most write a module named `intruder` that holds
one import, so that they do not depend on what the real modules contain.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from tests.architecture.linter import CONTRACTS, read_contracts
from tests.layers import LAYERS

ALLOW_LISTS = {
    "entities": "entities-allow-list",
    "use_cases": "use-cases-allow-list",
    "interfaces": "interfaces-allow-list",
}

# An import counts wherever it stands.
PLACES = {
    "": "import {}\n",
    " for a type only": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import {}\n",
    " inside a function": "def run() -> None:\n    import {}\n",
}

# An event loop, I/O, a clock, a log, and two that nobody thought of.
UNLISTED = ("asyncio", "socket", "os", "time", "logging", "random", "sqlite3")

contracts = read_contracts(CONTRACTS.read_text())
PROTECTED = contracts["outside-world"].lines("protected_modules")
INDEPENDENT = [each for each in contracts.values() if each.options["type"] == "independence"]


@dataclass(frozen=True)
class Break:
    """An edit, the ids of the contracts that it breaks, and what the linter says of it."""

    what: str
    files: dict[str, str]
    contracts: frozenset[str]
    words: str


def all_breaks() -> Iterator[Break]:
    """Give every edit there is."""
    yield from outward_imports()
    yield from unlisted_imports()
    yield from outward_tests()
    yield from chain_through_a_helper()
    yield from loops_in_fakes()
    yield from cycles()
    yield from siblings_that_meet()
    yield from code_that_imports_fakes()
    yield from architecture_tests_that_import()
    yield from extras_that_know_too_much()
    yield from bookmarks_that_know_too_much()


def break_by_import(importer: str, imported: str, *broken: str, place: str = "") -> Break:
    """Return the edit that makes one module import another."""
    source = PLACES[place].format(imported)
    line = 1 + source[: source.index(f"import {imported}")].count("\n")
    return Break(
        what=f"{importer} imports {imported}{place}",
        files={importer.replace(".", "/") + ".py": source},
        contracts=frozenset(broken),
        words=f"- {importer} -> {imported} (l.{line})",
    )


def outward_imports() -> Iterator[Break]:
    """Each layer imports each layer outside it, from each place."""
    for inner, outer in combinations(LAYERS, 2):
        for place in PLACES:
            importer = f"{inner}.intruder"
            yield break_by_import(importer, outer, "layers", ALLOW_LISTS[inner], place=place)


def unlisted_imports() -> Iterator[Break]:
    """Each inner layer imports what its allow-list does not name."""
    for layer, allow_list in ALLOW_LISTS.items():
        for module in UNLISTED:
            also = ["outside-world"] if module in PROTECTED else []
            yield break_by_import(f"{layer}.intruder", module, allow_list, *also)


def outward_tests() -> Iterator[Break]:
    """The tests of each layer import each layer outside it; so do the fakes."""
    for inner, outer in combinations(LAYERS, 2):
        yield break_by_import(f"tests.{inner}.intruder", outer, "layers")
    yield break_by_import("tests.use_cases.intruder", "tests.fakes", "layers")
    yield break_by_import("tests.fakes.intruder", "infrastructure", "layers")
    yield break_by_import("tests.properties.intruder", "infrastructure", "layers")


def chain_through_a_helper() -> Iterator[Break]:
    """A detour by a module that no contract names is followed to its end."""
    yield Break(
        what="tests.entities imports infrastructure by way of tests.helper",
        files={
            "tests/entities/intruder.py": "import tests.helper\n",
            "tests/helper.py": "import infrastructure\n",
        },
        contracts=frozenset({"layers"}),
        words="- tests.entities.intruder -> tests.helper (l.1) "
        "tests.helper -> infrastructure (l.1)",
    )


def loops_in_fakes() -> Iterator[Break]:
    """A fake, which may import the interfaces, reaches for the outside world."""
    for module in PROTECTED:
        yield break_by_import("tests.fakes.intruder", module, "outside-world")


def cycles() -> Iterator[Break]:
    """Two modules of the same layer import each other."""
    for layer in (*LAYERS, "extras.use_cases", "extras.interfaces", "extras.infrastructure"):
        folder = layer.replace(".", "/")
        yield Break(
            what=f"a cycle in {layer}",
            files={
                f"{folder}/chicken.py": f"import {layer}.egg\n",
                f"{folder}/egg.py": f"import {layer}.chicken\n",
            },
            contracts=frozenset({"no-cycles"}),
            words=f"No cycles are allowed in {layer}.",
        )


def siblings_that_meet() -> Iterator[Break]:
    """Of modules that are to be independent, each imports the next, whatever it really holds."""
    for contract in INDEPENDENT:
        modules = contract.lines("modules")
        for importer, imported in pairwise([*modules, modules[0]]):
            yield break_by_import(importer, imported, contract.id)


def code_that_imports_fakes() -> Iterator[Break]:
    """Each layer imports a fake. Of infrastructure, which is outside the fakes, one rule speaks."""
    for layer, allow_list in ALLOW_LISTS.items():
        broken = ("only-tests-import-tests", "layers", allow_list)
        yield break_by_import(f"{layer}.intruder", "tests.fakes", *broken)
    yield break_by_import("infrastructure.intruder", "tests.fakes", "only-tests-import-tests")


def architecture_tests_that_import() -> Iterator[Break]:
    """The tests of the architecture, the runner of the others, or the tutorial import a layer."""
    for layer in LAYERS:
        for importer in ("tests.architecture.intruder", "tests.layers", "learn.intruder"):
            yield break_by_import(importer, layer, "architecture-tests-read-files")


def extras_that_know_too_much() -> Iterator[Break]:
    """A part of the extras imports one outside it, a layer that it may not know, or a loop."""
    for layer in LAYERS[:-1]:
        yield break_by_import(f"{layer}.intruder", "extras", "layers", ALLOW_LISTS[layer])
    yield break_by_import("infrastructure.intruder", "extras", "layers")
    yield break_by_import("tests.infrastructure.intruder", "extras", "layers")
    for inner, outer in combinations(LAYERS[1:], 2):
        importer, allow_list = f"extras.{inner}.intruder", f"extras-{ALLOW_LISTS[inner]}"
        yield break_by_import(importer, f"extras.{outer}", "extras-layers")
        yield break_by_import(importer, outer, allow_list)
        test = f"tests.extras.{inner}.intruder"
        yield break_by_import(test, f"extras.{outer}", "extras-layers")
    for inner in ("use_cases", "interfaces"):
        for module in UNLISTED:
            broken = ["outside-world"] if module in PROTECTED else []
            importer, allow_list = f"extras.{inner}.intruder", f"extras-{ALLOW_LISTS[inner]}"
            yield break_by_import(importer, module, allow_list, *broken)


def bookmarks_that_know_too_much() -> Iterator[Break]:
    """A layer of the bookmarks imports one outside it, a layer of Inward, a database or a loop."""
    own = "examples.bookmarks"
    for inner, outer in combinations((*LAYERS, "__main__"), 2):
        yield break_by_import(f"{own}.{inner}.intruder", f"{own}.{outer}", "bookmarks-layers")
    test = f"tests.{own}.interfaces.intruder"
    yield break_by_import(test, f"{own}.infrastructure", "bookmarks-layers")
    for layer in ("entities", "use_cases"):
        for module in (*LAYERS, "sqlite3", "asyncio"):
            yield break_by_import(f"{own}.{layer}.intruder", module, "bookmarks-rules-allow-list")
    for module in ("use_cases", "infrastructure", "sqlite3", "asyncio"):
        importer = f"{own}.interfaces.intruder"
        yield break_by_import(importer, module, "bookmarks-interfaces-allow-list")

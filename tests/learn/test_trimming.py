"""Check that configuration and packages name what is there, and nothing else."""

import pytest

from learn.chapters import Mistake
from learn.trimming import (
    add_types,
    contract_names,
    contract_sections,
    trim_contracts,
    trim_package,
    trim_project,
)
from tests.layers import ROOT
from tests.learn.lesson import CONTRACTS

MODULES = {"entities", "entities.guest", "tests", "tests.entities"}


def test_the_sections_hold_every_line_but_blank_ones() -> None:
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    parts = "\n".join(contract_sections(text).values())
    assert [line for line in parts.splitlines() if line] == [
        line for line in text.splitlines() if line
    ]


def test_a_contract_keeps_its_comment_and_names_what_is_there() -> None:
    trimmed = trim_contracts(CONTRACTS, ["layers"], MODULES, set())
    assert (
        trimmed
        == """# What may import what.

[importlinter]
root_packages =
    entities
    tests
include_external_packages = True

# The rule of rules.
[importlinter:contract:layers]
name = Dependencies point inward
type = layers
layers =
    tests.entities
    entities
"""
    )


def test_an_exception_goes_with_its_module_and_takes_its_comment_along() -> None:
    trimmed = trim_contracts(CONTRACTS, ["values"], MODULES, set())
    assert trimmed.endswith("ignore_imports =\n    # Tools.\n    entities.** -> collections\n")


def test_protected_is_what_somebody_imports() -> None:
    modules = {*MODULES, "use_cases"}
    trimmed = trim_contracts(CONTRACTS, ["loops"], modules, {"asyncio"})
    assert "    asyncio\nallowed_importers = use_cases\n" in trimmed
    assert "socket" not in trimmed


@pytest.mark.parametrize(
    ("contract", "words"),
    [
        ("loops", "protected_modules of the contract loops"),
        ("apart", "modules of the contract apart"),
        ("nowhere", "no contract nowhere"),
    ],
)
def test_a_contract_of_which_nothing_is_left_is_a_mistake(contract: str, words: str) -> None:
    with pytest.raises(Mistake, match=words):
        trim_contracts(CONTRACTS, [contract], MODULES, set())


def test_the_linter_reports_by_name() -> None:
    assert contract_names(CONTRACTS)["Dependencies point inward"] == "layers"


def test_mypy_reads_what_is_there() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    trimmed = trim_project(text, ["entities/guest.py", "tests/__init__.py"])
    assert '\nfiles = [\n    "entities",\n    "tests",\n]\n' in trimmed
    assert '\nfiles = [\n    "further",\n    "entities",\n' in add_types(trimmed, ["further"])


def test_a_project_without_that_list_is_a_mistake() -> None:
    with pytest.raises(Mistake, match="files of mypy"):
        trim_project("[tool.mypy]\nfiles = ['entities']\n", [])


def test_a_package_imports_what_is_there() -> None:
    text = '"""The nouns."""\n\nimport re\nfrom entities.book import (\n    Book,\n)\n'
    text += "from entities.guest import welcome\n"
    trimmed = trim_package(text, MODULES, ["entities"])
    assert trimmed == '"""The nouns."""\n\nimport re\nfrom entities.guest import welcome\n'

"""Check .importlinter itself, and check that each of these checks can fail."""

from pathlib import Path

import pytest

from tests.architecture.contract_file import (
    excuses,
    top_level_imports,
    unexplained,
    unknown_names,
)
from tests.architecture.linter import CONTRACTS, Contract, read_contracts
from tests.layers import ROOT

TEXT = CONTRACTS.read_text()
CONTRACT = read_contracts(TEXT)
each_contract = pytest.mark.parametrize("contract", CONTRACT.values(), ids=lambda each: each.id)

# What waits for other threads, processes or machines.
OUTSIDE = {
    "asyncio",
    "concurrent",
    "multiprocessing",
    "select",
    "selectors",
    "signal",
    "socket",
    "socketserver",
    "ssl",
    "threading",
}


@each_contract
def test_every_name_exists(contract: Contract) -> None:
    assert unknown_names(contract) == []


@pytest.mark.parametrize(
    ("option", "value", "unknown"),
    [
        ("protected_modules", "\nasyncio\nasynccio", "asynccio"),
        ("forbidden_modules", "requests", "requests"),
        ("forbidden_modules", "urllib.parse", "urllib.parse"),
        ("source_modules", "entitis", "entitis"),
        ("layers", "\nuse_cases\nentities.header", "entities.header"),
        ("ignore_imports", "\nentities.** -> colections", "colections"),
        ("ignore_imports", "\nentitis.** -> re", "entitis"),
    ],
)
def test_a_name_that_does_not_exist_is_found(option: str, value: str, unknown: str) -> None:
    assert unknown_names(Contract("sample", {option: value})) == [unknown]


def test_what_infrastructure_takes_from_outside_is_protected() -> None:
    used = top_level_imports(ROOT / "infrastructure", ROOT / "tests/infrastructure") & OUTSIDE
    assert used - set(CONTRACT["outside-world"].lines("protected_modules")) == set()


def test_every_form_of_import_is_found(tmp_path: Path) -> None:
    source = "import ssl, asyncio.events\ndef run():\n    from concurrent.futures import Future\n"
    (tmp_path / "module.py").write_text(source)
    assert top_level_imports(tmp_path) == {"asyncio", "concurrent", "ssl"}


@each_contract
def test_nothing_is_excused(contract: Contract) -> None:
    assert excuses(contract) == []


@pytest.mark.parametrize(
    ("option", "value", "excuse"),
    [
        ("ignore_imports", "entities.headers -> os", "entities.headers -> os"),
        ("ignore_imports", "use_cases.** -> os", "use_cases.** -> os"),
        ("skip_descendants", "entities.**", "skip_descendants"),
    ],
)
def test_an_excuse_is_found(option: str, value: str, excuse: str) -> None:
    assert excuses(Contract("sample", {"source_modules": "entities", option: value})) == [excuse]


def test_every_list_of_exceptions_is_explained() -> None:
    assert unexplained(TEXT) == []


@pytest.mark.parametrize(
    "sample",
    [
        "ignore_imports =\n    entities.** -> re\n",
        "# above\nignore_imports =\n    entities.** -> re\n    # too late\n",
        "ignore_imports = entities.** -> re",
    ],
)
def test_an_exception_without_a_reason_is_found(sample: str) -> None:
    assert len(unexplained(sample)) == 1


def test_imports_for_types_count() -> None:
    assert "exclude_type_checking_imports" not in TEXT


@each_contract
def test_a_broken_contract_gives_guidance(contract: Contract) -> None:
    assert contract.guidance.count(". ") in (1, 2, 3)

"""Break each contract on a copy of the tree, and read what the linter says."""

from pathlib import Path

import pytest

from tests.architecture.breaks import Break, all_breaks
from tests.architecture.linter import CONTRACTS, Verdict, copy_tree, lint, read_contracts

contracts = read_contracts(CONTRACTS.read_text())
BREAKS = list(all_breaks())


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory) -> Verdict:
    return lint(copy_tree(tmp_path_factory.mktemp("unbroken")))


def test_the_tree_keeps_every_contract(unbroken: Verdict) -> None:
    assert unbroken.exit_code == 0, unbroken.words
    assert unbroken.broken == frozenset()
    assert f"{len(contracts)} kept, 0 broken" in unbroken.words


@pytest.mark.parametrize("case", BREAKS, ids=lambda case: case.what)
def test_an_edit_breaks_its_contracts_and_no_other(
    case: Break, unbroken: Verdict, tmp_path: Path
) -> None:
    if unbroken.exit_code != 0:
        pytest.skip("the tree is broken already, as the test above says")
    tree = copy_tree(tmp_path)
    for name, source in case.files.items():
        (tree / name).write_text(source)

    verdict = lint(tree)

    assert verdict.exit_code == 1
    assert verdict.broken == case.contracts, verdict.words
    assert case.words in verdict.words
    for name in case.contracts:
        assert contracts[name].guidance in verdict.words


def test_every_contract_is_broken_by_an_edit() -> None:
    assert never_broken(set(contracts)) == set()


def test_a_contract_without_an_edit_is_found() -> None:
    assert never_broken({*contracts, "new"}) == {"new"}


def never_broken(names: set[str]) -> set[str]:
    return names.difference(*(case.contracts for case in BREAKS))

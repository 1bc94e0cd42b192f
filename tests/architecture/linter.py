"""The contracts of .importlinter, copies of the tree to break, and the linter that judges them."""

import configparser
import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.layers import LAYERS, ROOT

CONTRACTS = ROOT / ".importlinter"
PACKAGES = (*LAYERS, "extras", "examples", "learn", "tests")

# What the tutorial copies into learners' folders stands in no package.
PIECES = "learn/chapters/"


@dataclass(frozen=True)
class Contract:
    """One section of .importlinter: its options as they stand there."""

    id: str
    options: Mapping[str, str]

    @property
    def name(self) -> str:
        """The name under which the linter reports on it."""
        return self.options["name"]

    @property
    def guidance(self) -> str:
        """The words that the linter prints when it is broken, on one line."""
        return one_line(self.options.get("broken_contract_guidance", ""))

    def lines(self, option: str) -> list[str]:
        """The values of an option that has one on each line."""
        return [line for line in self.options.get(option, "").splitlines() if line.strip()]


def read_contracts(text: str) -> dict[str, Contract]:
    """Return the contracts that a text in the form of .importlinter holds, by their id."""
    parser = configparser.ConfigParser()
    parser.read_string(text)
    prefix = "importlinter:contract:"
    sections = [name for name in parser.sections() if name.startswith(prefix)]
    contracts = [Contract(name.removeprefix(prefix), dict(parser[name])) for name in sections]
    return {contract.id: contract for contract in contracts}


@dataclass(frozen=True)
class Verdict:
    """What the linter said of a tree: its words, on one line, since it folds lines as it likes."""

    exit_code: int
    words: str
    broken: frozenset[str]


def copy_tree(folder: Path) -> Path:
    """Copy what the linter reads: the packages and their contracts."""
    for package in PACKAGES:
        unwanted = shutil.ignore_patterns("__pycache__", "chapters")
        shutil.copytree(ROOT / package, folder / package, ignore=unwanted)
    shutil.copy(CONTRACTS, folder)
    return folder


def lint(tree: Path) -> Verdict:
    """Run `lint-imports` in a tree, as a person would."""
    program = shutil.which("lint-imports", path=sysconfig.get_path("scripts"))
    assert program, "lint-imports is not installed beside this Python"
    # A PYTHONPATH could make the linter read the sound packages instead of the broken copy.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    run = subprocess.run(
        # A copy is read once, so keeping what was read is of no use.
        [program, "--no-logo", "--no-cache"],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    words = one_line(run.stdout + run.stderr)
    found = read_contracts((tree / CONTRACTS.name).read_text()).values()
    broken = frozenset(contract.id for contract in found if f"{contract.name} BROKEN" in words)
    return Verdict(run.returncode, words, broken)


def one_line(text: str) -> str:
    """Fold every run of white space into one space."""
    return re.sub(r"\s+", " ", text).strip()

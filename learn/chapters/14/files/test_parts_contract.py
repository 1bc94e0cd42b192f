"""The contract about parts: kept by this tree, and broken in each way that it should see."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parts_contract import parts_in

HERE = Path(__file__).resolve().parent
PACKAGES = ("entities", "use_cases", "interfaces")


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the linter in a tree, as a person would."""
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--config", "parts.importlinter", "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Copy what the contract is about, and the contract."""
    root = next(each for each in (HERE, *HERE.parents) if (each / "entities").is_dir())
    for package in PACKAGES:
        shutil.copytree(root / package, tmp_path / package)
    for name in ("parts_contract.py", "parts.importlinter"):
        shutil.copy(HERE / name, tmp_path)
    return tmp_path


def test_the_layers_keep_it(tree: Path) -> None:
    run = lint(tree)
    assert run.returncode == 0, run.stdout
    assert "Inner layers use the parts that compute KEPT" in run.stdout


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("import urllib.request", "urllib.request"),
        ("from urllib.request import urlopen", "urllib.request"),
        ("from urllib import request", "urllib"),
        ("import re, urllib.error as error", "urllib.error"),
        ("from urllib.robotparser import (\n    RobotFileParser,\n)", "urllib.robotparser"),
        ("import collections.abc, urllib.response", "urllib.response"),
    ],
)
def test_another_part_breaks_it(tree: Path, line: str, part: str) -> None:
    (tree / "use_cases" / "fetch.py").write_text(f"{line}\n", encoding="utf-8")
    run = lint(tree)
    assert run.returncode == 1
    assert f"- use_cases.fetch -> {part} (l.1)" in run.stdout
    assert "Of urllib, only urllib.parse computes" in run.stdout


def test_what_computes_does_not_break_it(tree: Path) -> None:
    source = "from urllib.parse import (\n    quote,\n)\nimport urllib.parse, collections\n"
    (tree / "use_cases" / "fetch.py").write_text(source, encoding="utf-8")
    assert lint(tree).returncode == 0


def test_names_are_read_as_a_whole() -> None:
    assert parts_in("from my.urllib import parse", "urllib") == []
    assert parts_in("import urllib3, xurllib", "urllib") == []

"""Check that `python -m tests.layers` notices what it is there to notice."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.layers import ROOT

SIGN = """
def sign(number: int) -> int:
    if number < 0:
        return -1
    return 1
"""

BOTH_BRANCHES = """
from entities.sign import sign

def test_sign() -> None:
    assert (sign(-5), sign(5)) == (-1, 1)
"""

ONE_BRANCH = """
from entities.sign import sign

def test_sign() -> None:
    assert sign(5) == 1
"""

AN_OUTER_LAYER = """
import use_cases

def test_nothing() -> None:
    pass
"""


@pytest.mark.parametrize(
    ("tests", "status", "words"),
    [
        (BOTH_BRANCHES, 0, "1 passed, 0 failed"),
        (BOTH_BRANCHES + "    assert False", 1, "0 passed, 1 failed"),
        (ONE_BRANCH, 1, "entities: no test takes these lines and branches"),
        (AN_OUTER_LAYER, 1, "No module named 'use_cases'"),
        ("", 1, "entities: no test ran"),
    ],
    ids=["sound", "failing", "branch missed", "outer layer", "no test"],
)
def test_the_runner_judges_a_layer(tests: str, status: int, words: str, tmp_path: Path) -> None:
    for name in ["pyproject.toml", "tests/__init__.py", "tests/layers.py"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name, source in {
        "entities/__init__.py": "",
        "entities/sign.py": SIGN,
        "use_cases/__init__.py": "",
        "tests/entities/__init__.py": "",
        "tests/entities/test_sign.py": tests,
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)

    command = [sys.executable, "-m", "tests.layers", "entities"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert words in run.stdout
    assert run.returncode == status

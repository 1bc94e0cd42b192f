"""Check that a fence that is not run, and one that fails, is found."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from learn import fences
from learn.chapters import ROOT
from tests.learn.small import first

GOOD = """
```python
from entities import Guest

ada = Guest("ada")
assert ada.title == "Ada"
```

??? question "What is her name?"

    ```pycon
    >>> ada.title
    'Ada'
    >>> grace = Guest("grace")
    ```

```python title="more"
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    guest: "Guest"


assert Line(grace).guest.name == "grace"
```

```sh
# Start, and look.
python3 -m learn start 1
python3 -m learn check
python3 program.py
make test
cd learning/chapter-01
.venv/bin/python -m pytest
git clone https://example.com/inward
```
"""


def faults(root: Path, page: str) -> list[str]:
    return fences.faults(first(root, page), root, root)


def test_fences_run_in_one_namespace_and_in_the_folder_of_the_state(root: Path) -> None:
    assert faults(root, GOOD) == []


@pytest.mark.parametrize(
    ("page", "line", "words"),
    [
        ("```python\nx = 1\nassert x == 2, 'no'\n```", 3, "AssertionError: no"),
        ("\n```python\nx = (\n```", 3, "SyntaxError: '(' was never closed"),
        ("```python\ndef f():\n    1 / 0\n\nf()\n```", 5, "ZeroDivisionError"),
        ("1. A list\n\n    ```python\n    raise SystemExit\n    ```", 4, "SystemExit"),
        ("```python\nimport os\nos._exit(3)\n```", 1, "the fences end Python"),
        ("```python\nimport warnings\nwarnings.warn('old')\n```", 3, "UserWarning: old"),
        ("```pycon\n>>> 1 + 1\n3\n```", 1, "Expected:\n    3\nGot:\n    2"),
        ("```pycon\n1 + 1\n```", 1, "a pycon fence without an example"),
        ("```text\nHTTP/1.1 200 OK\n```", 1, "a fence of text; by hand there are python,"),
        ("~~~\nHTTP/1.1 200 OK\n~~~", 1, "a fence of no kind"),
        ("??? note\n\n    ```http\n    GET /\n    ```", 3, "a fence of http"),
        ("```python\nx = 1\n", 1, "a fence that does not end"),
        ("```sh\npython3 -m learn begin 1\n```", 2, "python3 -m learn has no begin"),
        ("```sh\nmake test\nmake cake\n```", 3, "the Makefile has no target cake"),
        ("```sh\n$ make test\n```", 2, "'$ make test' is not a command"),
        ("```sh\nrm -rf .\n```", 2, "'rm -rf .' is not a command"),
        ("```sh\nmake 'test\n```", 2, '"make \'test" is no command'),
    ],
)
def test_a_fault_is_found(root: Path, page: str, line: int, words: str) -> None:
    found = faults(root, page)
    assert len(found) == 1
    place, _, said = found[0].partition(": ")
    assert place == f"docs/tutorial/01-guests.md, line {line}"
    assert words in said


def test_fences_after_one_that_fails_are_not_run(root: Path) -> None:
    found = faults(root, "```python\nx = y\n```\n\n```python\nassert x\n```\n")
    assert found == ["docs/tutorial/01-guests.md, line 2: NameError: name 'y' is not defined"]


def test_fences_that_do_not_end_are_stopped(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fences, "SECONDS", 0.5)
    found = faults(root, "```python\nwhile True: pass\n```\n")
    assert found[0].endswith("the fences have not ended after 0.5 s")


def test_the_commands_that_a_page_may_name_are_those_that_there_are() -> None:
    command = [sys.executable, "-m", "learn", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^    (\w+)  ", told, re.MULTILINE)) == set(fences.SUBCOMMANDS)

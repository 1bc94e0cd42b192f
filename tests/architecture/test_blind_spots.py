"""Look for what the linter cannot see, and check that each look can find something."""

from collections.abc import Callable, Iterable
from pathlib import Path
from textwrap import dedent

import pytest

from tests.architecture.blind_spots import (
    dynamic_imports,
    outside_calls,
    unlisted_parts,
    unseen_files,
)
from tests.architecture.linter import PACKAGES, PIECES
from tests.layers import LAYERS, ROOT

INNER_LAYERS = [*LAYERS[:-1], *(f"examples/bookmarks/{layer}" for layer in LAYERS[:-1])]

# Here the command line names the application to serve, so its module is known only then. The
# server's own modules are imported by name everywhere.
LOADER = "infrastructure/__main__.py"


def findings(look: Callable[[str], list[str]], layers: Iterable[str]) -> dict[str, list[str]]:
    files = [file for layer in layers for file in sorted((ROOT / layer).rglob("*.py"))]
    found = {str(file.relative_to(ROOT)): look(file.read_text()) for file in files}
    return {name: words for name, words in found.items() if words}


def test_no_other_module_imports_by_a_call() -> None:
    assert findings(dynamic_imports, [*LAYERS, "examples/bookmarks"]).keys() == {LOADER}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import importlib", "importlib (l.1)"),
        ("import os, importlib.util", "importlib.util (l.1)"),
        ("def run():\n    from importlib import import_module", "importlib (l.2)"),
        ("import runpy", "runpy (l.1)"),
        ("__import__('asyncio')", "__import__ (l.1)"),
        ("exec('import asyncio')", "exec (l.1)"),
        ("run = eval", "eval (l.1)"),
        ("import sys\nsys.modules['asyncio']", "sys.modules (l.2)"),
        ("from sys import modules", "sys.modules (l.1)"),
    ],
)
def test_an_import_by_a_call_is_found(source: str, found: str) -> None:
    assert found in dynamic_imports(source)


def test_no_inner_layer_reaches_outside_without_an_import() -> None:
    assert findings(outside_calls, INNER_LAYERS) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("open('log.txt')", "open (l.1)"),
        ("print('here')", "print (l.1)"),
        ("say = print", "print (l.1)"),
        ("from datetime import datetime\ndatetime.now(tz)", "datetime.now (l.2)"),
        ("import datetime\ndatetime.date.today()", "datetime.date.today (l.2)"),
    ],
)
def test_a_way_outside_without_an_import_is_found(source: str, found: str) -> None:
    assert outside_calls(source) == [found]


def test_inner_layers_use_only_listed_parts_of_packages() -> None:
    assert findings(unlisted_parts, INNER_LAYERS) == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import urllib.request", "urllib.request (l.1)"),
        ("from urllib import request", "urllib.request (l.1)"),
        ("from urllib.request import urlopen", "urllib.request (l.1)"),
        ("import json.tool", "json.tool (l.1)"),
    ],
)
def test_an_unlisted_part_of_a_package_is_found(source: str, found: str) -> None:
    assert unlisted_parts(source) == [found]


@pytest.mark.parametrize("look", [dynamic_imports, outside_calls, unlisted_parts])
def test_ordinary_code_is_not_found(look: Callable[[str], list[str]]) -> None:
    source = """
        import re, json
        from collections.abc import Iterable
        from datetime import datetime
        from urllib.parse import quote

        from entities import headers

        pattern = re.compile(json.loads(text).now())
        then = datetime.fromisoformat(stream.open().read())
    """
    assert look(dedent(source)) == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_linter_sees_every_file(package: str) -> None:
    unseen = unseen_files(ROOT, package)
    assert [name for name in unseen if not name.startswith(PIECES)] == []


@pytest.mark.parametrize(
    "name", ["package/inner/module.py", "package/in-ner/__init__.py", "package/mod.ule.py"]
)
def test_a_file_that_the_linter_does_not_see_is_found(name: str, tmp_path: Path) -> None:
    for file in ["package/__init__.py", "package/module.py", name]:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()

    assert unseen_files(tmp_path, "package") == [name]

"""Check that what the documents say of the code is so: their lists, examples and output."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.linter import CONTRACTS, read_contracts
from tests.layers import LAYERS, ROOT

README = (ROOT / "README.md").read_text()
REFERENCE = ROOT / "docs/reference"
DECISIONS = ROOT / "docs/decisions"

# The documents outside the site, whose build checks its own links.
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "tests").glob("*.md")])
DOCUMENTS += [ROOT / layer / "README.md" for layer in LAYERS]


def fences(text: str, language: str) -> list[str]:
    """Return the blocks of code in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def listed_modules(text: str) -> list[str]:
    """Return the modules in the first column of a README's table, sorted."""
    return sorted(re.findall(r"^\| `(\w+\.py)` \|", text, re.MULTILINE))


def dead_links(document: Path) -> list[str]:
    """Return the relative links of a document that lead to no file."""
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text())
    return [link for link in links if not (document.parent / link).exists()]


def described_names(text: str) -> list[str]:
    """Return what a page of the reference describes, sorted."""
    return sorted(re.findall(r"^::: ([\w.]+)$", text, re.MULTILINE))


def public_names(layer: str) -> list[str]:
    """Return what a layer exports, sorted."""
    tree = ast.parse((ROOT / layer / "__init__.py").read_text())
    (exported,) = (
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    )
    return sorted(ast.literal_eval(exported))


def python(folder: Path, *arguments: str) -> str:
    """Run Python in a folder from which the layers can be imported; return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}
    command = [sys.executable, "-W", "error", *arguments]
    run = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


@pytest.mark.parametrize("layer", LAYERS)
def test_the_readme_of_a_layer_lists_its_modules(layer: str) -> None:
    modules = sorted(file.name for file in (ROOT / layer).glob("*.py"))
    modules.remove("__init__.py")
    assert listed_modules((ROOT / layer / "README.md").read_text()) == modules


def test_listed_modules_are_found() -> None:
    text = "| module | what |\n|---|---|\n| `b.py` | see `c.py` |\n| `a.py` | x |\n| `a.py` | y |\n"
    assert listed_modules(text) == ["a.py", "a.py", "b.py"]


@pytest.mark.parametrize("layer", LAYERS)
def test_the_reference_describes_what_a_layer_exports(layer: str) -> None:
    described = described_names((REFERENCE / f"{layer}.md").read_text())
    own = [name for name in described if name.startswith(f"{layer}.")]
    assert own == [f"{layer}.{name}" for name in public_names(layer)]


def test_the_examples_of_the_readme_run(tmp_path: Path) -> None:
    application, test = fences(README, "python")
    (tmp_path / "hello.py").write_text(application)
    (tmp_path / "test_hello.py").write_text(test)
    python(tmp_path, "test_hello.py")
    python(tmp_path, "hello.py", "--help")
    with pytest.raises(AssertionError):
        python(tmp_path, "-c", test.replace("Welcome Ada", "another text"))


def test_the_example_of_the_design_runs(tmp_path: Path) -> None:
    (example,) = fences((ROOT / "docs/design.md").read_text(), "python")
    assert "You asked for /tea" in python(tmp_path, "-c", example)


def test_the_home_page_shows_the_example_of_the_readme() -> None:
    home = (ROOT / "docs/index.md").read_text()
    assert fences(home, "python") == fences(README, "python")[:1]
    assert fences(home, "sh") == fences(README, "sh")[:1]


def test_the_readme_shows_what_the_linter_says() -> None:
    names = [contract.name for contract in read_contracts(CONTRACTS.read_text()).values()]
    shown = fences(README, "text")[1].splitlines()
    assert shown == [f"{names[0]} KEPT", "…", f"Contracts: {len(names)} kept, 0 broken."]


def test_the_page_of_the_command_line_shows_its_help() -> None:
    remake = "COLUMNS=80 python3 -m infrastructure --help > docs/assets/help.txt"
    shown = (ROOT / "docs/assets/help.txt").read_text()
    assert shown == python(ROOT, "-m", "infrastructure", "--help"), f"run: {remake}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: str(each.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document: Path) -> None:
    assert dead_links(document) == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("[a](page.md) [b](gone.md) ![c](gone.svg) [d](https://example.com/)")
    assert dead_links(page) == ["gone.md", "gone.svg"]


def test_every_decision_is_listed() -> None:
    records = sorted(file.name for file in DECISIONS.glob("0*.md"))
    listed = re.findall(
        r"^\| \[\d+\]\((.+?)\) \|", (DECISIONS / "index.md").read_text(), re.MULTILINE
    )
    assert listed == records

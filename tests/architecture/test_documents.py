"""Check that what the documents say of the code is so: their lists, examples and output."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.architecture.blind_spots import imports
from tests.architecture.linter import CONTRACTS, copy_tree, lint, one_line, read_contracts
from tests.layers import LAYERS, ROOT

README = (ROOT / "README.md").read_text()
RECIPES = (ROOT / "docs/recipes.md").read_text()
REFERENCE = ROOT / "docs/reference"
DECISIONS = ROOT / "docs/decisions"
HOW_TO = ROOT / "docs/how-to"
# The application of the page about ASGI is served, further below.
PROGRAMS = [page for page in sorted(HOW_TO.glob("*.md")) if page.stem != "asgi"]

# The documents outside the site, whose build checks its own links.
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "tests").glob("*.md")])
DOCUMENTS += [ROOT / folder / "README.md" for folder in (*LAYERS, "extras")]
DOCUMENTS += sorted((ROOT / "examples").rglob("*.md"))


def fences(text: str, language: str) -> list[str]:
    """Return the blocks of code in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def recipes(text: str) -> dict[str, str]:
    """Return the programs of the recipes by their headings; not files, which name themselves."""
    sections = [section.partition("\n") for section in text.split("\n## ")[1:]]
    programs = {heading: fences(section, "python") for heading, _, section in sections}
    return {
        heading: blocks[0]
        for heading, blocks in programs.items()
        if blocks and not blocks[0].startswith("# ")
    }


def recipe_files(text: str) -> dict[str, str]:
    """Return the blocks of code that begin with the name of their file, by that name."""
    blocks = [block.partition("\n") for block in fences(text, "python")]
    return {line[2:]: source for line, _, source in blocks if line.startswith("# ")}


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
    lines = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return sorted(alias.asname or alias.name for line in lines for alias in line.names)


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "NO_COLOR": "1"}


def python(folder: Path, *arguments: str) -> str:
    """Run Python in a folder from which the layers can be imported; return what it prints."""
    command = [sys.executable, "-W", "error", *arguments]
    run = subprocess.run(
        command, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False
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
    python(tmp_path, "hello.py", "--help")
    assert "1 passed" in python(tmp_path, "-m", "pytest", "-q")
    (tmp_path / "test_hello.py").write_text(test.replace("Welcome Ada", "another text"))
    with pytest.raises(AssertionError):
        python(tmp_path, "-m", "pytest", "-q")


def test_the_experiment_of_the_readme_breaks_what_it_says(tmp_path: Path) -> None:
    tree = copy_tree(tmp_path)
    request = tree / "entities/request.py"
    docstring, blank, code = request.read_text().partition("\n\n")
    request.write_text(docstring + blank + "import asyncio\n" + code)

    words = lint(tree).words

    for part in fences(README, "text")[2].split("…"):
        assert one_line(part) in words


def test_the_example_of_the_design_runs(tmp_path: Path) -> None:
    (example,) = fences((ROOT / "docs/design.md").read_text(), "python")
    assert "You asked for /tea" in python(tmp_path, "-c", example)


@pytest.mark.parametrize("heading", [name for name in recipes(RECIPES) if "Limits" not in name])
def test_a_recipe_runs(heading: str, tmp_path: Path) -> None:
    program = recipes(RECIPES)[heading]
    assert "assert " in program
    python(tmp_path, "-c", program)


@pytest.mark.parametrize("page", PROGRAMS, ids=lambda page: page.stem)
def test_the_programs_of_a_how_to_run(page: Path, tmp_path: Path) -> None:
    for program in fences(page.read_text(), "python"):
        assert "assert " in program
        python(tmp_path, "-c", program)


def test_the_recipe_of_limits_serves_within_them(tmp_path: Path) -> None:
    (program,) = (source for name, source in recipes(RECIPES).items() if "Limits" in name)
    (tmp_path / "limits.py").write_text(program.replace("port=8080", "port=0"))
    command = [sys.executable, "-u", "-W", "error", "limits.py"]
    server = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert server.stdout is not None
        url = server.stdout.readline().strip() + "length"
        with urllib.request.urlopen(url, data=bytes(64 * 1024), timeout=5) as response:
            assert response.read() == b"65536"
        assert '"POST /length HTTP/1.1" 200 5' in server.stdout.readline()
        with pytest.raises(urllib.error.HTTPError, match="413") as refusal:
            urllib.request.urlopen(url, data=bytes(64 * 1024 + 1), timeout=5)
        refusal.value.close()
    finally:
        server.kill()
        server.communicate()


def test_the_application_of_the_page_about_asgi_is_served(tmp_path: Path) -> None:
    (application,) = fences((HOW_TO / "asgi.md").read_text(), "python")
    (tmp_path / "hello.py").write_text(application)
    command = [sys.executable, "-m", "uvicorn", "hello:application", "--port", "0"]
    server = subprocess.Popen(
        command, cwd=tmp_path, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True
    )
    try:
        assert server.stderr is not None
        urls = (re.search(r"http://[\w.:]+", line) for line in server.stderr)
        url = next(found[0] for found in urls if found)
        with urllib.request.urlopen(url + "/welcome/Ada", timeout=5) as response:
            assert response.read() == b"Welcome Ada"
    finally:
        server.kill()
        server.communicate()


def test_the_page_about_deployment_says_how_to_know_the_client(tmp_path: Path) -> None:
    (program,) = fences((HOW_TO / "deploy.md").read_text(), "python")
    assert "assert " in program
    python(tmp_path, "-c", program)


def test_the_container_holds_all_that_its_program_needs(tmp_path: Path) -> None:
    (recipe,) = fences((HOW_TO / "deploy.md").read_text(), "dockerfile")
    for source, target in re.findall(r"^COPY (\S+) (\S+)$", recipe, re.MULTILINE):
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, tmp_path / target)
        else:
            shutil.copy(ROOT / source, tmp_path / target)
    (command,) = re.findall(r"^CMD (.+)$", recipe, re.MULTILINE)
    program, *arguments = json.loads(command)
    assert program == "python3"
    run = [sys.executable, *arguments, "--help"]
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONPATH"}
    subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, check=True)


def test_the_application_in_layers_runs_and_is_layered(tmp_path: Path) -> None:
    files = recipe_files(RECIPES)
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)

    python(tmp_path, "main.py", "--help")
    assert "2 passed" in python(tmp_path, "-m", "pytest", "-q")
    for name, allowed in {
        "library/entities.py": set(),
        "library/use_cases.py": set(),
        "library/endpoints.py": {"entities", "interfaces"},
    }.items():
        roots = {imported.partition(".")[0] for _, imported in imports(ast.parse(files[name]))}
        assert roots & set(LAYERS) == allowed, name


def test_the_contracts_of_the_page_about_contracts_hold_and_can_break(tmp_path: Path) -> None:
    page = (HOW_TO / "contracts.md").read_text()
    for name, source in recipe_files(RECIPES).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(source)
    (tmp_path / "library/__init__.py").touch()
    (tmp_path / CONTRACTS.name).write_text("\n".join(fences(page, "ini")))
    assert lint(tmp_path).exit_code == 0

    rules = tmp_path / "library/use_cases.py"
    rules.write_text(f"import sqlite3\n{rules.read_text()}")
    verdict = lint(tmp_path)
    assert verdict.broken == {"library-rules"}
    assert one_line(fences(page, "text")[0]) in verdict.words

    rules.write_text(f"import library.endpoints\n{rules.read_text()}")
    assert lint(tmp_path).broken == {"library-layers", "library-rules"}


def test_the_home_page_shows_the_example_of_the_readme() -> None:
    home = (ROOT / "docs/index.md").read_text()
    assert fences(home, "python") == fences(README, "python")[:1]
    assert fences(home, "sh") == fences(README, "sh")[:1]


def test_the_home_page_gives_a_first_success(tmp_path: Path) -> None:
    (session,) = fences((ROOT / "docs/index.md").read_text(), "pycon")
    (tmp_path / "session.txt").write_text(session)
    python(tmp_path, "-m", "doctest", "session.txt")
    (tmp_path / "session.txt").write_text(session.replace("'/welcome/Ada'", "'/'"))
    with pytest.raises(AssertionError):
        python(tmp_path, "-m", "doctest", "session.txt")


def test_the_readme_shows_what_the_linter_says() -> None:
    names = [contract.name for contract in read_contracts(CONTRACTS.read_text()).values()]
    shown = fences(README, "text")[1].splitlines()
    assert shown == [f"{names[0]} KEPT", "…", f"Contracts: {len(names)} kept, 0 broken."]


@pytest.mark.parametrize(
    ("module", "file"), [("infrastructure", "help.txt"), ("extras", "help-extras.txt")]
)
def test_the_page_of_the_command_line_shows_its_help(module: str, file: str) -> None:
    remake = f"COLUMNS=80 python3 -m {module} --help > docs/assets/{file}"
    shown = (ROOT / "docs/assets" / file).read_text()
    assert shown == python(ROOT, "-m", module, "--help"), f"run: {remake}"


def test_the_page_of_development_shows_the_routes_of_the_example() -> None:
    _, shown = fences((ROOT / "docs/how-to/development.md").read_text(), "text")
    assert shown == python(ROOT, "-m", "extras", "application_example:app", "--routes")


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

"""What the README says of the code is so."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import examples

FOLDER = Path(examples.__file__).parent / "bookmarks"
README = (FOLDER / "README.md").read_text("utf-8")
PARTS = ("entities", "use_cases", "interfaces", "infrastructure", "__main__.py")
FOR_THE_LAYERS = (
    "use_cases/repository.py",
    "*/errors.py",
    "interfaces/statuses.py",
    "*/__init__.py",
)


def files(part: str) -> list[Path]:
    return sorted((FOLDER / part).glob("*.py")) or [FOLDER / part]


def code_lines(file: Path) -> int:
    """Count the lines that are not blank, comments or docstrings."""
    text = file.read_text("utf-8")
    skipped: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        if isinstance(node, documented) and ast.get_docstring(node) is not None:
            first = node.body[0]
            skipped.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(
        bool(line.strip()) and not line.lstrip().startswith("#") and number not in skipped
        for number, line in enumerate(text.splitlines(), 1)
    )


def own_imports(file: Path) -> int:
    return len(re.findall(r"^from examples\.bookmarks", file.read_text("utf-8"), re.MULTILINE))


def test_the_table_of_costs_is_right() -> None:
    rows = [(f"`{part}`", len(files(part)), sum(map(code_lines, files(part)))) for part in PARTS]
    rows.append(("together", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    table = "\n".join(f"| {name} | {modules} | {lines} |" for name, modules, lines in rows)
    assert table in README, table


def test_the_lines_for_the_layers_are_counted() -> None:
    own = [file for part in PARTS for file in files(part)]
    imports = sum(map(own_imports, own))
    layered = {file for pattern in FOR_THE_LAYERS for file in FOLDER.glob(pattern)}
    others = sum(code_lines(file) - own_imports(file) for file in layered)
    markup = code_lines(FOLDER / "interfaces/templates.py")
    words = " ".join(README.split())
    said = (
        f"In `interfaces`, {markup} of these lines are markup and style. {imports} lines bring a "
        "name from one module of the program to another, and the port, the errors, the table of "
        f"statuses and the lists of exported names are {others} more."
    )
    assert said in words, said
    assert round(sum(map(code_lines, own)) / (imports + others)) == 10


def test_every_module_has_a_row() -> None:
    section = README.partition("## What stands where")[2].partition("\n## ")[0]
    listed = re.findall(r"^\| `([\w/]+\.py)` \|", section, re.MULTILINE)
    assert len(set(listed)) == len(listed)
    assert set(listed) == {
        str(file.relative_to(FOLDER).as_posix())
        for part in PARTS
        for file in files(part)
        if file.name != "__init__.py"
    }


def test_the_command_line_of_the_readme_runs(tmp_path: Path) -> None:
    (program,) = re.findall(r"^```python\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)

    def add(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-W", "error", "-c", program, str(tmp_path / "a.db"), *arguments],
            env={**os.environ, "PYTHONPATH": str(FOLDER.parent.parent)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert add("HTTP://a", "x").stdout == "Kept: http://a/\n"
    again = add("http://a/")
    assert (again.returncode, again.stderr) == (
        1,
        "There is a bookmark for this address already.\n",
    )
    assert "begins with http:// or https://" in add("a").stderr

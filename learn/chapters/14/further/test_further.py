"""A contract about names, judged by the linter on small packages and on the layers."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import entities
from further.quiet import file_of, is_meant, uses

ROOT = Path(entities.__file__).parent.parent

CONTRACTS = """
[importlinter]
root_packages =
    {packages}
contract_types =
    quiet: further.quiet.QuietContract

[importlinter:contract:quiet]
name = The inner layers are quiet
type = quiet
source_modules =
    {packages}
names =
    open
    print
    datetime.now
"""


def lint(tree: Path, *packages: str) -> subprocess.CompletedProcess[str]:
    contracts = CONTRACTS.format(packages="\n    ".join(packages))
    (tree / ".importlinter").write_text(contracts, encoding="utf-8")
    shutil.copytree(ROOT / "further", tree / "further", dirs_exist_ok=True)
    (tree / "further" / "__init__.py").touch()
    program = str(Path(sys.executable).with_name("lint-imports"))
    command = [program, "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def write(tree: Path, **sources: str) -> None:
    (tree / "shop").mkdir()
    for name, source in {"__init__": "", **sources}.items():
        (tree / "shop" / f"{name}.py").write_text(source, encoding="utf-8")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("say = print", [(1, "say"), (1, "print")]),
        ("def run():\n    open('log')", [(2, "open")]),
        ("datetime.now()", [(1, "datetime.now"), (1, "datetime")]),
        ("'print'  # print", []),
    ],
)
def test_what_is_used_is_found_with_its_line(source: str, found: list[tuple[int, str]]) -> None:
    assert list(uses(source)) == found


def test_a_name_with_a_dot_is_also_meant_at_the_end_of_another() -> None:
    assert is_meant("datetime.now", "datetime.now")
    assert is_meant("datetime.datetime.now", "datetime.now")
    assert not is_meant("mydatetime.now", "datetime.now")
    assert not is_meant("stream.open", "open")


def test_a_module_is_a_file_or_a_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, till="")
    monkeypatch.chdir(tmp_path)
    assert file_of("shop") == Path("shop/__init__.py")
    assert file_of("shop.till") == Path("shop/till.py")


def test_the_linter_says_who_uses_what(tmp_path: Path) -> None:
    write(tmp_path, till="import datetime\n\nnow = datetime.datetime.now()\nsay = print\n")
    run = lint(tmp_path, "shop")
    assert run.returncode == 1
    assert "The inner layers are quiet BROKEN" in run.stdout
    assert "- shop.till uses datetime.datetime.now (l.3)" in run.stdout
    assert "- shop.till uses print (l.4)" in run.stdout


def test_who_uses_none_of_them_keeps_the_contract(tmp_path: Path) -> None:
    write(tmp_path, till="def ring(stream):\n    return stream.open()  # never print\n")
    assert "1 kept, 0 broken" in lint(tmp_path, "shop").stdout


def test_the_inner_layers_are_quiet(tmp_path: Path) -> None:
    layers = ("entities", "use_cases", "interfaces")
    for layer in layers:
        shutil.copytree(ROOT / layer, tmp_path / layer)
    run = lint(tmp_path, *layers)
    assert run.returncode == 0, run.stdout

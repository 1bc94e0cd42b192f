"""Test each layer in a copy of the tree from which the outer layers are absent.

The import linter says that no inner layer names an outer one. This program shows it: with the
outer layers gone, the tests of the inner layer still pass, and they alone take every branch of
its code.

    python -m tests.layers                all layers from the inside out, then what spans them
    python -m tests.layers entities       one of them
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("entities", "use_cases", "interfaces", "infrastructure")

# Properties hold for the inner layers together, so their tests are those of no layer.
PROPERTIES = "properties"

# The extras and the examples stand around all layers, so their tests run with all layers there.
EXTRAS = "extras"
EXAMPLES = "examples"

# The tests of the architecture look at all layers at once, and so do those of the tutorial; so they
# run in the tree itself.
ARCHITECTURE = "architecture"
LEARN = "learn"

NAMES = (*LAYERS, PROPERTIES, EXTRAS, EXAMPLES, ARCHITECTURE, LEARN)

# The inner layers compute, so tests can take every branch. What infrastructure does depends on
# the operating system as well.
FULLY_COVERED = LAYERS[:-1]

# What the tests of a layer need besides layers. Entities and use cases call nothing outside
# them, so for those there is nothing to fake.
ALSO_NEEDED = {
    "interfaces": ["tests/fakes"],
    "infrastructure": [
        "tests/fakes",
        "tests/interfaces",
        "application_example.py",
        # A test serves behind nginx as this page says.
        "docs/how-to/deploy.md",
    ],
    # They take requests from the tables of the parser's tests, and check a page against theirs.
    PROPERTIES: ["tests/use_cases", "docs/reference/differences.md"],
    EXTRAS: [
        "extras",
        "tests/fakes",
        "tests/use_cases",
        "tests/interfaces",
        "tests/infrastructure",
        "tests/properties",
        "tests/benchmarks",
        "application_example.py",
        # A test looks whether what is measured has its place there.
        "docs/where-the-time-goes.md",
    ],
    EXAMPLES: [
        "extras",
        "examples",
        "tests/fakes",
        "tests/infrastructure",
        "application_example.py",
    ],
}


@dataclass
class Outcome:
    """What the tests of one layer gave, and in `fault` what is wrong with it, in words.

    The seconds are those in the tests: not those to start pytest and to collect them.
    """

    name: str
    tests: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    branches: str = "-"
    fault: str = ""


def main() -> int:
    """Run the layers that the command line names; return 0 if all is well, and 1 if not."""
    parser = argparse.ArgumentParser(prog="python -m tests.layers")
    parser.add_argument("layer", nargs="*", help=f"any of {', '.join(NAMES)}; none means all")
    chosen = parser.parse_args().layer or NAMES
    if unknown := [name for name in chosen if name not in NAMES]:
        parser.error(f"there is no layer named {unknown[0]}")

    with tempfile.TemporaryDirectory() as folder:
        outcomes = [run(name, Path(folder, name)) for name in chosen]
    print_table(outcomes)
    return 1 if any(outcome.fault for outcome in outcomes) else 0


def run(name: str, tree: Path) -> Outcome:
    """Run the tests of a layer in a tree made for it, or those of what spans them in ours."""
    if name in (ARCHITECTURE, LEARN):
        print(f"\n== Tests of {name}", flush=True)
        return pytest(name, ROOT, results=tree.with_suffix(".xml"))

    needed: tuple[str, ...] = LAYERS if name in (EXTRAS, EXAMPLES) else FULLY_COVERED
    if name in LAYERS:
        needed = LAYERS[: LAYERS.index(name) + 1]
    absent = ", ".join(LAYERS[len(needed) :]) or "nothing"
    print(f"\n== Tests of {name} (absent: {absent})", flush=True)
    copy([*needed, f"tests/{name}", *ALSO_NEEDED.get(name, [])], tree)
    if name not in (*LAYERS, EXTRAS):
        return pytest(name, tree, tree.with_suffix(".xml"))
    under = ("coverage", "run", f"--source={name}", "-m")
    outcome = pytest(name, tree, tree.with_suffix(".xml"), *under)
    measure(outcome, tree)
    return outcome


def copy(names: list[str], tree: Path) -> None:
    """Make a tree of the named files and folders, as far as they exist, and what all tests need."""
    for name in ["pyproject.toml", "tests/__init__.py", *names]:
        source, target = ROOT / name, tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copyfile(source, target)


def pytest(name: str, tree: Path, results: Path, *under: str) -> Outcome:
    """Run one folder of tests in a process of its own; read the counts that pytest writes."""
    # A PYTHONPATH could lead back to the layers that are absent.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    if name in ("infrastructure", EXTRAS):
        # asyncio then reports coroutines that nobody awaits and calls that block its loop.
        environment["PYTHONASYNCIODEBUG"] = "1"
    command = [sys.executable, "-m", *under, "pytest", "-q", f"--junit-xml={results}"]
    command.append(f"tests/{name}")
    status = subprocess.run(command, cwd=tree, env=environment, check=False).returncode
    if not results.exists():
        return Outcome(name, fault="pytest did not start")

    suite = ElementTree.parse(results).getroot()[0]
    outcome = Outcome(
        name,
        tests=int(suite.attrib["tests"]),
        failed=int(suite.attrib["failures"]) + int(suite.attrib["errors"]),
        skipped=int(suite.attrib["skipped"]),
        seconds=sum(float(case.attrib["time"]) for case in suite.iter("testcase")),
    )
    if outcome.tests == outcome.skipped:
        outcome.fault = "no test ran"
    elif status != 0:
        outcome.fault = "pytest failed, see above"
    return outcome


def measure(outcome: Outcome, tree: Path) -> None:
    """Note the share of branches taken and, where all must be, the ones that were not."""
    figures = coverage(tree, "json", "-q", "-o", "-")
    if figures.returncode == 0:
        totals = json.loads(figures.stdout)["totals"]
        outcome.branches = f"{totals['percent_branches_covered_display']}%"
    if outcome.name in FULLY_COVERED and not outcome.fault:
        missed = coverage(tree, "report", "--show-missing", "--skip-covered", "--fail-under=100")
        if missed.returncode != 0:
            outcome.fault = f"no test takes these lines and branches\n{missed.stdout.strip()}"


def coverage(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask the coverage tool about what it measured in a tree."""
    command = [sys.executable, "-m", "coverage", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


def print_table(outcomes: list[Outcome]) -> None:
    """Print a line for each layer, then what is wrong, then the sums."""
    print(f"\n{'tests of':<16}{'tests':>7}{'seconds':>10}{'branch coverage':>18}")
    for outcome in outcomes:
        figures = f"{outcome.tests:>7}{outcome.seconds:>10.2f}{outcome.branches:>18}"
        print(f"{outcome.name:<16}{figures}")
    for outcome in outcomes:
        if outcome.fault:
            print(f"\n{outcome.name}: {outcome.fault}")
    failed = sum(outcome.failed for outcome in outcomes)
    passed = sum(outcome.tests - outcome.skipped for outcome in outcomes) - failed
    print(f"\n{passed} passed, {failed} failed")


if __name__ == "__main__":
    sys.exit(main())

"""Change the code in one place at a time, and see that a test of its layer fails.

    python -m tests.mutants                          the three inner layers, one after the other
    python -m tests.mutants entities --processes 2

A change that no test notices, a surviving mutant, is code that no test needs: either a test is
missing, or the change means nothing. mutmut makes the changes, in a copy of the tree from which
the outer layers are absent, as in tests.layers. It changes what functions do; patterns, tables
and most of what stands under a decorator, it leaves. `make mutants` runs it; it takes minutes.
What was found, and which survivors were judged, stands in docs/reference/mutants.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.layers import ALSO_NEEDED, FULLY_COVERED, LAYERS, ROOT, copy

FOLDER = ROOT / ".mutants"
WANTED = 90  # percent of the mutants of each layer that its tests must kill

LIVE = ("survived", "no tests")

SETTINGS = """\
[mutmut]
source_paths = {layer}
pytest_add_cli_args_test_selection = tests/{layer}
also_copy =
    pyproject.toml
    {also}
"""


def main() -> int:
    """Try the layers that the command line names; return 1 if too many mutants survive."""
    options = argparse.ArgumentParser(prog="python -m tests.mutants")
    options.add_argument("layer", nargs="*", help=f"any of {', '.join(FULLY_COVERED)}")
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    layers = chosen.layer or FULLY_COVERED
    if unknown := set(layers) - set(FULLY_COVERED):
        options.error(f"there are no mutants of {unknown.pop()}")

    shares = {layer: share(layer, chosen.processes) for layer in layers}
    return 1 if min(shares.values()) < WANTED else 0


def share(layer: str, processes: int) -> float:
    """Return how many percent of the mutants of a layer its tests kill; print the others."""
    tree = FOLDER / layer
    shutil.rmtree(tree, ignore_errors=True)
    needed = [*LAYERS[: LAYERS.index(layer) + 1], *ALSO_NEEDED.get(layer, [])]
    copy([*needed, f"tests/{layer}"], tree)
    also = "\n    ".join(["tests", *needed])
    (tree / "setup.cfg").write_text(SETTINGS.format(layer=layer, also=also))

    mutmut(tree, "run", "--max-children", str(processes))
    fates = [line.strip().partition(": ") for line in mutmut(tree, "results", "--all", "true")]
    survivors = [name for name, _, fate in fates if fate in LIVE and survives(tree, layer, name)]
    percent = 100 - 100 * len(survivors) / len(fates)
    killed = len(fates) - len(survivors)
    print(f"\n== {layer}: {killed} of {len(fates)} killed, {percent:.1f}%\n", flush=True)
    for name in survivors:
        print(name, *changed(mutmut(tree, "show", name)), "", sep="\n", flush=True)
    return percent


def survives(tree: Path, layer: str, name: str) -> bool:
    """Try a mutant again in a process of its own.

    mutmut imports the tests once for all mutants, so it does not see what they compute then:
    the rows of their tables, above all.
    """
    command = [sys.executable, "-m", "pytest", "-q", "-x", f"tests/{layer}"]
    environment = {**os.environ, "MUTANT_UNDER_TEST": name}
    run = subprocess.run(
        command, cwd=tree / "mutants", env=environment, capture_output=True, check=False
    )
    return run.returncode == 0


def mutmut(tree: Path, *arguments: str) -> list[str]:
    """Run mutmut in a tree; return the lines that it prints."""
    command = [sys.executable, "-W", "ignore", "-m", "mutmut", *arguments]
    run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    if run.returncode:
        sys.exit(run.stdout[-2000:] + run.stderr)
    return [line for line in run.stdout.splitlines() if line.strip()]


def changed(difference: list[str]) -> list[str]:
    """Return the lines of a difference that are not the same in both."""
    return [line for line in difference if line[0] in "-+" and line[:3] not in ("---", "+++")]


if __name__ == "__main__":
    sys.exit(main())

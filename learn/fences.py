"""The fences that a page holds by hand: code that is run, and commands that the reader types."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from learn.chapters import ROOT, Chapter, Mistake
from learn.reading import Fence, fences, page_text
from learn.running import environment

RUN = ("python", "pycon")
SHELL = "sh"
SUBCOMMANDS = (
    *("list", "start", "check", "watch", "hint", "diff", "reset", "break", "solution"),
    "verify",
)
SECONDS = 60

_PLAYER = Path(__file__).with_name("play.py")


def faults(chapter: Chapter, root: Path, state: Path) -> list[str]:
    """Return what is wrong with the fences of a page; `state` is the folder in which they run."""
    try:
        found = fences(page_text(chapter, root))
    except Mistake as mistake:
        return [str(mistake)]
    targets = make_targets(root)
    at = [fault for fence in found for fault in _forms(fence, targets)]
    at += _run([fence for fence in found if fence.kind in RUN], chapter.page, state)
    return [f"{chapter.page}, line {line}: {words}" for line, words in sorted(at)]


def make_targets(root: Path = ROOT) -> set[str]:
    """Return the targets of the Makefile."""
    text = (root / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([\w-]+):", text, re.MULTILINE))


def _forms(fence: Fence, targets: set[str]) -> Iterator[tuple[int, str]]:
    if not fence.closed:
        yield fence.line, "a fence that does not end"
    if fence.kind == SHELL:
        for line, text in enumerate(fence.code.splitlines(), fence.line + 1):
            if fault := _command_fault(text, targets):
                yield line, fault
    elif fence.kind not in RUN:
        kinds = ", ".join((*RUN, SHELL))
        yield fence.line, f"a fence of {fence.kind or 'no kind'}; by hand there are {kinds}"


def _command_fault(text: str, targets: set[str]) -> str:
    """Return what is wrong with a command that the reader types; nothing when all is well."""
    try:
        words = shlex.split(text, comments=True)
    except ValueError as error:
        return f"{text!r} is no command: {error}"
    match words:
        case ["python" | "python3", "-m", "learn", command, *_] if command not in SUBCOMMANDS:
            return f"python3 -m learn has no {command}"
        case ["make", target, *_] if target not in targets:
            return f"the Makefile has no target {target}"
        case (
            []
            | ["python" | "python3", "-m", "learn", *_]
            | ["python3", _, *_]
            | ["make" | "cd", _, *_]
            | ["git", "clone", _, *_]
        ):
            return ""
        case [program, *_] if program.startswith(".venv/bin/"):
            return ""
    return f"{text!r} is not a command that a page may ask for"


def _run(found: list[Fence], page: str, state: Path) -> list[tuple[int, str]]:
    """Run the fences of a page in a process of its own."""
    if not found:
        return []
    given = [(fence.line, fence.kind, fence.code) for fence in found]
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(_PLAYER)],
            cwd=state,
            env=environment(),
            input=json.dumps([page, given]),
            capture_output=True,
            encoding="utf-8",
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return [(found[0].line, f"the fences have not ended after {SECONDS} s")]
    try:
        return [(line, words) for line, words in json.loads(done.stdout)]
    except ValueError:
        return [(found[0].line, f"the fences end Python: {done.stderr.strip()}")]

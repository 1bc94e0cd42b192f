"""A program that serves, started in a process of its own as a person would start it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def start(*arguments: str, path: Path = ROOT) -> subprocess.Popen[str]:
    """Start Python with these arguments; a warning is an error, as in the tests themselves.

    Its process group is its own, so that a test can send to all of it, as a terminal does.
    """
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONASYNCIODEBUG"}
    return subprocess.Popen(
        [sys.executable, "-W", "error", *arguments],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def end(process: subprocess.Popen[str]) -> None:
    """Kill a program, and what it has started, whatever has become of it."""
    process.kill()
    if os.name == "posix":
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@contextmanager
def program(*arguments: str, path: Path = ROOT) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a program that serves, and give it together with the URL that it prints."""
    process = start(*arguments, "--port", "0", path=path)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = re.search(r"https?://\S+", line)
        assert url, line
        yield process, url[0]
    finally:
        end(process)


def refusal(*arguments: str, path: Path = ROOT) -> str:
    """Start a program that gives up, and return what it says."""
    process = start(*arguments, path=path)
    try:
        output, errors = process.communicate(timeout=10)
    finally:
        end(process)
    assert (process.returncode, output) == (1, "")
    return errors

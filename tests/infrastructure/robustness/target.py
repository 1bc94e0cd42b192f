"""The server under attack: a process of its own, and what the system says of it."""

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[3]
BENCHMARK = (
    "tests/infrastructure/robustness/app.py",
    "--host",
    "127.0.0.1",
    "--port",
    "0",
    "--quiet",
)
PROGRAM = ("-m", "tests.infrastructure.robustness.program")
HAS_PROC = Path("/proc/self/status").exists()
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure of a check, and the most that it may be; None where the system does not say."""

    check: str
    measured: float | None
    most: float
    unit: str

    @property
    def passed(self) -> bool:
        """Say whether the figure is within its bound; what cannot be measured is not held."""
        return self.measured is None or self.measured <= self.most

    def __str__(self) -> str:
        measured = "no /proc here" if self.measured is None else f"{self.measured:.2f} {self.unit}"
        verdict = "ok" if self.passed else "TOO MUCH"
        return f"{self.check:<70}{f'{self.most:g} {self.unit}':>12}{measured:>18}  {verdict}"


class Target:
    """A running server. Figures in MiB, seconds and descriptors; None without /proc."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: IO[str]) -> None:
        self.port = port
        self.process = process
        self._log = log
        self._proc = Path(f"/proc/{process.pid}")

    @property
    def log(self) -> str:
        """Everything that it has logged so far."""
        # The process shares the position in the file, so it must stay where it is.
        size = os.fstat(self._log.fileno()).st_size
        return os.pread(self._log.fileno(), size, 0).decode(errors="replace")

    @property
    def memory(self) -> float | None:
        """How much of its memory is resident."""
        return self._status("VmRSS")

    @property
    def descriptors(self) -> int | None:
        """How many files and sockets it has open."""
        return len(list(self._proc.joinpath("fd").iterdir())) if HAS_PROC else None

    @property
    def cpu(self) -> float | None:
        """How many seconds it has computed."""
        if not HAS_PROC:
            return None
        # The name of the program, in parentheses, may hold spaces; times are fields 14 and 15.
        fields = self._proc.joinpath("stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """Tell it to end in order."""
        self.process.send_signal(signal.SIGTERM)

    def watch(self) -> "Watch":
        """Begin to watch memory and descriptors."""
        return Watch(self)

    def forget_peak(self) -> None:
        """Let the peak of memory begin anew, as Linux does on writing a 5 (man proc)."""
        with suppress(OSError):
            self._proc.joinpath("clear_refs").write_text("5")

    @property
    def peak(self) -> float | None:
        """How much of its memory was resident at most."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float | None:
        if not HAS_PROC:
            return None
        found = re.search(
            rf"^{name}:\s+(\d+) kB$", (self._proc / "status").read_text(), re.MULTILINE
        )
        return int(found[1]) / 1024 if found else None


class Watch:
    """What a server had when the watch began, to compare with what it has later."""

    def __init__(self, target: Target) -> None:
        target.forget_peak()
        self._target = target
        self._memory = target.memory
        self._descriptors = target.descriptors

    def grown(self, check: str, most: float = 64) -> Measurement:
        """By how many MiB its memory has grown at the worst moment."""
        peak, before = self._target.peak, self._memory
        growth = None if peak is None or before is None else peak - before
        return Measurement(f"{check}: memory grown by", growth, most, "MiB")

    async def left_open(self, check: str, patience: float = 30) -> Measurement:
        """Return how many more descriptors it has once it had time to close them."""
        deadline = time.monotonic() + patience
        while (more := self._more()) and time.monotonic() < deadline:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)
        return Measurement(f"{check}: descriptors left open", more, 0, "")

    def _more(self) -> int | None:
        now, before = self._target.descriptors, self._descriptors
        return None if now is None or before is None else max(now - before, 0)


@contextmanager
def target(expected: str = "", **settings: Any) -> Iterator[Target]:
    """Start a server, and stop it in any case; it must end in order, and no bug of it be logged.

    Without settings it is the application of the benchmarks as anybody starts it. A traceback
    below the `expected` message is no bug.
    """
    arguments = (*PROGRAM, json.dumps(settings)) if settings else BENCHMARK
    # asyncio's debug mode, in which the tests run, costs much, and nobody serves in it.
    environment = {name: os.environ[name] for name in os.environ if name != "PYTHONASYNCIODEBUG"}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert process.stdout is not None
            url = re.search(r"http://\S+", process.stdout.readline())
            port = urlsplit(url[0]).port if url else None
            assert port is not None, "the server did not start"
            served = Target(process, port, log)
            yield served
            if process.poll() is None:
                served.stop()
            process.wait(timeout=20)
            assert process.returncode == 0, f"ended with {process.returncode}\n{served.log[-2000:]}"
            bugs = served.log.count("Traceback") - (served.log.count(expected) if expected else 0)
            assert bugs <= 0, served.log[:4000]
        finally:
            process.kill()
            process.communicate()

"""Sampling a busy server with py-spy: a flame graph of each workload, and shares of the layers.

py-spy stops the server for a moment at each sample. Asked to stop from another core, it goes on
until the word arrives, and a system call is where it arrives first: so the kernel would seem to
take twice of what it does. From the server's own core py-spy takes its place at once, wherever it
is. Not to stop it at all would be worse: a stack that changes while it is read loses its depth.
"""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import asking, wrk
from tests.benchmarks.costs import flame
from tests.benchmarks.costs.layers import Stacks, read_stacks, shares
from tests.benchmarks.costs.page import FOLDER, PROFILED
from tests.benchmarks.processes import CORES, Failed, Live, on_cores, running
from tests.benchmarks.servers import ROOT, SERVERS
from tests.benchmarks.workloads import WORKLOADS, Workload

RATE = 500  # samples a second
SOONER = 0.3  # seconds of load before py-spy looks, and as many after


@dataclass(frozen=True)
class Sampled:
    """What was found of one workload: shares from 0 to 1, and microseconds for a request."""

    workload: str
    layers: dict[str, float]
    system: float  # the share of the kernel as the system counts it, while nobody looks
    took: float


def sample(name: str, server: str, seconds: float) -> Sampled:
    """Load a new server with one workload; write a flame graph, and return the shares."""
    workload = WORKLOADS[name]
    with on_cores(CORES[-1:]), running(SERVERS[server]) as live:
        asking.check(workload, live.port)
        _load(workload, live, SOONER)
        system, took = _undisturbed(workload, live, seconds)
        stacks = _record(workload, live, seconds, FOLDER / f"{server}-{name}.txt")
    picture = FOLDER / f"{server}-{name}.svg"
    picture.write_text(flame.draw(stacks, str(ROOT), f"{PROFILED[name]}, {server}"))
    return Sampled(name, shares(stacks, str(ROOT)), system, took)


def _load(workload: Workload, live: Live, seconds: float) -> wrk.Load:
    if workload.name == "upload":  # Few and large: wrk would break too many off.
        return asking.upload(workload, live.port, seconds)
    return wrk.ask(workload, live.port, seconds)


def _undisturbed(workload: Workload, live: Live, seconds: float) -> tuple[float, float]:
    """Return the share of the kernel, and the microseconds of processor time for a request."""
    whole, system = live.cpu(), live.system()
    load = _load(workload, live, seconds)
    whole, system = live.cpu() - whole, live.system() - system
    if not load.requests or not whole:
        raise Failed(load.trouble or "nothing was answered")
    return system / whole, whole / load.requests * 1e6


def _record(workload: Workload, live: Live, seconds: float, raw: Path) -> Stacks:
    """Let py-spy look at the server while it is loaded."""
    command = [
        str(Path(sys.executable).with_name("py-spy")),
        "record",
        "--pid",
        str(live.pid),
        "--full-filenames",
    ]
    command += ["--rate", str(RATE), "--duration", f"{seconds:.0f}"]
    command += ["--format", "raw", "--output", str(raw)]
    with ThreadPoolExecutor() as pool:
        load = pool.submit(_load, workload, live, seconds + 2 * SOONER)
        time.sleep(SOONER)
        with on_cores(CORES[:1]):
            run = subprocess.run(command, capture_output=True, text=True, check=False)
        load.result()
    if run.returncode:
        raise Failed(f"py-spy: {run.stderr.strip() or run.stdout.strip()}")
    return read_stacks(raw.read_text())

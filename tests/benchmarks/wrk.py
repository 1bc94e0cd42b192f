"""wrk, the program that makes the load: its command line, and what it prints."""

import re
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass

from tests.benchmarks.servers import HERE
from tests.benchmarks.workloads import Workload

TOTAL = re.compile(r"(\d+) requests in ([\d.]+)(us|ms|s|m),")
TROUBLE = re.compile(r"^ *((?:Non-2xx|Socket errors).*)$", re.MULTILINE)
SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


@dataclass(frozen=True)
class Load:
    """What was answered in how many seconds, and what went wrong, in wrk's own words."""

    requests: int
    seconds: float
    trouble: str = ""


def there() -> bool:
    """Tell whether wrk is installed."""
    return shutil.which("wrk") is not None


def version() -> str:
    """Return the version of wrk, which it tells with an error."""
    said = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout
    return said.removeprefix("wrk ").partition(" ")[0]


def ask(workload: Workload, port: int, seconds: float, connections: int = 0) -> Load:
    """Ask a server as often as it answers, for some seconds.

    wrk counts in whole seconds, so it is told an hour, and stopped.
    """
    command = arguments(workload, port, connections or workload.connections)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    try:
        time.sleep(seconds)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=10)
    finally:
        process.kill()
        process.wait()
    return parse(said)


def arguments(workload: Workload, port: int, connections: int) -> list[str]:
    """Return wrk's command line."""
    command = ["wrk", "-t1", f"-c{connections}", "-d1h", "--timeout", "10s"]
    for line in workload.headers:
        command += ["-H", line]
    name, argument = script(workload)
    if name:
        command += ["-s", str(HERE / "lua" / f"{name}.lua")]
    return [*command, f"http://127.0.0.1:{port}{workload.path}", argument]


def script(workload: Workload) -> tuple[str, str]:
    """Return the script that a workload needs, and its argument; empty if it needs none."""
    if workload.body:
        return "body", str(workload.body)
    if workload.depth > 1:
        return "pipelined", str(workload.depth)
    if workload.differing:
        return "differing", str(time.time_ns() // 1000)
    return "", ""


def parse(said: str) -> Load:
    """Read what wrk printed. Raises ValueError if that is no result."""
    total = TOTAL.search(said)
    if total is None:
        raise ValueError(said.strip())
    count, seconds, unit = total.groups()
    trouble = TROUBLE.search(said)
    return Load(int(count), float(seconds) * SECONDS[unit], trouble[1] if trouble else "")

"""Starting a server on one core, what its processes use, and ending all of them."""

import os
import resource
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException

import psutil

from tests.benchmarks.servers import ROOT, Server

PATIENCE = 15.0  # seconds to start in; granian and sanic take two on a slow machine
GRACE = 3.0  # seconds to stop in

# The server has the first core that we may use, and the load the last one.
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


class Failed(Exception):
    """A server did not start, or did not answer as it should."""


class Live:
    """A server that runs."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.port = port
        self.pid = process.pid
        self._root = psutil.Process(process.pid)

    def cpu(self) -> float:
        """Return the seconds that its processes have computed, ended ones included."""
        return self._sum(lambda each: sum(each.cpu_times()[:4]))

    def system(self) -> float:
        """Return the seconds of those in which the kernel was at work for them."""
        return self._sum(lambda each: each.cpu_times().system)

    def memory(self) -> float:
        """Return the octets that its processes share with no other."""
        return self._sum(lambda each: each.memory_full_info().uss)

    def _sum(self, of: Callable[[psutil.Process], float]) -> float:
        try:
            return sum(map(of, [self._root, *self._root.children(recursive=True)]))
        except psutil.NoSuchProcess as error:
            raise Failed("it ended while it was measured") from error


@contextmanager
def running(server: Server, workers: int = 1, *, pinned: bool = True) -> Iterator[Live]:
    """Run a server for as long as the block lasts. Raises Failed if it does not start."""
    port = free_port()
    with tempfile.TemporaryFile() as said:
        with on_cores(CORES[:1] if pinned else CORES):
            process = subprocess.Popen(
                server.arguments(port, workers),
                env=server.variables(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if server.discards else said,
                stderr=subprocess.DEVNULL if server.discards else said,
                start_new_session=True,
            )
        try:
            if not answers(process, port):
                said.seek(0)
                raise Failed(last_line(said.read()) or f"no answer within {PATIENCE:g} seconds")
            yield Live(process, port)
        finally:
            end(process)


@contextmanager
def on_cores(cores: list[int]) -> Iterator[None]:
    """Let what is started in the block run on these cores alone, where the system can do that."""
    if len(CORES) > 1:
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, cores)
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)
    else:
        yield


def allow_connections() -> None:
    """Let this process, and the servers that it starts, have as many open files as may be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port


def answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until a server answers; tell whether it did so in time."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=1)
            connection.request("GET", "/")
            return connection.getresponse().status == 200
        time.sleep(0.05)
    return False


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server and all processes that it started, kindly at first."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(process.pid)
        tree = [root, *root.children(recursive=True)]
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        for each in psutil.wait_procs(tree, timeout=0.1)[1]:
            with suppress(psutil.NoSuchProcess):
                each.kill()
    process.wait()


def last_line(said: bytes) -> str:
    """Return the last line that a server printed."""
    lines = said.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")

"""Prefork: a supervisor forks workers that share one port, and replaces those that end.

The supervisor waits for signals and for its workers, and serves nothing. Each worker is a whole
server with a listening socket of its own, and the kernel spreads the connections over those
(SO_REUSEPORT).

A pipe through which nothing is ever sent tells the workers to stop, by its end. It ends when the
supervisor closes it, and just as well when the supervisor is killed, so no worker stays behind.
"""

import asyncio
import logging
import multiprocessing
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import ExitStack
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import NamedTuple

from infrastructure.server import CannotListen

# Windows has neither.
POSSIBLE = "fork" in multiprocessing.get_all_start_methods() and hasattr(socket, "SO_REUSEPORT")
SHORTEST, LONGEST = 0.1, 10.0  # seconds between the end of a worker and the next one
SETTLED = 60.0  # seconds of life after which the pause is the shortest again

LOG = logging.getLogger("inward.workers")


class Lifeline(NamedTuple):
    """What a worker has of its supervisor."""

    port: int
    ready: Callable[[str], None]  # to be called with the URL
    end: Connection

    def obey(self, stop: asyncio.Event) -> None:
        """Arrange in the running loop that the event is set at the end of the pipe, or on TERM.

        Often both happen, and the second changes nothing: systemd sends TERM to every process.
        """
        loop = asyncio.get_running_loop()

        def end() -> None:
            loop.remove_reader(self.end)  # Else it is called again and again: an end does not pass.
            stop.set()

        loop.add_reader(self.end, end)
        loop.add_signal_handler(signal.SIGTERM, stop.set)


class Worker(NamedTuple):
    """What the supervisor has of a worker."""

    process: multiprocessing.process.BaseProcess
    pause: float  # before it began
    began: float

    def ended(self) -> str:
        """Say how it has ended."""
        code = self.process.exitcode or 0
        how = f"by signal {-code}" if code < 0 else f"with status {code}"
        return f"{self.process.name} ({self.process.pid}) ended {how}"


class Supervisor:
    """Forks processes that work, and looks after them.

    No thread and no event loop may run yet: a fork would copy half of them.
    """

    def __init__(self, work: Callable[[Lifeline], None]) -> None:
        self._work = work
        self._end, self._hold = multiprocessing.Pipe(duplex=False)
        self._workers: dict[str, Worker] = {}

    def run(self, host: str, port: int, count: int, ready: Callable[[str], None]) -> None:
        """Keep so many workers until INT or TERM; call `ready` with the URL once all serve.

        Raises CannotListen if the address cannot be had. Ends this process with status 1 if a
        worker cannot start.
        """
        if not POSSIBLE:
            sys.exit("This system cannot let workers share a port. Start one: leave out --workers")
        with reserve(host, port) as self._reserved, ExitStack() as after:
            for name in (signal.SIGINT, signal.SIGTERM):
                after.callback(signal.signal, name, signal.signal(name, self._on_signal))
            try:
                ready(self._start_all(count))
                self._replace_until_told()
            finally:
                LOG.info("The workers are told to stop.")
                self._hold.close()
                for worker in self._workers.values():
                    worker.process.join()
                    LOG.info("%s.", worker.ended())

    def _on_signal(self, *_: object) -> None:
        """End the pipe, which wakes the supervisor as well; the second time, kill."""
        if self._hold.closed:
            for worker in self._workers.values():
                worker.process.kill()
        self._hold.close()

    def _start_all(self, count: int) -> str:
        """Start one after the other, and return the URL.

        What is wrong with all of them is so said once.
        """
        news, tell = multiprocessing.Pipe(duplex=False)
        for number in range(1, count + 1):
            process = self._start(f"Worker {number}", tell.send, pause=0.0).process
            LOG.info("%s (%d) started.", process.name, process.pid)
            wait([news, process.sentinel, self._end])
            if not news.poll():  # It has ended, and said why; or all are to stop.
                sys.exit(0 if self._hold.closed else 1)
            url: str = news.recv()
        return url

    def _replace_until_told(self) -> None:
        """Let a worker take the place of each that ends, until the pipe does."""
        while not self._hold.closed:
            # Once a second also unasked: what a worker has left behind may hold its sentinel.
            sentinels = [worker.process.sentinel for worker in self._workers.values()]
            wait([self._end, *sentinels], timeout=1)
            for name, worker in self._workers.items():
                if worker.process.exitcode is not None and not self._hold.closed:
                    pause = next_pause(worker.pause, monotonic() - worker.began)
                    pid = self._start(name, lambda url: None, pause).process.pid
                    LOG.warning("%s; %d follows after %g s.", worker.ended(), pid, pause)

    def _start(self, name: str, ready: Callable[[str], None], pause: float) -> Worker:
        fork = multiprocessing.get_context("fork")
        process = fork.Process(target=self._be_worker, args=(ready, pause), name=name)
        process.start()
        self._workers[name] = Worker(process, pause, began=monotonic() + pause)
        return self._workers[name]

    def _be_worker(self, ready: Callable[[str], None], pause: float) -> None:
        """Let the pause pass, and work. This runs in the new process.

        The handler of signals is here too, since Ctrl-C in a terminal reaches every process. It
        is left nothing to close or to kill.
        """
        self._workers.clear()
        self._hold.close()
        if not wait([self._end], pause):
            self._work(Lifeline(self._reserved.getsockname()[1], ready, self._end))


def next_pause(pause: float, lived: float) -> float:
    """Return how long to wait in the place of a worker, from the pause before it and its life.

    One that cannot live would otherwise be forked as fast as the machine can.

    >>> next_pause(4.0, lived=0.1), next_pause(4.0, lived=3600.0) == SHORTEST
    (8.0, True)
    """
    return SHORTEST if lived >= SETTLED else min(max(2 * pause, SHORTEST), LONGEST)


def reserve(host: str, port: int) -> socket.socket:
    """Bind a port, 0 for any free one, and do not listen.

    The socket is bound first and shared afterwards. Bound as one to share, it would go with the
    port of another server that shares, and the kernel would give each some of the connections.
    """
    reserved = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        reserved.bind((host, port))
        reserved.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    except OSError as error:
        reserved.close()
        raise CannotListen(error.errno, error.strerror) from error
    return reserved

"""The rounds: in each, every server is started once, asked everything, and stopped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.benchmarks import asking, wrk
from tests.benchmarks.figures import MEMORY, SILENT, Round
from tests.benchmarks.processes import CORES, Failed, Live, on_cores, running
from tests.benchmarks.servers import Server
from tests.benchmarks.workloads import CROWDS, IDLE, WARM, WORKLOADS, Workload

LONGER = {1024: 1.0, 4096: 2.5}  # seconds more, until all have got in: a backlog may hold just 100
SELDOM = 2  # memory, crowds and scale vary little, so they are measured in every second round


@dataclass
class Run:
    """What to measure, and what was found."""

    servers: list[Server]
    workloads: list[str]  # and the names of the extras: memory, crowds and scale
    seconds: float
    rounds: list[Round] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)  # and why
    say: Callable[[str], None] = print

    def go(self, rounds: int) -> None:
        """Measure everything so many times."""
        with on_cores(CORES[-1:]):
            for number in range(rounds):
                self.rounds.append({})
                for server in self.servers:
                    if server.name not in self.left_out:
                        self._measure(server, number)

    def _measure(self, server: Server, number: int) -> None:
        found = self.rounds[-1].setdefault(server.name, {})
        self.say(f"round {number + 1}: {server.name}")
        try:
            with running(server) as live:
                self._ask(server, live, found)
        except Failed as reason:
            self._leave_out(server.name, reason)
            return
        if number % SELDOM == 0:
            for extra in self._extras(server):
                try:
                    extra(server, found, self.seconds)
                except (Failed, OSError, ValueError) as reason:
                    self._leave_out(f"{server.name}, {extra.__name__}", reason)

    def _extras(self, server: Server) -> list["Extra"]:
        has = {memory: server.memory, crowds: server.crowds, scale: bool(server.two)}
        return [each for each, there in has.items() if there and each.__name__ in self.workloads]

    def _ask(self, server: Server, live: Live, found: dict[str, Any]) -> None:
        for name in server.workloads:
            where = f"{server.name}, {name}"
            if name in self.workloads and where not in self.left_out:
                try:
                    asking.check(WORKLOADS[name], live.port)
                    found[name] = loaded(WORKLOADS[name], live, self.seconds)
                except (Failed, ValueError) as reason:
                    self._leave_out(where, reason)

    def _leave_out(self, what: str, reason: Exception) -> None:
        self.left_out[what] = str(reason)
        self.say(f"  left out: {what}: {reason}")


def loaded(workload: Workload, live: Live, seconds: float, connections: int = 0) -> dict[str, Any]:
    """Load a server; return how much it answered, in how much time of its processor."""

    def ask(time: float) -> wrk.Load:
        if workload.name == "upload":
            return asking.upload(workload, live.port, time)
        return wrk.ask(workload, live.port, time, connections)

    ask(WARM)
    before = live.cpu()
    load = ask(seconds)
    cpu = live.cpu() - before
    if not load.requests or load.trouble.startswith("Non"):
        raise Failed(load.trouble or "nothing was answered")
    found = {"requests": load.requests, "cpu": cpu, "seconds": load.seconds}
    return {**found, "trouble": load.trouble} if load.trouble else found


Extra = Callable[[Server, dict[str, Any], float], None]


def memory(server: Server, found: dict[str, Any], _: float) -> None:
    """Find the memory that an idle connection takes, each time in a server that is new."""
    for name, silent in ((SILENT, True), (MEMORY, False)):
        with running(server) as live:
            with asking.connected(live.port, 50, silent=silent):
                pass  # What is made for the first connection is made now.
            before = live.memory()
            with asking.connected(live.port, IDLE, silent=silent):
                found[name] = (live.memory() - before) / IDLE / 1024


def crowds(server: Server, found: dict[str, Any], seconds: float) -> None:
    """Load a server over few connections and over many."""
    with running(server) as live:
        for count in CROWDS:
            enough = seconds + LONGER.get(count, 0)
            found[f"crowd-{count}"] = loaded(WORKLOADS["hello"], live, enough, count)


def scale(server: Server, found: dict[str, Any], seconds: float) -> None:
    """Let one worker and then two have all cores, which they share with the load."""
    for workers in (1, 2):
        with on_cores(CORES), running(server, workers, pinned=False) as live:
            load = loaded(WORKLOADS["hello"], live, seconds)
            found[f"workers-{workers}"] = load["requests"] / load["seconds"]

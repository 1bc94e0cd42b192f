"""How fast the server should be: at least so, and so if we can. Nothing fails where it is not."""

from dataclasses import dataclass

from tests.benchmarks.figures import MEMORY, Round, Spread, amounts, ratios
from tests.benchmarks.servers import SERVERS
from tests.benchmarks.workloads import WORKLOADS


@dataclass(frozen=True)
class Target:
    """A server, measured against another at one kind of work; or its memory, against nobody."""

    workload: str
    against: str
    must: float | None
    stretch: float
    server: str = "inward"

    @property
    def work(self) -> str:
        """What is done, in words."""
        if self.workload == MEMORY:
            return "KiB for an idle connection"
        loop = ", with uvloop" if self.server == "inward-uvloop" else ""
        return WORKLOADS[self.workload].label + loop

    @property
    def peer(self) -> str:
        """Who it is measured against, in words."""
        return SERVERS[self.against].label if self.against else "-"

    def measured(self, rounds: list[Round]) -> Spread | None:
        """Return our figure."""
        if self.workload == MEMORY:
            return amounts(rounds, self.server, MEMORY)
        return ratios(rounds, self.server, self.against, self.workload)

    def verdict(self, figure: Spread | None) -> str:
        """Say which of the two is met."""
        if figure is None:
            return "not measured"
        # Less memory is better, and more of everything else.
        sign = -1 if self.workload == MEMORY else 1
        if sign * figure.middle >= sign * self.stretch:
            return "stretch met"
        if self.must is None:
            return "stretch missed"
        return "met" if sign * figure.middle >= sign * self.must else "**missed**"


COMMON = ("hello", "browser", "json")
DIFFERING = ("hello-differing", "browser-differing", "json-differing")


def _each(
    workloads: tuple[str, ...],
    against: str,
    must: float | None,
    stretch: float,
    server: str = "inward",
) -> list[Target]:
    return [Target(each, against, must, stretch, server) for each in workloads]


TARGETS = [
    *_each(COMMON, "uvicorn-h11", 8, 12),
    *_each(DIFFERING, "uvicorn-h11", 6, 12),
    *_each(COMMON, "aiohttp", 2.7, 4),
    *_each(DIFFERING, "aiohttp", 2, 4),
    *_each(COMMON, "uvicorn-c", 1.6, 2.5),
    *_each(COMMON, "granian-rsgi", None, 1.0),
    Target("path", "uvicorn-h11", 10, 16),
    Target("echo", "uvicorn-h11", 7, 10),
    Target("pipelined", "uvicorn-h11", 20, 40),
    Target("close", "uvicorn-h11", 3, 5),
    Target("file", "aiohttp", 0.9, 1),
    Target("upload", "aiohttp", 0.9, 1),
    Target("hello", "limit-protocol", 0.35, 0.5),
    Target(MEMORY, "", 3.5, 2),
    *_each(COMMON, "granian-rsgi", 0.9, 1.2, "inward-uvloop"),
]

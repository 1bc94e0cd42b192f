"""From what was measured to figures: rates, ratios within a round, and the middle of the rounds."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

Round = dict[str, dict[str, Any]]  # for each server what was measured, by workload

MEMORY = "memory"  # kibibytes for an idle connection that has asked once
TO = "\N{EN DASH}"
SILENT = "memory-silent"  # for one that never asked


@dataclass(frozen=True)
class Spread:
    """The middle of several rounds, and the ends."""

    middle: float
    least: float
    most: float

    def __str__(self) -> str:
        """Write it as on the page, with three digits that count at most."""
        if number(self.least) == number(self.most):
            return number(self.middle)
        return f"{number(self.middle)} ({number(self.least)}{TO}{number(self.most)})"


def number(value: float) -> str:
    """Write a number with no more digits than can be trusted."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def spread(values: Iterable[float | None]) -> Spread | None:
    """Return middle and ends of what was measured; None if nothing was."""
    there = [value for value in values if value is not None]
    return Spread(median(there), min(there), max(there)) if there else None


def rate(results: Round, server: str, workload: str) -> float | None:
    """Return the requests per CPU second of one round."""
    one = results.get(server, {}).get(workload)
    return one["requests"] / one["cpu"] if one and one["cpu"] else None


def rates(rounds: list[Round], server: str, workload: str) -> Spread | None:
    """Return the requests per CPU second."""
    return spread(rate(each, server, workload) for each in rounds)


def ratios(rounds: list[Round], server: str, against: str, workload: str) -> Spread | None:
    """Return how often a server answers while another answers once, paired within each round."""
    pairs = [(rate(each, server, workload), rate(each, against, workload)) for each in rounds]
    return spread(ours / theirs for ours, theirs in pairs if ours and theirs)


def amounts(rounds: list[Round], server: str, name: str) -> Spread | None:
    """Return what is one number in each round, such as the memory of a connection."""
    return spread(each.get(server, {}).get(name) for each in rounds)

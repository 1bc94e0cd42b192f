"""A stopwatch for single statements: like timeit, but one may await, and several take turns.

The best of many runs is taken. What else a machine does can only make a run longer, so the
shortest one says most about the code. Taking turns, all statements meet the same quiet moments.
"""

import gc
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from interfaces.memory import drive

Measure = Callable[[], float]
"""Runs something once and returns the seconds that it took."""

LONG_ENOUGH = 0.002  # seconds of a run; the clock ticks much finer
NOTHING = "pass"

# The names become local ones, as they would be in code that is written with care.
_PROGRAM = """
async def run(times, clock, {names}):
    began = clock()
    for _ in times:
        {statement}
    return clock() - began
"""


@dataclass(frozen=True)
class Step:
    """A statement to be timed, with the names that it uses; it does its work `per` times."""

    statement: str
    names: Mapping[str, Any] = field(default_factory=dict)
    per: int = 1


def timer(step: Step) -> Measure:
    """Return what runs a step often enough to be timed, and returns the seconds of one time."""
    space: dict[str, Any] = {}
    program = _PROGRAM.format(names=", ".join(step.names), statement=step.statement)
    exec(program, space)

    def run(count: int) -> float:
        seconds: float = drive(space["run"](repeat(None, count), time.perf_counter, **step.names))
        return seconds

    count = 8
    while run(count) < LONG_ENOUGH:
        count *= 2
    return lambda: run(count) / count / step.per


def best(measures: Mapping[str, Measure], rounds: int) -> dict[str, float]:
    """Let all take turns, and return the least number of microseconds that each has needed."""
    least: dict[str, float] = {}
    with undisturbed():
        for _ in range(rounds):
            for name, measure in measures.items():
                least[name] = min(measure() * 1e6, least.get(name, float("inf")))
    return least


def best_of_steps(steps: Mapping[str, Step], rounds: int) -> dict[str, float]:
    """Time all steps, without the loop around them."""
    with undisturbed():
        timers = {name: timer(step) for name, step in {**steps, NOTHING: Step(NOTHING)}.items()}
    found = best(timers, rounds)
    loop = found.pop(NOTHING)
    return {name: found[name] - loop / step.per for name, step in steps.items()}


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no garbage be collected meanwhile: it would be charged to whoever is running then."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()

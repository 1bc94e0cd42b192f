"""Attack the server for some minutes, with its defaults, and print what it withstood.

    python -m tests.soak                    everything
    python -m tests.soak drips mutated      some of it

It needs a machine that is not busy: here the bounds on time are the ones the server is held to.
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable

from tests.infrastructure.robustness import bursts, crowds, greedy, mutated, shortage, slow
from tests.infrastructure.robustness.peers import allow_connections
from tests.infrastructure.robustness.target import Measurement, Target, target

Check = Callable[[Target], Awaitable[list[Measurement]]]

CUT = 65.0  # seconds after which a peer that drips must be gone
WAIT = 1.0  # seconds that others may wait at most

CHECKS: dict[str, Check] = {
    "drips": lambda live: slow.drips(live, every=1, most=CUT),
    "never-read": lambda live: greedy.never_read(live, most=256, quiet=2),
    "none-reads": lambda live: greedy.never_read(live, most=64, quiet=2, peers=20, cost=128),
    "endless": lambda live: greedy.endless(live, patience=20),
    "idle": lambda live: crowds.idle(live, 2000, WAIT),
    "crowd": lambda live: crowds.idle(live, 8000, WAIT),
    "flood": lambda live: crowds.flood(live, 10_000),
    "resets": lambda live: crowds.resets(live, rounds=20),
    "chunks": lambda live: bursts.chunks(live, 200_000, WAIT),
    "chunks-at-most": lambda live: bursts.chunks(live, 2_000_000, WAIT),
    "pipelined": lambda live: bursts.pipelined(live, 50_000, WAIT),
    "segments": lambda live: bursts.segments(live, 6000, 20_000, WAIT),
    "mutated": lambda live: mutated.requests(live, 50_000, seed=2),
    "shutdown": lambda _: shortage.shutdown(clients=200, seconds=3),
    "too-many": lambda _: shortage.too_many(limit=500),
    "descriptors": lambda _: shortage.no_descriptors(most=128, seconds=10),
}


def main() -> int:
    """Run the checks that the command line names; return 0 if the server withstood them."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("check", nargs="*", help=f"any of {', '.join(CHECKS)}; none means all")
    chosen = parser.parse_args().check or list(CHECKS)
    if unknown := [name for name in chosen if name not in CHECKS]:
        parser.error(f"there is no check named {unknown[0]}")
    if not allow_connections(8000):
        parser.error("the system does not let this process open 8,000 connections; see ulimit -n")

    lines: list[str] = []
    failed = 0
    for name in chosen:
        began = time.monotonic()
        outcome = run(CHECKS[name])
        good = not isinstance(outcome, str) and all(each.passed for each in outcome)
        failed += not good
        verdict = "ok" if good else "FAILED"
        print(f"{name:<16}{time.monotonic() - began:>7.1f} s  {verdict}", flush=True)
        lines += [f"{name}: FAILED: {outcome}"] if isinstance(outcome, str) else map(str, outcome)

    print(f"\n{'check':<70}{'at most':>12}{'measured':>18}", *lines, sep="\n")
    print(f"\n{len(chosen) - failed} passed, {failed} failed")
    return 1 if failed else 0


def run(check: Check) -> list[Measurement] | str:
    """Run one check on a fresh server; return what it measured, or what went wrong."""

    async def hold() -> list[Measurement]:
        with target() as live:
            return await check(live)

    try:
        return asyncio.run(hold())
    except (AssertionError, OSError, TimeoutError, asyncio.IncompleteReadError) as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    sys.exit(main())

"""Show where the time of a request goes.

    python -m tests.benchmarks.costs             all of it; writes docs/where-the-time-goes.md
    python -m tests.benchmarks.costs --steps     only what needs neither wrk nor py-spy
    python -m tests.benchmarks.costs --flames    only the flame graphs, and the shares in them
    python -m tests.benchmarks.costs --page      the page again, from what was measured last

A run that measures only some of it leaves the rest as it was. The page shows the default server.
`make profile` makes the environment that this needs, and runs it there.
"""

import argparse
import asyncio
import os
import sys
from dataclasses import asdict
from datetime import datetime
from typing import Any

from extras.infrastructure.streams import streams
from interfaces import converse
from tests.benchmarks import wrk
from tests.benchmarks.app import app
from tests.benchmarks.costs import heap, page
from tests.benchmarks.costs.calls import calls_of_hello, summary
from tests.benchmarks.costs.exchange import HELLO, started
from tests.benchmarks.costs.layers import LAYERS
from tests.benchmarks.costs.results import commands, merged, store, stored
from tests.benchmarks.costs.sockets import Arena, tls_contexts
from tests.benchmarks.costs.steps import more_steps, own_steps
from tests.benchmarks.costs.timing import Measure, best, best_of_steps
from tests.benchmarks.page import aligned
from tests.benchmarks.setting import setting, version_of

NEEDED = "flame graphs need wrk and py-spy; --steps needs neither"


def main() -> int:
    """Measure what the command line asks for; return 0 if there is something to show."""
    options = read_options()
    results = stored()
    if not options.page:
        if options.flames and not (wrk.there() and version_of("py-spy")):
            print(NEEDED, file=sys.stderr)
            return 1
        results = merged(results, measure(options, results))
        store(results)
        print(for_terminal(results, options.server))
    if options.write:
        page.write_page(results)
    return 0


def measure(options: argparse.Namespace, before: page.Results) -> dict[str, Any]:
    """Measure what is asked for, and say where if it is for the page."""
    page.FOLDER.mkdir(parents=True, exist_ok=True)
    now: dict[str, Any] = {}
    if options.steps or options.server == page.SERVER:
        command = " ".join(["python -m tests.benchmarks.costs", *sys.argv[1:]])
        now |= {**where(), "commands": commands(before, command, options.whole)}
    if options.steps:
        now |= {"steps": time_steps(options.rounds), "calls": summary(calls_of_hello())}
    if options.flames:
        now |= {
            "py-spy": version_of("py-spy"),
            "samples": {options.server: take_samples(options)},
        }
    return now


def read_options() -> argparse.Namespace:
    """Read the command line, and fill in what it leaves to us."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.costs")
    add = parser.add_argument
    add("--steps", action="store_true", help="only time the steps of an exchange")
    add("--flames", action="store_true", help="only sample a server under load")
    add("--page", action="store_true", help="measure nothing: write the page again")
    add("--write", action="store_true", help="write the page even if not all was measured")
    add("--streams", action="store_true", help="sample the streams shell")
    add("--workloads", help=f"sample some of {', '.join(page.PROFILED)}")
    add("--seconds", type=float, default=3, help="of samples for each workload (default: 3)")
    add("--rounds", type=int, default=100, help="how often to time each step (default: 100)")
    options = parser.parse_args()
    options.whole = not (
        options.steps or options.flames or options.workloads or options.streams or options.page
    )
    options.write |= options.whole or options.page
    options.server = "inward-streams" if options.streams else page.SERVER
    if not (options.steps or options.flames):
        options.steps = options.flames = True
    options.workloads = options.workloads.split(",") if options.workloads else page.PROFILED
    if unknown := set(options.workloads) - set(page.PROFILED):
        parser.error(f"there is no workload named {min(unknown)}")
    return options


def where() -> dict[str, Any]:
    """Say where and with what it is measured."""
    began = datetime.now().astimezone()
    return {
        **setting(os.cpu_count() or 1),
        "date": f"{began:%d %B %Y}".lstrip("0"),
    }


def time_steps(rounds: int) -> dict[str, float]:
    """Time the steps in memory, and then whole exchanges over sockets."""
    print(f"steps, {rounds} times each")
    found = best_of_steps({**own_steps(), **more_steps()}, rounds)
    handler = started(app)
    with asyncio.Runner() as runner:
        arena = Arena(runner.get_loop(), handler, converse(handler, [HELLO]))
        return found | best(over_sockets(arena), rounds)


def over_sockets(arena: Arena) -> dict[str, Measure]:
    """Return what is measured over sockets."""
    receive, send = arena.system_calls()
    tls = tls_contexts()
    encrypted = {"tls": arena.inward(tls=tls)} if tls else {}
    return {
        "receive": receive,
        "send": send,
        "bare": arena.bare(),
        "whole": arena.inward(),
        "streams": arena.inward(streams),
        "pipelined": arena.inward(count=8, depth=16),
        **encrypted,
    }


def take_samples(options: argparse.Namespace) -> dict[str, Any]:
    """Sample each workload; for one that fails there is None, and a word why."""
    # Imported here, because it needs psutil, and the steps need nothing.
    from tests.benchmarks.costs.samples import sample  # noqa: PLC0415
    from tests.benchmarks.processes import Failed  # noqa: PLC0415

    found: dict[str, Any] = {}
    for name in options.workloads:
        print(f"samples of {name}")
        try:
            found[name] = asdict(sample(name, options.server, options.seconds))
        except Failed as reason:
            found[name] = None
            print(f"  left out: {reason}", file=sys.stderr)
    return found


def for_terminal(results: dict[str, Any], server: str) -> str:
    """Return what was measured as text, with the samples of one server."""
    shown = []
    if steps := results.get("steps"):
        shown += [page.part_rows(steps), page.layer_rows(steps), page.addition_rows(steps)]
        shown += [page.call_rows(results)]
    if sampled := results["samples"].get(server):
        shown += [[[f"work, {server}", "µs", *LAYERS, "system"], *page.sample_rows(sampled)]]
    flames = f"The flame graphs are in {page.FOLDER}" if sampled else ""
    return "\n\n".join([*map(aligned, shown), flames]).replace("*", "").replace("`", "")


if __name__ == "__main__":
    heap.keep()  # For this process, which times the steps, and for the servers that it starts.
    sys.exit(main())

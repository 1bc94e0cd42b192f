"""Compare servers: requests per second of processor time, in rounds.

    python -m tests.benchmarks             all of it; writes docs/reference/performance.md
    python -m tests.benchmarks --quick     one short round against the peers of the targets
    python -m tests.benchmarks --page      the page again, from what was measured last

`make bench` makes the environment that this needs, and runs it there.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from tests.benchmarks import wrk
from tests.benchmarks.measure import Run
from tests.benchmarks.page import for_terminal, write_page
from tests.benchmarks.processes import CORES, allow_connections
from tests.benchmarks.servers import ROOT, SERVERS
from tests.benchmarks.setting import setting
from tests.benchmarks.targets import TARGETS
from tests.benchmarks.workloads import EXTRAS, WORKLOADS

RESULTS = ROOT / ".bench/results.json"
NO_WRK = "wrk makes the load, and is not here: apt-get install wrk, or brew install wrk"


def main() -> int:
    """Measure what the command line asks for; return 0 if there is something to show."""
    options = read_options()
    if options.page:
        if not RESULTS.exists():
            print(f"{RESULTS} is not there: measure first", file=sys.stderr)
            return 1
        write_page(json.loads(RESULTS.read_text()))
        return 0
    if not wrk.there():
        print(NO_WRK, file=sys.stderr)
        return 1
    allow_connections()
    run = Run(
        [SERVERS[name] for name in options.servers],
        options.workloads,
        options.seconds,
    )
    began = datetime.now().astimezone()
    run.go(options.rounds)
    results = {
        **setting(len(CORES)),
        "wrk": wrk.version(),
        "date": f"{began:%d %B %Y}".lstrip("0"),
        "seconds": options.seconds,
        "command": " ".join(["python -m tests.benchmarks", *sys.argv[1:]]),
        "rounds": run.rounds,
        "left_out": run.left_out,
    }
    print(for_terminal(results))
    if options.write:
        RESULTS.write_text(json.dumps(results, indent=1))
        write_page(results)
    return 0


def read_options() -> argparse.Namespace:
    """Read the command line, and fill in what it leaves to us."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    add = parser.add_argument
    add("--rounds", type=int, help="how often to measure everything (default: 5; quick: 1)")
    add("--seconds", type=float, help="of load for each figure (default: 0.8; quick: 0.4)")
    add("--servers", type=names(SERVERS), help=f"some of {', '.join(SERVERS)}")
    works = [*WORKLOADS, *EXTRAS]
    add("--workloads", type=names(works), help=f"some of {', '.join(works)}")
    add("--quick", action="store_true", help="try it: the peers of the targets, no memory")
    add("--write", action="store_true", help="write the page even if not all was measured")
    add("--page", action="store_true", help="measure nothing: write the page again")
    options = parser.parse_args()
    options.write |= not (options.quick or options.servers or options.workloads)
    peers = {"inward", "inward-uvloop"} | {each.against for each in TARGETS}
    options.servers = options.servers or [
        name for name in SERVERS if name in peers or not options.quick
    ]
    options.workloads = options.workloads or works[: len(WORKLOADS) if options.quick else None]
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.seconds = options.seconds or (0.4 if options.quick else 0.8)
    return options


def names(known: Iterable[str]) -> Callable[[str], list[str]]:
    """Return what reads a list of names."""

    def read(text: str) -> list[str]:
        chosen = text.split(",")
        if unknown := [name for name in chosen if name not in known]:
            raise argparse.ArgumentTypeError(f"there is none named {unknown[0]!r}")
        return chosen

    return read


if __name__ == "__main__":
    sys.exit(main())

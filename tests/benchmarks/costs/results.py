"""What was measured so far. A run that measures only some of it leaves the rest as it was."""

import json
from typing import Any

from tests.benchmarks.costs.page import FOLDER, Results

STORED = FOLDER / "results.json"


def stored() -> dict[str, Any]:
    """Return what was measured before."""
    found: dict[str, Any] = json.loads(STORED.read_text()) if STORED.exists() else {}
    return found


def store(results: Results) -> None:
    """Keep what was measured."""
    STORED.parent.mkdir(parents=True, exist_ok=True)
    STORED.write_text(json.dumps(results, indent=1))


def merged(before: Results, now: Results) -> dict[str, Any]:
    """Put what a run has measured into what was measured before.

    Samples are kept for each server and workload. Where the run has None it tried and failed, and
    an older figure must not pass for one of this run.
    """
    samples = dict(before.get("samples", {}))
    for server, found in now.get("samples", {}).items():
        both = {**samples.get(server, {}), **found}
        samples[server] = {name: each for name, each in both.items() if each}
    return {**before, **now, "samples": samples}


def commands(before: Results, command: str, whole: bool) -> list[str]:
    """Return the commands that the figures come from; after a whole run it is that one alone."""
    earlier = [] if whole else before.get("commands", [])
    return [*(each for each in earlier if each != command), command]

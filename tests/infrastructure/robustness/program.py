"""A server to be attacked, with settings that the command line does not have.

    python -m tests.infrastructure.robustness.program '{"timeouts": {"head": 1}}'

It serves the application of the benchmarks on a free port, prints the URL, and ends in order on
SIGTERM.
"""

import asyncio
import json
import logging
import signal
import sys
from typing import Any

from infrastructure import serve
from infrastructure.logs import log_error
from infrastructure.server import CONNECTIONS
from interfaces import Timeouts
from tests.infrastructure.robustness.app import app


def main(settings: dict[str, Any]) -> None:
    """Serve with these settings until the process is told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    if "descriptors" in settings:
        allow_descriptors(settings["descriptors"])
    asyncio.run(until_signalled(settings))


async def until_signalled(settings: dict[str, Any]) -> None:
    """Serve until SIGTERM."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(stop.set))
    await serve(
        app,
        port=0,
        timeouts=Timeouts(**settings.get("timeouts", {})),
        connections=settings.get("connections", CONNECTIONS),
        observe=log_error,
        started=lambda url: print(f"Inward listens on {url}", flush=True),  # noqa: T201
        stop=stop,
    )


def allow_descriptors(most: int) -> None:
    """Let this process have so many open files and no more."""
    import resource  # noqa: PLC0415 - Windows has no such module, and needs the rest of this one

    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))

"""The command line with all that the extras add: other shells, several processes, the routes.

`run`, `make_parser` and `serve_program` take the place of those in `infrastructure.command`.
"""

import argparse
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from inspect import getdoc
from math import inf
from shutil import get_terminal_size
from threading import Event

from extras.infrastructure.json_log import JsonFormatter
from extras.infrastructure.streams import streams
from extras.infrastructure.threads import serve_threads
from infrastructure import command
from infrastructure.logs import LineFormatter, log_error, log_formatter
from infrastructure.protocol import protocol
from interfaces import App

SHELLS = {"protocol": protocol, "streams": streams}
THREADS = "threads"  # This shell has no event loop, and none of the options that need one.


def run(app: App, arguments: Sequence[str] | None = None) -> None:
    """Serve an App as `infrastructure.run` does, with more options."""
    serve_program(app, make_parser().parse_args(arguments))


def make_parser(description: str = "Serve this application over HTTP.") -> argparse.ArgumentParser:
    """Make the parser of the options that every program has, and of those of the extras."""
    parser = command.make_parser(description)
    add = parser.add_argument
    add("--server", metavar="SHELL", choices=[*SHELLS, THREADS], default="protocol",
        help="what serves: protocol, streams or threads (default: protocol)")  # fmt: skip
    workers = command.number_reader(int, 1, inf, "a number of workers; take 1 or more")
    add("--workers", type=workers, default=1, metavar="N", help="processes that serve (default: 1)")
    add("--log", metavar="FORMAT", choices=["auto", "common", "json"], default="auto",
        help="common, json, or auto: common, coloured on a terminal (default: auto)")  # fmt: skip
    add("--routes", action="store_true", help="print the routes and end")
    return parser


def serve_program(app: App, options: argparse.Namespace) -> None:
    """Serve an App with parsed options. Ends the process with status 1 if it cannot start."""
    if options.routes:
        print(*list_routes(app, get_terminal_size((1000, 0)).columns), sep="\n")
        return
    forms = {"json": JsonFormatter, "common": LineFormatter, "auto": log_formatter}
    command.log_to_stderr(forms[options.log]())
    command.allow_many_connections()
    if options.server == THREADS:
        _serve_from_threads(app, options)
    elif options.workers > 1:
        _serve_from_processes(app, options)
    else:
        shell = SHELLS[options.server]
        command.serve_until_told(app, options, command.obey_signals, shell=shell)
    print("Goodbye.")


def list_routes(app: App, width: int) -> Iterator[str]:
    """Give a line for each route: method, pattern, name, and what its docstring says if it fits.

    Nothing is started for that, and no provider runs.
    """
    rows = [(each.method, each.pattern, each.name) for each in app.endpoints]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row, endpoint in zip(rows, app.endpoints, strict=True):
        line = "  ".join(map(str.ljust, row, widths))
        said, *_ = (getdoc(endpoint.function) or "").split("\n")
        yield (line if len(line + said) + 2 > width else f"{line}  {said}").rstrip()


def _serve_from_processes(app: App, options: argparse.Namespace) -> None:
    """Serve from several processes. Each has a lifeline to this one, which serves nothing."""
    # Imported here: with what it needs it takes as long as all inner layers together.
    from extras.infrastructure.workers import Lifeline, Supervisor  # noqa: PLC0415

    def work(lifeline: Lifeline) -> None:
        command.serve_until_told(
            app, options, lifeline.obey, shell=SHELLS[options.server], port=lifeline.port,
            reuse_port=True, started=lifeline.ready,
        )  # fmt: skip

    with command.explained(options):
        supervisor = Supervisor(work)
        supervisor.run(options.host, options.port, options.workers, command.announce)


def _serve_from_threads(app: App, options: argparse.Namespace) -> None:
    """Serve until the first signal, without an event loop; a second one cuts the waiting short."""
    if options.tls or options.workers > 1 or options.loop != "asyncio":
        sys.exit("Threads do without --tls, --workers and --loop. Leave them out, or --server")
    stop = Event()

    def on_signal(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, on_signal)
    with command.explained(options), suppress(KeyboardInterrupt):
        serve_threads(
            app, host=options.host, port=options.port, grace=options.grace, stop=stop,
            observe=log_error if options.quiet else None, started=command.announce,
        )  # fmt: skip

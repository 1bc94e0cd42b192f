"""The command line: options, signals, and what is said on the terminal."""

import argparse
import asyncio
import errno
import logging
import signal
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from inspect import getdoc
from math import inf
from threading import Event
from typing import TYPE_CHECKING

from entities import ConfigurationError
from infrastructure.logs import log_error, log_formatter
from infrastructure.protocol import protocol
from infrastructure.server import CONNECTIONS, CannotListen, serve
from infrastructure.streams import streams
from infrastructure.threads import serve_threads
from interfaces import App

if TYPE_CHECKING:
    from infrastructure.workers import Lifeline

SHELLS = {"protocol": protocol, "streams": streams}
THREADS = "threads"  # This shell has no event loop, and none of the options that need one.
LOOP = "asyncio"

NumberReader = Callable[[str], float]


def run(app: App, arguments: Sequence[str] | None = None) -> None:
    """Serve an App as a program: read the command line, serve until Ctrl-C, say goodbye.

    `arguments` are those of the command line if not given; `--help` lists them. To embed the
    server in a program with a command line of its own, await `serve` instead.
    """
    serve_program(app, make_parser().parse_args(arguments))


def make_parser(description: str = "Serve this application over HTTP.") -> argparse.ArgumentParser:
    """Make the parser of the options that every program has."""
    parser = argparse.ArgumentParser(description=description)
    add = parser.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    port = _number(int, 0, 65_535, "a port; take one from 0 to 65535")
    seconds = _number(float, 0, 86_400, "a number of seconds; take 0 to 86400")
    workers = _number(int, 1, inf, "a number of workers; take 1 or more")
    add("--port", type=port, default=8000, help="port to listen on, 0 for any (default: 8000)")
    add("--tls", type=_tls, metavar="PEM",
        help="file with a certificate chain and its key: serve https")  # fmt: skip
    add("--grace", type=seconds, default=10.0, metavar="SECONDS",
        help="time for requests in flight to finish when stopped (default: 10)")  # fmt: skip
    add("--server", metavar="SHELL", choices=[*SHELLS, THREADS], default="protocol",
        help="what serves: protocol, streams or threads (default: protocol)")  # fmt: skip
    add("--workers", type=workers, default=1, metavar="N", help="processes that serve (default: 1)")
    add("--loop", metavar="LOOP", choices=[LOOP, "uvloop"], default=LOOP,
        help="asyncio, or uvloop, which you install first (default: asyncio)")  # fmt: skip
    add("--log", metavar="FORMAT", choices=["auto", "common", "json"], default="auto",
        help="common, json, or auto: common, coloured on a terminal (default: auto)")  # fmt: skip
    add("--quiet", action="store_true", help="log errors, but not every request")
    add("--routes", action="store_true", help="print the routes and end")
    return parser


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


def serve_program(app: App, options: argparse.Namespace) -> None:
    """Serve an App with parsed options. Ends the process with status 1 if it cannot start."""
    if options.routes:
        from shutil import get_terminal_size  # noqa: PLC0415 - takes as long as a whole layer

        print(*list_routes(app, get_terminal_size((1000, 0)).columns), sep="\n")
        return
    output = logging.StreamHandler()
    output.setFormatter(log_formatter(options.log))
    logging.basicConfig(level=logging.INFO, handlers=[output])
    allow_many_connections()
    if options.server == THREADS and (options.tls or options.workers > 1 or options.loop != LOOP):
        sys.exit("Threads do without --tls, --workers and --loop. Leave them out, or --server")
    new_loop = _uvloop() if options.loop == "uvloop" else None

    def work(lifeline: "Lifeline | None" = None) -> None:
        try:
            if options.workers > 1 and lifeline is None:  # Each worker calls this again, with one.
                # Imported here: with what it needs it takes as long as all inner layers together.
                from infrastructure.workers import Supervisor  # noqa: PLC0415

                Supervisor(work).run(options.host, options.port, options.workers, _announce)
                return
            if options.server == THREADS:
                _serve_from_threads(app, options)
                return
            # A second Ctrl-C cancels: cut short, as asked.
            with suppress(asyncio.CancelledError), asyncio.Runner(loop_factory=new_loop) as runner:
                runner.run(_until_told(app, options, lifeline))
        except ConfigurationError as error:
            sys.exit(f"The application cannot start: {error}.")
        except CannotListen as error:
            sys.exit(_explain(error, options))

    work()
    print("Goodbye.")


def allow_many_connections() -> None:
    """Raise the soft limit of open files, 1,024 on many systems, as far as it may be raised."""
    # Windows has no such module, and macOS names a limit that it does not grant.
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * CONNECTIONS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def _announce(url: str) -> None:
    print(f"Inward listens on {url} (Ctrl-C stops it)", flush=True)


async def _until_told(app: App, options: argparse.Namespace, lifeline: "Lifeline | None") -> None:
    """Serve until the first signal; a second one cuts the waiting short."""
    loop, stop, task = asyncio.get_running_loop(), asyncio.Event(), asyncio.current_task()
    assert task is not None

    def on_signal(*_: object) -> None:
        # Windows has no loop.add_signal_handler; this works everywhere.
        loop.call_soon_threadsafe(task.cancel if stop.is_set() else stop.set)

    if lifeline:
        lifeline.obey(stop.set)
    else:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, on_signal)
    await serve(
        app,
        host=options.host,
        port=lifeline.port if lifeline else options.port,
        tls=options.tls,
        reuse_port=lifeline is not None,
        grace=options.grace,
        observe=log_error if options.quiet else None,
        shell=SHELLS[options.server],
        started=lifeline.ready if lifeline else _announce,
        stop=stop,
    )


def _serve_from_threads(app: App, options: argparse.Namespace) -> None:
    """Serve until the first signal, without an event loop; a second one cuts the waiting short."""
    stop = Event()

    def on_signal(*_: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, on_signal)
    with suppress(KeyboardInterrupt):
        serve_threads(
            app, host=options.host, port=options.port, grace=options.grace, stop=stop,
            observe=log_error if options.quiet else None, started=_announce,
        )  # fmt: skip


def _tls(pem: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(pem)
    except ssl.SSLError as error:
        sys.exit(f"{pem} does not hold a certificate and its key in PEM format: {error}")
    except OSError as error:
        sys.exit(f"{pem} cannot be read: {error.strerror}. Name a PEM file: --tls FILE")
    context.set_alpn_protocols(["http/1.1"])
    return context


def _uvloop() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        import uvloop  # noqa: PLC0415 - an extra: most do without
    except ImportError:
        sys.exit("uvloop is not installed. Install it: pip install uvloop. Or leave out --loop")
    return uvloop.new_event_loop


def _explain(error: CannotListen, options: argparse.Namespace) -> str:
    """Say in one line why the server could not start, and what to try."""
    host, port = options.host, options.port
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is in use. Choose another one: --port {port % 65_535 + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} needs more rights. Choose one from 1024 on: --port 8000"
    return f"Cannot listen on {host} port {port}: {error.strerror or error}"


def _number(kind: NumberReader, least: int, most: float, what: str) -> NumberReader:
    """Make the reader of an option that is a number within bounds."""

    def read(text: str) -> float:
        with suppress(ValueError):
            if least <= (number := kind(text)) <= most:
                return number
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")

    return read

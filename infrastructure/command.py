"""The command line: options, signals, and what is said on the terminal."""

import argparse
import asyncio
import errno
import logging
import signal
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from entities import ConfigurationError
from infrastructure.logs import log_error, log_formatter
from infrastructure.server import CONNECTIONS, CannotListen
from infrastructure.serving import serve
from interfaces import App

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
    port = number_reader(int, 0, 65_535, "a port; take one from 0 to 65535")
    seconds = number_reader(float, 0, 86_400, "a number of seconds; take 0 to 86400")
    add("--port", type=port, default=8000, help="port to listen on, 0 for any (default: 8000)")
    add("--tls", type=_tls, metavar="PEM",
        help="file with a certificate chain and its key: serve https")  # fmt: skip
    add("--grace", type=seconds, default=10.0, metavar="SECONDS",
        help="time for requests in flight to finish when stopped (default: 10)")  # fmt: skip
    add("--loop", metavar="LOOP", choices=["asyncio", "uvloop"], default="asyncio",
        help="asyncio, or uvloop, which you install first (default: asyncio)")  # fmt: skip
    add("--quiet", action="store_true", help="log errors, but not every request")
    return parser


def serve_program(app: App, options: argparse.Namespace, **serving: Any) -> None:
    """Serve an App with parsed options. Ends the process with status 1 if it cannot start.

    `serving` are arguments for `serve` that no option gives, such as a shell.
    """
    log_to_stderr(log_formatter())
    allow_many_connections()
    serve_until_told(app, options, obey_signals, **serving)
    print("Goodbye.")


def log_to_stderr(formatter: logging.Formatter) -> None:
    """Let all that is logged be written in this form."""
    output = logging.StreamHandler()
    output.setFormatter(formatter)
    logging.basicConfig(level=logging.INFO, handlers=[output])


def allow_many_connections() -> None:
    """Raise the soft limit of open files, 1,024 on many systems, as far as it may be raised."""
    # Windows has no such module, and macOS names a limit that it does not grant.
    with suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * CONNECTIONS if hard == resource.RLIM_INFINITY else min(hard, 2 * CONNECTIONS)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def serve_until_told(
    app: App, options: argparse.Namespace, obey: Callable[[asyncio.Event], None], **serving: Any
) -> None:
    """Serve on a new event loop; `obey` is called on it, and arranges what sets the event."""
    new_loop = _uvloop() if options.loop == "uvloop" else None

    async def main() -> None:
        stop = asyncio.Event()
        obey(stop)
        told: dict[str, Any] = {"observe": log_error} if options.quiet else {}
        told.update(host=options.host, port=options.port, tls=options.tls, grace=options.grace)
        await serve(app, **{**told, "started": announce, **serving}, stop=stop)

    # What is cancelled is cut short, as asked.
    runner = asyncio.Runner(loop_factory=new_loop)
    with explained(options), suppress(asyncio.CancelledError), runner:
        runner.run(main())


def announce(url: str) -> None:
    """Say where the server listens."""
    print(f"Inward listens on {url} (Ctrl-C stops it)", flush=True)


def obey_signals(stop: asyncio.Event) -> None:
    """Set the event at the first signal; a second one cancels, which cuts the waiting short."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def on_signal(*_: object) -> None:
        # Windows has no loop.add_signal_handler; this works everywhere.
        loop.call_soon_threadsafe(task.cancel if stop.is_set() else stop.set)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, on_signal)


@contextmanager
def explained(options: argparse.Namespace) -> Iterator[None]:
    """End the process with one line where the server could not start: why, and what to try."""
    host, port = options.host, options.port
    try:
        yield
    except ConfigurationError as error:
        sys.exit(f"The application cannot start: {error}.")
    except CannotListen as error:
        if error.errno == errno.EADDRINUSE:
            other = f"Choose another one: --port {port % 65_535 + 1}"
            sys.exit(f"Port {port} on {host} is in use. {other}")
        if error.errno == errno.EACCES:
            sys.exit(f"Port {port} needs more rights. Choose one from 1024 on: --port 8000")
        sys.exit(f"Cannot listen on {host} port {port}: {error.strerror or error}")


def number_reader(kind: NumberReader, least: int, most: float, what: str) -> NumberReader:
    """Make the reader of an option that is a number within bounds."""

    def read(text: str) -> float:
        with suppress(ValueError):
            if least <= (number := kind(text)) <= most:
                return number
        raise argparse.ArgumentTypeError(f"{text!r} is not {what}")

    return read


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

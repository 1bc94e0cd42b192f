"""An Observer that writes logs: one line for each exchange, and a traceback for each bug.

An exchange is logged as a line in the common log format, and goes with it as the `exchange` of the
record. A formatter may make something else of it. No request can forge a line in any format: the
parser lets no quote, space or control character into a method or a target, and none of the text of
an exception gets to the left margin.
"""

import logging
import os
import sys
import time
from collections.abc import Callable
from textwrap import indent
from typing import Any

from entities import ProtocolError
from infrastructure.dates import log_date
from interfaces import Exchange, Observer

ACCESS = logging.getLogger("inward.access")
ERRORS = logging.getLogger("inward.errors")

# Of a status, by its first digit: green, cyan, yellow, red.
_COLOURS = {"2": 32, "3": 36, "4": 33, "5": 31}
_ESCAPES = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))}


class LineFormatter(logging.Formatter):
    """Writes the message alone, and a traceback indented below it.

    The text of an exception may hold what a client sent, line breaks and control characters too.
    Indented, none of its lines can pass for a line of the log; escaped, it can do nothing to a
    terminal.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name in logging
        """Return the traceback as text."""
        return indent(super().formatException(ei), "    ").translate(_ESCAPES)


class ColourFormatter(LineFormatter):
    """Writes the same, with the status of an exchange in the colour of its class."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in logging
        """Return the message as text."""
        line = super().formatMessage(record)
        if record.name != ACCESS.name:
            return line
        start, status, octets = line.rsplit(" ", 2)
        return f"{start} \x1b[{_COLOURS.get(status[0], 0)}m{status}\x1b[0m {octets}"


def log_formatter() -> logging.Formatter:
    """Choose a formatter: with colour for what a person looks at."""
    coloured = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    return ColourFormatter() if coloured else LineFormatter()


def access_log(now: Callable[[], float] = time.time) -> Observer:
    """Make an Observer that logs exchanges to `inward.access` and errors to `inward.errors`."""

    def log(exchange: Exchange) -> None:
        ACCESS.info("%s", common_log_line(exchange, now()), extra={"exchange": exchange})
        log_error(exchange)

    return log


def log_error(exchange: Exchange) -> None:
    """Log what went wrong in an exchange, if anything did."""
    error = exchange.error
    if isinstance(error, ProtocolError):
        ERRORS.info("%s was refused: %s (%s)", exchange.peer or "-", error.detail, error.section)
    elif error is not None:
        ERRORS.error("%s failed", _request_line(exchange), exc_info=error)


def common_log_line(exchange: Exchange, now: float) -> str:
    """Write an exchange in the common log format of Apache httpd and nginx.

    No request can forge a line: the parser lets no quote, space or control character into a
    method or a target.

    >>> from entities import Request
    >>> common_log_line(Exchange("::1", Request("GET", "/tea"), 200, 3, None), 971211336)
    '::1 - - [10/Oct/2000:20:55:36 +0000] "GET /tea HTTP/1.1" 200 3'
    """
    return (
        f"{exchange.peer or '-'} - - [{log_date(now)}] "
        f'"{_request_line(exchange)}" {exchange.status} {exchange.octets or "-"}'
    )


def _request_line(exchange: Exchange) -> str:
    request = exchange.request
    return f"{request.method} {request.target} HTTP/{request.version}" if request else "-"

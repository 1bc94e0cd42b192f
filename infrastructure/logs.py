"""An Observer that writes logs: one line for each exchange, and a traceback for each bug."""

import logging
import time
from collections.abc import Callable
from textwrap import indent
from typing import Any

from entities import ProtocolError
from infrastructure.dates import log_date
from interfaces import Exchange, Observer

ACCESS = logging.getLogger("inward.access")
ERRORS = logging.getLogger("inward.errors")


class LineFormatter(logging.Formatter):
    """Writes the message alone, and a traceback indented below it.

    The text of an exception may hold what a client sent, line breaks too. Indented, none of its
    lines can pass for a line of the log.
    """

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name in logging
        """Return the traceback as text."""
        return indent(super().formatException(ei), "    ")


def access_log(now: Callable[[], float] = time.time) -> Observer:
    """Make an Observer that logs exchanges to `inward.access` and errors to `inward.errors`."""

    def log(exchange: Exchange) -> None:
        ACCESS.info("%s", common_log_line(exchange, now()))
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

"""What the logs say, and that no request can forge a line."""

import io
import logging

import pytest

from entities import ProtocolError, Request
from infrastructure import access_log
from infrastructure.logs import (
    ColourFormatter,
    LineFormatter,
    log_error,
    log_formatter,
)
from interfaces import App, Exchange, converse, drive


def test_an_exchange_is_one_line_in_the_common_log_format(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    observe = access_log(now=lambda: 971211336)
    observe(Exchange("192.0.2.7", Request("GET", "/a?b=c", version="1.0"), 200, 2326, None))
    assert caplog.messages == [
        '192.0.2.7 - - [10/Oct/2000:20:55:36 +0000] "GET /a?b=c HTTP/1.0" 200 2326'
    ]


def test_what_could_not_be_read_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    error = ProtocolError(400, "no colon", "RFC 9112 section 5")
    access_log(now=lambda: 0)(Exchange("", None, 400, 0, error))
    assert caplog.messages == [
        '- - - [01/Jan/1970:00:00:00 +0000] "-" 400 -',
        "- was refused: no colon (RFC 9112 section 5)",
    ]


def test_a_bug_is_logged_with_its_traceback(caplog: pytest.LogCaptureFixture) -> None:
    log_error(Exchange("::1", Request("GET", "/boom"), 500, 5, KeyError("why")))
    (record,) = caplog.records
    assert record.levelname == "ERROR"
    assert record.getMessage() == "GET /boom HTTP/1.1 failed"
    assert record.exc_info is not None


def failed_with(text: str) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"msg": "it failed", "exc_info": (ValueError, ValueError(text), None)}
    )


FORMATTERS = [LineFormatter(), ColourFormatter()]
FORGED = '192.0.2.1 - - [01/Jan/2030:00:00:00 +0000] "GET /admin HTTP/1.1" 200 1'


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_no_exception_can_write_a_line_of_its_own(formatter: logging.Formatter) -> None:
    first, *others = formatter.format(failed_with(f"sent\n{FORGED}")).splitlines()
    assert first == "it failed"
    assert any(FORGED in line for line in others)
    assert all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("formatter", FORMATTERS)
def test_no_exception_can_speak_to_a_terminal(formatter: logging.Formatter) -> None:
    controls = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
    line = formatter.format(failed_with(f"sent {controls} end"))
    assert not set(controls) & set(line)
    assert "sent " in line
    assert line.endswith(" end")


def record_of(exchange: Exchange, caplog: pytest.LogCaptureFixture) -> logging.LogRecord:
    """Return what the access log hands to a formatter."""
    caplog.set_level(logging.INFO)
    access_log(now=lambda: 971211336)(exchange)
    return caplog.records[0]


@pytest.mark.parametrize(
    ("status", "colour"), [(200, 32), (204, 32), (303, 36), (404, 33), (500, 31), (0, 0)]
)
def test_the_status_is_coloured_by_its_class(
    status: int, colour: int, caplog: pytest.LogCaptureFixture
) -> None:
    record = record_of(Exchange("192.0.2.7", Request("GET", "/"), status, 5, None), caplog)
    line = ColourFormatter().format(record)
    assert line.endswith(f'"GET / HTTP/1.1" \x1b[{colour}m{status}\x1b[0m 5')
    assert line.replace(f"\x1b[{colour}m", "").replace("\x1b[0m", "") == record.getMessage()


def test_no_message_but_an_exchange_is_coloured() -> None:
    record = logging.makeLogRecord({"name": "inward.workers", "msg": "Worker 1 (5) started."})
    assert ColourFormatter().format(record) == "Worker 1 (5) started."


class FakeTerminal(io.StringIO):
    """A stream on which a person looks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("output", "no_color", "formatter"),
    [
        (FakeTerminal(), "", ColourFormatter),
        (FakeTerminal(), "1", LineFormatter),
        (io.StringIO(), "", LineFormatter),
    ],
)
def test_only_a_person_sees_colours_unless_they_want_none(
    output: io.StringIO,
    no_color: str,
    formatter: type,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stderr", output)
    monkeypatch.setenv("NO_COLOR", no_color)
    assert type(log_formatter()) is formatter


@pytest.mark.parametrize("target", [b'/"', b"/\t", b"/\x1b[2J", b"/\xe2\x80\xa8", b"/a b"])
def test_no_target_can_break_out_of_its_place_in_a_line(target: bytes) -> None:
    async def answer() -> bytes:
        async with App().lifespan() as handler:
            return converse(handler, [b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n"])

    assert drive(answer()).startswith(b"HTTP/1.1 400 ")

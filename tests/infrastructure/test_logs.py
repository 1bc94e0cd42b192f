"""What the logs say, and that no request can forge a line."""

import logging

import pytest

from entities import ProtocolError, Request
from infrastructure import access_log
from infrastructure.logs import LineFormatter, log_error
from interfaces import Exchange, converse, drive
from tests.infrastructure.test_shells import make_app


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


def test_no_exception_can_write_a_line_of_its_own() -> None:
    forged = '192.0.2.1 - - [01/Jan/2030:00:00:00 +0000] "GET /admin HTTP/1.1" 200 1'
    error = ValueError(f"sent\n{forged}")
    record = logging.makeLogRecord({"msg": "it failed", "exc_info": (ValueError, error, None)})
    first, *others = LineFormatter().format(record).splitlines()
    assert first == "it failed"
    assert any(forged in line for line in others)
    assert all(line.startswith("    ") for line in others)


@pytest.mark.parametrize("target", [b'/"', b"/\t", b"/\x1b[2J", b"/\xe2\x80\xa8", b"/a b"])
def test_no_target_can_break_out_of_its_place_in_a_line(target: bytes) -> None:
    async def answer() -> bytes:
        async with make_app().lifespan() as handler:
            return converse(handler, [b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n"])

    assert drive(answer()).startswith(b"HTTP/1.1 400 ")

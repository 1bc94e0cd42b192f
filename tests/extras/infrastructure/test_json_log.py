"""The log as JSON: an object to a line, and no line forged."""

import json

import pytest

from entities import Request
from extras.infrastructure.json_log import JsonFormatter
from interfaces import Exchange
from tests.infrastructure.test_logs import FORGED, failed_with, record_of


def test_no_exception_can_speak_to_a_terminal() -> None:
    controls = "".join(map(chr, (*range(9), *range(11, 32), *range(127, 160))))
    line = JsonFormatter().format(failed_with(f"sent {controls} end"))
    assert not set(controls) & set(line)
    assert "sent " in line
    assert line.endswith('"}')


def test_an_exception_is_one_line_of_json() -> None:
    line = JsonFormatter().format(failed_with(f"sent\n{FORGED}\u2028"))
    assert len(line.splitlines()) == 1
    entry = json.loads(line)
    assert entry["message"] == "it failed"
    assert FORGED in entry["traceback"]


def test_an_exchange_is_an_object_of_json(caplog: pytest.LogCaptureFixture) -> None:
    request = Request("GET", '/"a?b=c', version="1.0")
    record = record_of(Exchange("192.0.2.7", request, 200, 2326, None), caplog)
    record.created = 971211336
    assert json.loads(JsonFormatter().format(record)) == {
        "time": "2000-10-10T20:55:36Z",
        "level": "INFO",
        "message": record.getMessage(),
        "peer": "192.0.2.7",
        "method": "GET",
        "target": '/"a?b=c',
        "status": 200,
        "octets": 2326,
    }


def test_an_exchange_without_a_request_is_one_of_json_too(caplog: pytest.LogCaptureFixture) -> None:
    entry = json.loads(JsonFormatter().format(record_of(Exchange("", None, 400, 0, None), caplog)))
    assert (entry["peer"], entry["status"], entry["octets"]) == ("", 400, 0)
    assert "method" not in entry

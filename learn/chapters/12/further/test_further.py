"""Metrics, with a clock that the test moves."""

import pytest

from entities import HTTPError, Request, Response
from further.metrics import Metrics
from interfaces import App, drive
from tests.fakes.clock import FakeClock
from tests.interfaces.asking import Client


def measured(clock: FakeClock, *asked: tuple[str, float]) -> Metrics:
    """Measure requests with these methods, each of which takes so many seconds."""
    metrics = Metrics(clock, buckets=(0.125, 1.0))

    for method, seconds in asked:

        async def handler(request: Request, seconds: float = seconds) -> Response:
            clock.seconds += seconds
            return Response.text("Welcome")

        drive(metrics.measure(Request(method, "/"), handler))
    return metrics


def test_responses_are_counted_and_their_durations_sorted() -> None:
    metrics = measured(FakeClock(), ("GET", 0.0625), ("GET", 0.5), ("POST", 2.0))
    assert metrics.text().splitlines() == [
        "# TYPE http_requests_total counter",
        'http_requests_total{method="GET",status="200"} 2',
        'http_requests_total{method="POST",status="200"} 1',
        "# TYPE http_request_duration_seconds histogram",
        'http_request_duration_seconds_bucket{le="0.125"} 1',
        'http_request_duration_seconds_bucket{le="1.0"} 2',
        'http_request_duration_seconds_bucket{le="+Inf"} 3',
        "http_request_duration_seconds_sum 2.5625",
        "http_request_duration_seconds_count 3",
    ]


def test_the_text_ends_with_a_line_feed() -> None:
    text = Metrics(FakeClock()).text()
    assert text.endswith("_count 0\n")
    assert not text.endswith("\n\n")


def test_a_bound_belongs_to_its_bucket() -> None:
    text = measured(FakeClock(), ("GET", 0.125)).text()
    assert '_bucket{le="0.125"} 1\n' in text


def test_a_peer_cannot_make_it_grow() -> None:
    asked = [(f"SPAM{number}", 0.0) for number in range(100)]
    text = measured(FakeClock(), *asked).text()
    assert 'http_requests_total{method="other",status="200"} 100\n' in text
    assert "SPAM" not in text


def test_a_bug_is_counted_and_goes_on() -> None:
    metrics = Metrics(FakeClock())

    async def handler(request: Request) -> Response:
        raise KeyError("guestbook")

    with pytest.raises(KeyError):
        drive(metrics.measure(Request("GET", "/"), handler))
    assert '{method="GET",status="500"} 1\n' in metrics.text()


def test_it_is_a_middleware_and_an_endpoint() -> None:
    metrics, app = Metrics(FakeClock()), App()
    app.middleware(metrics.measure)
    app.get("/metrics")(metrics.text)

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        if name == "Tim":
            raise HTTPError(403, "Not you.")
        return f"Welcome {name}"

    with Client(app) as client:
        client.get("/welcome/Ada")
        client.get("/welcome/Tim")
        client.get("/nowhere")
        text = client.get("/metrics").text
    for status in (200, 403, 404):
        assert f'{{method="GET",status="{status}"}} 1\n' in text

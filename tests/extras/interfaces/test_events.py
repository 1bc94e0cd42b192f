"""A stream of events as a response."""

from entities import Request, Response
from extras.interfaces import event_stream
from extras.use_cases import HEARTBEAT, render_event
from interfaces import converse, drive
from tests.fakes.producer import FakeProducer


def test_a_stream_of_events_is_kept_by_nobody_on_its_way() -> None:
    async def handler(request: Request) -> Response:
        return event_stream(FakeProducer(HEARTBEAT, render_event("tick")))

    head, _, content = converse(handler, [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"]).partition(
        b"\r\n\r\n"
    )
    fields = set(head.split(b"\r\n"))
    assert fields >= {
        b"Content-Type: text/event-stream",
        b"Cache-Control: no-store",
        b"X-Accel-Buffering: no",
        b"Transfer-Encoding: chunked",
    }
    assert content == b"3\r\n:\n\n\r\nc\r\ndata: tick\n\n\r\n0\r\n\r\n"


def test_its_producer_is_closed() -> None:
    producer = FakeProducer(HEARTBEAT)
    drive(event_stream(producer).body.close())
    assert producer.closes == 1

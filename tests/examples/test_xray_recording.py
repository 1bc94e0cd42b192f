"""What the X-ray keeps, and how it charges time."""

import asyncio
import socket
import sys
import threading

import pytest

from entities import Headers
from examples.house import LAYERS, YOURS
from examples.xray.recording import KEPT, Place, Record, Recorder, Span
from examples.xray.stopwatch import SPANS, Stopwatch
from interfaces import drive
from use_cases import RequestParser, parse_form
from use_cases.forms import FORM


def test_the_last_exchanges_are_kept() -> None:
    recorder = Recorder()
    for _ in range(KEPT + 3):
        recorder.add(Record())
    numbers = [record.number for record in recorder.newest_first()]
    assert numbers == list(range(KEPT + 3, 3, -1))
    assert recorder.find(3) is None
    assert recorder.find(4) is recorder.newest_first()[-1]
    assert [each.number for each in recorder.newest_first(after=KEPT + 1)] == [KEPT + 3, KEPT + 2]


def test_one_can_wait_for_the_next() -> None:
    async def main() -> None:
        recorder = Recorder()
        assert await recorder.newer(0, patience=0) == []
        waiting = asyncio.create_task(recorder.newer(0, patience=60))
        await asyncio.sleep(0)
        recorder.add(Record())
        assert [record.number for record in await waiting] == [1]
        recorder.add(Record())
        assert [record.number for record in await recorder.newer(0, patience=60)] == [1, 2]

    asyncio.run(main())


def test_times_add_up_by_layer() -> None:
    spans = [Span(Place("entities", "body"), 1.0), Span(Place("entities", "request"), 2.0)]
    assert Record(spans=spans).busy == {**dict.fromkeys((*LAYERS, YOURS), 0.0), "entities": 3.0}


def test_time_is_charged_to_the_layer_whose_code_runs() -> None:
    stopwatch = Stopwatch()
    with stopwatch.measuring():
        parse()
    places = [span.place for span in stopwatch.take()]
    mine = Place(YOURS, "test_xray_recording")
    assert places[0] == places[-1] == mine
    assert {Place("use_cases", "parse"), Place("use_cases", "syntax")} <= set(places)
    assert stopwatch.take() == []


def parse() -> None:
    parser = RequestParser()
    parser.feed(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
    parser.next_event()


def test_a_library_counts_for_the_layer_that_called_it() -> None:
    stopwatch = Stopwatch()
    with stopwatch.measuring():
        parse_form(Headers({"Content-Type": FORM}), b"a=1&b=%20")
    layers = {span.place.layer for span in stopwatch.take()}
    assert {"use_cases", "entities"} <= layers <= {"use_cases", "entities", YOURS}


def test_waiting_counts_for_nobody() -> None:
    stopwatch, steps = Stopwatch(), []

    async def work(future: "asyncio.Future[int]") -> int:
        parse()
        number = await future
        parse()
        return number

    async def main() -> int:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_later(0.5, future.set_result, 7)
        return await stopwatch.steps(work(future), lambda: steps.append(sys.getprofile()))

    assert asyncio.run(main()) == 7
    assert len(steps) == 2
    assert sum(span.seconds for span in stopwatch.take()) < 0.5


def test_an_error_reaches_the_coroutine_and_comes_out_of_it() -> None:
    stopwatch = Stopwatch()

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise LookupError from None

    async def main() -> None:
        task = asyncio.ensure_future(outer())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(LookupError):
            await task

    async def outer() -> None:
        await stopwatch.steps(work(), lambda: None)

    before = sys.getprofile()
    asyncio.run(main())
    assert sys.getprofile() is before


def test_the_kernel_counts_for_nobody() -> None:
    stopwatch = Stopwatch()
    here, there = socket.socketpair()
    with here, there:
        timer = threading.Timer(0.5, there.send, [b"late"])
        timer.start()
        with stopwatch.measuring():
            assert receive(here) == b"late"
        timer.join()
    assert sum(span.seconds for span in stopwatch.take()) < 0.5


def receive(connection: socket.socket) -> bytes:
    return connection.recv(10)


def test_a_pause_counts_for_nobody() -> None:
    stopwatch = Stopwatch()

    def work() -> None:
        with stopwatch.paused():
            parse()

    with stopwatch.measuring():
        work()
    assert {span.place.layer for span in stopwatch.take()} <= {YOURS}


def test_memory_is_bounded() -> None:
    stopwatch = Stopwatch()

    async def pieces() -> None:
        for _ in range(SPANS):
            parse()

    with stopwatch.measuring():
        drive(pieces())
    spans = stopwatch.take()
    later = [span.place for span in spans[SPANS:]]
    assert len(spans) > SPANS
    assert len(set(later)) == len(later)  # Each place is there once, with all its time.
    assert Place("use_cases", "syntax") in later

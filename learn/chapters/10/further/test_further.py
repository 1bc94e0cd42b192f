"""A slow line, with a clock that sleeping moves."""

import asyncio
from typing import Any

import pytest

from entities import Body, Disconnected, Request, Response
from further.throttle import Throttled, slowly
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers
from interfaces import Conversation, Stream, Timeouts, drive
from tests.fakes.clock import FakeClock
from tests.fakes.stream import FakePouringStream, FakeStream

HELLO = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


class Notes(FakeStream):
    """A stream that notes when each piece went out, and whether more was said to follow."""

    def __init__(self, clock: FakeClock, gone_at: int | None = None) -> None:
        super().__init__(clock=clock, gone_at=gone_at)
        self.clock = clock
        self.times: list[float] = []
        self.more: list[bool] = []

    async def write(self, data: bytes, more: bool = False) -> None:
        """Note it."""
        self.times.append(self.clock.seconds)
        self.more.append(more)
        await super().write(data, more)


def throttled(inside: FakeStream, clock: FakeClock, rate: float = 80) -> Throttled:
    """Make a line of 80 octets in a second."""

    async def sleep(seconds: float) -> None:
        clock.seconds += seconds

    return Throttled(inside, rate, clock, sleep)


def test_pieces_go_out_as_the_line_gets_free() -> None:
    clock = FakeClock()
    inside = Notes(clock)
    drive(throttled(inside, clock).write(b"x" * 20))
    assert inside.writes == [b"x" * 8, b"x" * 8, b"x" * 4]
    assert inside.times == pytest.approx([0, 0.1, 0.2])
    drive(throttled(inside, clock).write(b"y" * 8))
    assert inside.output == b"x" * 20 + b"y" * 8


def test_the_next_write_waits_for_the_one_before() -> None:
    clock = FakeClock()
    inside = Notes(clock)
    line = throttled(inside, clock)
    drive(line.write(b"x" * 4))
    drive(line.write(b"y" * 4))
    assert inside.times == pytest.approx([0, 0.05])


def test_silence_is_not_saved_up() -> None:
    clock = FakeClock()
    inside = Notes(clock)
    line = throttled(inside, clock)
    clock.seconds = 10
    drive(line.write(b"x" * 16))
    assert inside.times == pytest.approx([10, 10.1])


@pytest.mark.parametrize("more", [False, True])
def test_all_pieces_but_the_last_say_that_more_follows(more: bool) -> None:
    inside = Notes(FakeClock())
    drive(throttled(inside, inside.clock).write(b"x" * 20, more))
    assert inside.more == [True, True, more]


def test_a_very_slow_line_sends_octet_by_octet() -> None:
    inside = Notes(FakeClock())
    drive(throttled(inside, inside.clock, rate=2).write(b"abc"))
    assert inside.writes == [b"a", b"b", b"c"]
    assert inside.times == pytest.approx([0, 0.5, 1])


def test_who_leaves_in_between_is_noticed() -> None:
    inside = Notes(FakeClock(), gone_at=1)
    with pytest.raises(Disconnected):
        drive(throttled(inside, inside.clock).write(b"x" * 20))
    assert len(inside.writes) == 1


def test_everything_else_is_what_the_stream_inside_does() -> None:
    clock = FakeClock()
    inside = FakePouringStream(b"welcome", peer="192.0.2.99", scheme="https", clock=clock)
    line = throttled(inside, clock)
    assert (line.peer, line.scheme) == ("192.0.2.99", "https")
    assert drive(line.read(3.0, True)) == b"welcome"
    assert (inside.deadlines, inside.bulk) == ([3.0], [True])
    assert line.pour(Body(b"fast")) is None
    drive(line.close())
    assert inside.closes == 1


def test_a_shell_holds_its_conversations_over_slow_lines() -> None:
    async def hello(request: Request) -> Response:
        return Response.text("Welcome")

    def converse(stream: Stream) -> Conversation:
        return Conversation(stream, hello, now=lambda: 0.0, date=lambda: "today")

    given: list[Peers] = []

    def shell(peers: Peers) -> Any:
        given.append(peers)

    async def hold(inside: FakeStream) -> None:
        slowly(shell, rate=500)(Peers(converse, lambda: "", Untouched(), Timeouts(), 1))
        await given[0].converse(inside).run()

    inside = FakeStream(HELLO)
    asyncio.run(hold(inside))
    assert inside.output.endswith(b"\r\n\r\nWelcome")
    assert len(inside.writes) > 1

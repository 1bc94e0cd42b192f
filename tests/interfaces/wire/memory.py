"""Holds the conversation of a row in memory, where bytes arrive exactly as they were cut."""

from collections.abc import Iterator, Sequence

from entities import Handler
from interfaces import Conversation, drive
from tests.fakes.clock import FakeClock
from tests.fakes.stream import SILENCE, FakeStream, Step
from tests.interfaces.wire.answers import differences
from tests.interfaces.wire.cuts import bytewise, in_two
from tests.interfaces.wire.row import PROBE, Row, Then


def whole(handler: Handler, row: Row) -> list[str]:
    """Send a row at once, the next request right behind it; return what is not as it should be."""
    if row.then is Then.ENDED:
        return _hold(handler, row, [row.sent])
    return _hold(handler, row, [row.sent + PROBE], probed=True)


def byte_by_byte(handler: Handler, row: Row) -> list[str]:
    """Send each byte alone, so that a body is never there when its head is complete."""
    return _in_pieces(handler, row, bytewise(row.sent), waited=True)


def cut_in_two(handler: Handler, row: Row) -> Iterator[tuple[int, list[str]]]:
    """Send a row in two pieces, cut at every byte; give each place, and what is wrong there."""
    for pieces in in_two(row.sent):
        yield len(pieces[0]), _in_pieces(handler, row, pieces)


def _in_pieces(
    handler: Handler, row: Row, pieces: Sequence[bytes], waited: bool = False
) -> list[str]:
    probed = row.then is Then.OPEN
    script = [*pieces, PROBE] if probed else pieces
    return _hold(handler, row, script, probed=probed, waited=waited)


def _hold(
    handler: Handler,
    row: Row,
    pieces: Sequence[bytes],
    *,
    probed: bool = False,
    waited: bool = False,
) -> list[str]:
    """Hold one conversation; return what is not as it should be."""
    clock = FakeClock()
    # A client that does not end its side waits for the server to do so.
    rest: list[Step] = [] if row.then is Then.ENDED else [SILENCE]
    stream = FakeStream(*(piece for piece in pieces if piece), *rest, clock=clock)
    drive(Conversation(stream, handler, now=clock, date=lambda: "today").run())
    found = differences(row, stream.output, probed=probed, waited=waited)
    if clock.seconds:
        found.append(f"the server waited for {clock.seconds} seconds")
    return found

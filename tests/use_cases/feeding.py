"""Feeds a parser, cut in several ways, and says what came out."""

from collections.abc import Iterable, Iterator

from entities import ProtocolError
from use_cases import Event, Limits, RequestParser, Signal

Seen = list[Event | int]
"""The events of a parser, in which the status of an error may stand last."""

END_OF_INPUT = b""


def outcome(pieces: Iterable[bytes], limits: Limits, scheme: str = "http") -> Seen:
    """Return what a parser makes of these pieces."""
    parser = RequestParser(limits, scheme)
    seen: Seen = []
    try:
        for piece in pieces:
            parser.feed(piece)
            while (event := parser.next_event()) is not Signal.NEED_DATA:
                _append(seen, event)
                if event is Signal.CLOSED:
                    return seen
    except ProtocolError as error:
        seen.append(error.status)
    return seen


def _append(seen: Seen, event: Event) -> None:
    """Append an event. Neighbouring pieces of a body become one, for the cut made them two."""
    last = seen[-1] if seen else None
    if isinstance(event, bytes) and isinstance(last, bytes):
        seen[-1] = last + event
    else:
        seen.append(event)


def bytewise(data: bytes) -> list[bytes]:
    """Cut data into its bytes."""
    return [data[at : at + 1] for at in range(len(data))]


def in_two(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut data in two, in every way that leaves something on both sides."""
    return ((data[:at], data[at:]) for at in range(1, len(data)))

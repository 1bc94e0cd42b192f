"""How a peer for whom there is no room is turned away, over a stream that a test plays."""

import asyncio
from typing import Any

from entities import Disconnected
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers
from interfaces import Timeouts


class FakeStream:
    """Notes what is written. The peer may have left, or never read."""

    def __init__(self, gone: bool = False, stuck: bool = False) -> None:
        self.writes: list[bytes] = []
        self.closed = False
        self._gone, self._stuck = gone, stuck

    async def write(self, data: bytes, more: bool = False) -> None:
        """Take it, fail, or wait for ever."""
        if self._gone:
            raise Disconnected
        if self._stuck:
            await asyncio.Event().wait()
        self.writes.append(data)

    async def close(self) -> None:
        """Note it."""
        self.closed = True


def turn_away(stream: Any) -> None:
    """Turn the peer of a stream away, with no patience for one that does not read."""

    def converse(stream: Any) -> Any:
        raise AssertionError("there is no room for a conversation")

    async def talk() -> None:
        peers = Peers(converse, lambda: "today", Untouched(), Timeouts(linger=0), 0)
        await asyncio.wait_for(peers.turn_away(stream), 5)

    asyncio.run(talk())


def test_who_is_turned_away_is_told_so_in_one_write() -> None:
    stream = FakeStream()
    turn_away(stream)
    (written,) = stream.writes
    head, _, body = written.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 503 ")
    assert b"\r\nDate: today\r\n" in head
    assert head.count(b"\r\nConnection: close") == 1
    assert b"\r\nRetry-After: " in head
    assert b"\r\nContent-Length: %d\r\n" % len(body) in head + b"\r\n"
    assert body
    assert stream.closed


def test_who_has_left_before_being_turned_away_is_no_error() -> None:
    turn_away(FakeStream(gone=True))


def test_who_does_not_read_is_not_waited_for() -> None:
    stream = FakeStream(stuck=True)
    turn_away(stream)
    assert stream.writes == []

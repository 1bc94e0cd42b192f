"""The checks must see what is wrong: here they meet servers that do wrong."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from tests.infrastructure.robustness import mutated, slow
from tests.infrastructure.robustness.peers import HELLO, Answer, Peer
from tests.infrastructure.robustness.target import Measurement

CRASH = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n"
CHUNKS = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"


class Wrong:
    """A server that says the same to everyone, and then ends, or not."""

    def __init__(self, said: bytes, ends: bool = True) -> None:
        self.port = 0
        self._said = said
        self._ends = ends
        self._under_way: list[asyncio.Task[None] | None] = []

    async def meets(self, check: Callable[["Wrong"], Awaitable[object]]) -> None:
        """Serve while a check looks at it."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            await check(self)
        finally:
            server.close()
            await asyncio.gather(*filter(None, self._under_way))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._under_way.append(asyncio.current_task())
        with suppress(ConnectionError):
            await reader.read(1)
            writer.write(self._said)
            if not self._ends:
                await reader.read()
            writer.close()
            await writer.wait_closed()


def ask(said: bytes) -> Answer | None:
    """Return how a peer reads what a server says."""
    answers: list[Answer | None] = []

    async def look(wrong: Wrong) -> None:
        streams = await asyncio.open_connection("127.0.0.1", wrong.port)
        peer = Peer(*streams)
        await peer.send(HELLO)
        try:
            answers.append(await peer.answer())
        finally:
            peer.writer.transport.abort()

    asyncio.run(Wrong(said).meets(look))
    return answers[0]


def test_a_peer_reads_every_kind_of_answer() -> None:
    assert ask(CRASH) == Answer(500, {"content-length": "0"}, b"")
    assert ask(b"HTTP/1.1 100 Continue\r\n\r\n" + CHUNKS) == Answer(
        200, {"transfer-encoding": "chunked"}, b"abc"
    )
    assert ask(b"") is None


@pytest.mark.parametrize("cut", [CHUNKS[:10], CHUNKS[:-3], CRASH[:-1]])
def test_half_an_answer_is_none(cut: bytes) -> None:
    with pytest.raises(asyncio.IncompleteReadError):
        ask(cut)


@pytest.mark.parametrize("said", [CRASH, CHUNKS[:-4], b"hello\r\n\r\n"])
def test_a_wrong_answer_to_a_mutated_request_is_found(said: bytes) -> None:
    with pytest.raises(AssertionError):
        asyncio.run(Wrong(said).meets(lambda wrong: mutated.send(wrong, HELLO)))


def test_a_peer_that_is_not_cut_is_found() -> None:
    async def look(wrong: Wrong) -> None:
        kind = slow.Drip("body", b"POST", [b"a"], b"HTTP/1.1 500")
        measured = await slow.drip(wrong, kind, every=0.01, most=0.2)
        assert not measured.passed

    asyncio.run(Wrong(CRASH, ends=False).meets(look))


def test_a_measurement_is_held_to_its_bound_where_there_is_one() -> None:
    assert Measurement("memory", 64, 64, "MiB").passed
    assert not Measurement("memory", 65, 64, "MiB").passed
    assert "TOO MUCH" in str(Measurement("memory", 65, 64, "MiB"))
    assert Measurement("memory", None, 64, "MiB").passed
    assert "no /proc" in str(Measurement("memory", None, 64, "MiB"))


def test_the_same_seed_gives_the_same_mutants() -> None:
    first, again = (random.Random(3) for _ in range(2))
    some = [mutated.mutate(first) for _ in range(500)]
    assert some == [mutated.mutate(again) for _ in range(500)]
    assert len(set(some)) > 300

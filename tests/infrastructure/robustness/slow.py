"""Peers that drip: one byte now and then, for as long as they are let.

Apache httpd cuts them by a minimum rate (mod_reqtimeout); most servers do not cut a dripped body.
"""

import asyncio
import time
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat

from tests.infrastructure.robustness.peers import HELLO, Listening, connected
from tests.infrastructure.robustness.target import Measurement, Target

SIZED = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n"
CHUNKED = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"


@dataclass(frozen=True, slots=True)
class Drip:
    """What a slow peer sends at once, what it sends drop by drop, and how the answer begins.

    An empty answer means that none must come.
    """

    name: str
    opening: bytes
    drops: Iterable[bytes]
    answer: bytes = b"HTTP/1.1 408 "


def letters(text: bytes) -> list[bytes]:
    """Cut bytes into single ones."""
    return [bytes([octet]) for octet in text]


DRIPS = (
    Drip("nothing at all", b"", (), b""),
    Drip("nothing after an answer", HELLO, (), b"HTTP/1.1 200 "),
    Drip("a request line", b"", chain(letters(b"GET /"), repeat(b"a"))),
    Drip("field lines", b"GET / HTTP/1.1\r\nHost: a\r\n", letters(b"A: b\r\n") * 1000),
    Drip("one field value", b"GET / HTTP/1.1\r\nHost: a\r\nA: ", repeat(b"a")),
    Drip("a body that does not begin", SIZED + b"\r\n", ()),
    Drip("a body that was waved on", SIZED + b"Expect: 100-continue\r\n\r\n", (), b"HTTP/1.1 100 "),
    Drip("a sized body", SIZED + b"\r\n", repeat(b"a")),
    Drip("chunks of one octet", CHUNKED + b"\r\n", repeat(b"1\r\na\r\n")),
    Drip("chunks, octet by octet", CHUNKED + b"\r\n", letters(b"1\r\na\r\n") * 1000),
    Drip("a chunk extension", CHUNKED + b"\r\n1;", repeat(b"a")),
    Drip("a large chunk", CHUNKED + b"\r\nffff\r\n", repeat(b"a")),
    Drip("trailer lines", CHUNKED + b"\r\n0\r\n", letters(b"A: b\r\n") * 1000),
    Drip(
        "a body that no handler reads",
        b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n",
        repeat(b"a"),
        b"HTTP/1.1 404 ",
    ),
)


async def drips(target: Target, every: float, most: float) -> list[Measurement]:
    """Let all slow peers drip at the same time; measure when the server ends each connection."""
    return list(await asyncio.gather(*(drip(target, each, every, most) for each in DRIPS)))


async def drip(target: Listening, kind: Drip, every: float, most: float) -> Measurement:
    """Drip until the server ends the connection, and check what it said."""
    async with connected(target) as peer:
        began = time.monotonic()
        await peer.send(kind.opening)
        dripping = asyncio.create_task(_drip(peer.writer, kind.drops, every))
        try:
            async with asyncio.timeout(most * 1.1):
                answer = await peer.reader.read()
        except TimeoutError:
            answer = kind.answer  # It was not cut, which the measurement says.
        finally:
            dripping.cancel()
        right = answer.startswith(kind.answer) if kind.answer else not answer
        assert right, f"{kind.name}: answered {answer[:200]!r}"
        return Measurement(f"slow, {kind.name}: cut after", time.monotonic() - began, most, "s")


async def _drip(writer: asyncio.StreamWriter, drops: Iterable[bytes], every: float) -> None:
    for drop in drops:
        await asyncio.sleep(every)
        writer.write(drop)  # asyncio drops what is written to a connection that has ended

"""Many peers at once or in a row: idle ones, floods, and those that crash at any moment."""

import asyncio
import time
from contextlib import AsyncExitStack

from tests.infrastructure.robustness.peers import HELLO, bystanders, connect, connected
from tests.infrastructure.robustness.target import MIB, Measurement, Target

# After a first round of anything, so much may remain: Python keeps memory that it had once.
REMAINS = 32.0

IDLE = 1 / 64  # MiB that an idle peer may cost


async def idle(target: Target, count: int, most: float) -> list[Measurement]:
    """Connect so many peers, half of which have asked once, and serve others meanwhile."""
    watch = target.watch()
    async with AsyncExitStack() as stack:
        peers = [await stack.enter_async_context(connected(target)) for _ in range(count)]
        for peer in peers[::2]:
            await peer.ask()
        async with bystanders(target) as others:
            await asyncio.sleep(1)
            waited = others.waited(f"{count} idle", most)
        grown = watch.grown(f"{count} idle", count * IDLE)
        for peer in peers[-100:]:
            assert (await peer.ask()).status == 200
    return [waited, grown, await watch.left_open(f"{count} idle")]


async def flood(target: Target, count: int) -> list[Measurement]:
    """Connect and leave, half by FIN and half by RST; the server must forget all of them."""
    watch = target.watch()
    began = time.monotonic()
    for start in range(0, count, 100):
        peers = await asyncio.gather(*(connect(target) for _ in range(100)))
        for number, peer in enumerate(peers, start):
            if number % 2:
                peer.writer.transport.abort()
            else:
                peer.reset()
    name = f"{count} connect and leave"
    found = [await watch.left_open(name), watch.grown(name, REMAINS)]
    async with connected(target) as peer:
        assert (await peer.ask()).status == 200
    return [*found, Measurement(f"{name}: done after", time.monotonic() - began, 120, "s")]


CHUNKS = (
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5;a=b\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: x\r\n\r\n"
)
SIZED = (
    b"POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: %d\r\n\r\n" % MIB
)

# What a peer has sent when it crashes, and whether it has begun to read the answer.
STAGES = [
    *((CHUNKS[:length], False) for length in range(1, len(CHUNKS) + 1)),
    (b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n", False),
    (b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n", True),
    (b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n" * 20, True),
    (b"GET /_hook/stream HTTP/1.1\r\nHost: a\r\n\r\n", False),
    (SIZED, False),
    (SIZED, True),
    (SIZED + bytes(MIB // 2), False),
    (HELLO * 200, False),
    (HELLO * 200, True),
    (b"no request\r\n\r\n", False),
    (b"no request\r\n\r\n", True),
    (b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n", True),
    (b"POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 9999999\r\n\r\n" + bytes(MIB), True),
]


async def resets(target: Target, rounds: int) -> list[Measurement]:
    """Crash at every stage of an exchange, so many times."""
    watch = target.watch()
    for number in range(rounds):
        await asyncio.gather(*(_crash(target, *stage, number * 0.001) for stage in STAGES))
    async with connected(target) as peer:
        assert (await peer.ask()).status == 200
    name = f"{rounds * len(STAGES)} resets"
    return [await watch.left_open(name), watch.grown(name)]


async def _crash(target: Target, sent: bytes, reading: bool, pause: float) -> None:
    peer = await connect(target)
    try:
        await peer.send(sent)
        if reading:
            await peer.reader.read(100)
    except OSError:
        pass  # The server was quicker to end it.
    await asyncio.sleep(pause)
    peer.reset()

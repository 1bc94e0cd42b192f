"""A server that runs out: of time, of connections, of descriptors."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack

from tests.infrastructure.robustness.peers import HELLO, LAST_HELLO, Peer, connect, connected
from tests.infrastructure.robustness.target import Measurement, Target, target

STREAM = b"GET /_hook/stream HTTP/1.1\r\nHost: a\r\n\r\n"
FILE = b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n"
ECHO = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n" + b"x" * 70000


async def shutdown(clients: int, seconds: float) -> list[Measurement]:
    """Stop a server that many clients are asking; each request is answered whole or not at all."""
    outcomes: Counter[str] = Counter()
    with target() as busy:
        asking = [
            asyncio.create_task(_ask_until_the_end(busy, (HELLO, STREAM, FILE, ECHO)[n % 4]))
            for n in range(clients)
        ]
        await asyncio.sleep(seconds)
        busy.stop()
        began = time.monotonic()
        for outcome in await asyncio.gather(*asking):
            outcomes.update(outcome)
        await asyncio.to_thread(busy.process.wait, 20)
        took = time.monotonic() - began
    assert outcomes["answered"] >= clients, outcomes
    name = f"stopped while {clients} ask ({outcomes['answered']} answers)"
    return [
        Measurement(f"{name}: half an answer", outcomes["cut"], 0, ""),
        Measurement(f"{name}: requests reset", outcomes["reset"], 0, ""),
        Measurement(f"{name}: done after", took, 15, "s"),
    ]


async def _ask_until_the_end(busy: Target, request: bytes) -> Counter[str]:
    """Ask over and over on one connection; count how the requests ended."""
    outcomes: Counter[str] = Counter()
    async with connected(busy) as peer:
        while True:
            try:
                await peer.send(request)
                answer = await peer.answer()
            except asyncio.IncompleteReadError:
                outcomes["cut"] += 1
                return outcomes
            except ConnectionError:
                outcomes["reset"] += 1
                return outcomes
            if answer is None:
                outcomes["closed"] += 1
                return outcomes
            assert answer.status == 200
            outcomes["answered"] += 1
            if answer.fields.get("connection") == "close":
                return outcomes


async def too_many(limit: int) -> list[Measurement]:
    """Connect twice as many as may; the latter half is told so, and the former is served."""
    with target(connections=limit) as full:
        async with AsyncExitStack() as stack:
            first = [await stack.enter_async_context(connected(full)) for _ in range(limit)]
            for peer in first:
                assert (await peer.ask()).status == 200
            began = time.monotonic()
            for _ in range(limit):
                async with connected(full) as peer:
                    answer = await peer.ask()
                    assert answer.status == 503, answer
                    assert answer.fields["connection"] == "close"
                    assert answer.fields["retry-after"]
                    assert await peer.answer() is None
            refused = Measurement(
                f"{limit} more than {limit} connections: told so after",
                time.monotonic() - began,
                60,
                "s",
            )
            for peer in first:
                assert (await peer.ask()).status == 200
            first[0].writer.close()
            return [refused, await _until_served(full, f"{limit} connections, once one left")]


async def no_descriptors(most: int, seconds: float) -> list[Measurement]:
    """Connect more peers than the server may open files; it must live, idle, and recover."""
    with target(expected="out of system resource", descriptors=most) as poor:
        peers: list[Peer] = []
        try:
            peers += [await connect(poor) for _ in range(2 * most)]
            # The first ones were accepted; the last wait in the kernel.
            assert (await peers[0].ask()).status == 200
            before, said = poor.cpu, len(poor.log)
            await asyncio.sleep(seconds)
            spent = None if before is None or poor.cpu is None else poor.cpu - before
            logged = (len(poor.log) - said) / 1024 / seconds
            assert (await peers[1].ask()).status == 200
        finally:
            for peer in peers:
                peer.reset()
        name = f"more peers than {most} descriptors"
        return [
            await _until_served(poor, f"{name}, once they left"),
            Measurement(f"{name}: share of a processor", _share(spent, seconds), 0.5, ""),
            Measurement(f"{name}: logged each second", logged, 64, "KiB"),
        ]


def _share(spent: float | None, seconds: float) -> float | None:
    return None if spent is None else spent / seconds


async def _until_served(server: Target, name: str) -> Measurement:
    """Measure how long a newcomer has to try until it is served."""
    began = time.monotonic()
    while True:
        async with connected(server) as peer:
            if (await peer.ask(LAST_HELLO)).status == 200:
                return Measurement(f"{name}: served after", time.monotonic() - began, 30, "s")
        await asyncio.sleep(0.05)

"""Input in very many pieces, or very much at once: its cost is linear, and others get a turn."""

import asyncio
import socket
import time
from contextlib import suppress

from tests.infrastructure.robustness.peers import HELLO, Peer, bystanders, connected
from tests.infrastructure.robustness.target import Measurement, Target

CHUNKED = b"POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"


async def chunks(target: Target, count: int, most: float) -> list[Measurement]:
    """Upload in chunks of one octet, all sent at once."""
    async with bystanders(target) as others:
        async with connected(target) as peer:
            began = time.monotonic()
            answer = await peer.ask(CHUNKED + b"1\r\nx\r\n" * count + b"0\r\n\r\n")
            seconds = time.monotonic() - began
        assert answer.body == str(count).encode(), answer
        name = f"{count} chunks of one octet"
        await asyncio.sleep(0.1)
        return [
            others.waited(name, most),
            Measurement(f"{name}: answered after", seconds, 60, "s"),
        ]


async def pipelined(target: Target, count: int, most: float) -> list[Measurement]:
    """Pipeline requests, all sent at once, and read every answer."""
    async with bystanders(target) as others:
        async with connected(target) as peer:
            began = time.monotonic()
            sending = asyncio.create_task(peer.send(HELLO * count))
            for _ in range(count):
                answer = await peer.answer()
                assert answer is not None
                assert answer.status == 200
            await sending
            seconds = time.monotonic() - began
        name = f"{count} pipelined requests"
        await asyncio.sleep(0.1)
        return [
            others.waited(name, most),
            Measurement(f"{name}: answered after", seconds, 60, "s"),
        ]


async def segments(target: Target, head: int, body: int, most: float) -> list[Measurement]:
    """Send a head of so many octets one by one, then a body."""
    start, end = b"POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n" % body, b"\r\n"
    fields = b"A: " + b"a" * (head // 2) + b"\r\nB: "
    fields += b"b" * (head - len(start + fields + end + b"\r\n")) + b"\r\n"
    async with bystanders(target) as others:
        async with connected(target) as peer:
            began = time.monotonic()
            await _send_octets(peer, start + fields + end)
            await _send_octets(peer, b"x" * body)
            answer = await peer.answer()
            seconds = time.monotonic() - began
        assert answer is not None
        assert answer.body == str(body).encode(), answer
        name = f"a head in {head} segments, a body in {body}"
        await asyncio.sleep(0.1)
        return [
            others.waited(name, most),
            Measurement(f"{name}: answered after", seconds, 60, "s"),
        ]


async def _send_octets(peer: Peer, data: bytes) -> None:
    """Send each octet in a segment of its own."""
    peer.writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for octet in data:
        peer.writer.write(bytes([octet]))
        await asyncio.sleep(0)
    with suppress(ConnectionError):
        await peer.writer.drain()

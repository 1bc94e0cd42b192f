"""Peers that want more than they can take: they never read, or never come to an end."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.infrastructure.robustness.peers import HELLO
from tests.infrastructure.robustness.target import MIB, Measurement, Target

COST = 64.0  # MiB that one peer may cost
BLOCK = 64 * 1024

CHUNKED = b"POST %b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
UPLOAD = b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n%b" % (MIB, b"x" * MIB)

PIPELINED = {
    "small answers": HELLO * 500,
    "refusals": b"PUT /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" * 500,
    "answers of 1 MiB": b"GET /file HTTP/1.1\r\nHost: a\r\n\r\n" * 500,
    "streams": b"GET /_hook/stream HTTP/1.1\r\nHost: a\r\n\r\n" * 500,
    "echoes of 1 MiB": UPLOAD,
}


@asynccontextmanager
async def raw(target: Target, receive_buffer: int = 0) -> AsyncIterator[socket.socket]:
    """Open a socket that nothing reads unless it is told to."""
    loop = asyncio.get_running_loop()
    with socket.socket() as client:
        client.setblocking(False)
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        await loop.sock_connect(client, ("127.0.0.1", target.port))
        yield client


async def never_read(
    target: Target, most: int, quiet: float, peers: int = 1, cost: float = COST
) -> list[Measurement]:
    """Pipeline requests and read nothing, until the server takes no more; several peers at once.

    `most` is how many MiB each sends at most, `quiet` the seconds after which it gives up, and
    `cost` how many MiB all of them may cost.
    """
    found = []
    for name, requests in PIPELINED.items():
        watch = target.watch()
        await asyncio.gather(*(_pour(target, requests, most, quiet) for _ in range(peers)))
        found.append(watch.grown(f"{peers} that never read, {name}", cost))
    return found


async def _pour(target: Target, requests: bytes, most: int, quiet: float) -> None:
    """Send until the server takes nothing for a while, or ends the connection."""
    loop, sent = asyncio.get_running_loop(), 0
    async with raw(target, receive_buffer=4096) as client:
        try:
            while sent < most * MIB:
                for start in range(0, len(requests), BLOCK):
                    piece = requests[start : start + BLOCK]
                    async with asyncio.timeout(quiet):
                        await loop.sock_sendall(client, piece)
                    sent += len(piece)
        except (TimeoutError, OSError):
            pass


@dataclass(frozen=True, slots=True)
class Endless:
    """A part of a message that has no end, and how it may be refused."""

    name: str
    opening: bytes
    filler: bytes
    statuses: frozenset[int]


HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
ECHO, UPLOADED, NOWHERE = CHUNKED % b"/echo", CHUNKED % b"/upload", CHUNKED % b"/nowhere"
CHUNK = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
CHUNK_LINE = frozenset({400, 413, 431})

ENDLESS = (
    Endless("empty lines", b"", b"\r\n" * 1024, frozenset({400})),
    Endless("method", b"", b"A" * 1024, frozenset({400, 414, 501})),
    Endless("target", b"GET /", b"a" * 1024, frozenset({414})),
    Endless("query", b"GET /?", b"%20" * 1024, frozenset({414})),
    Endless("version", b"GET / HTTP/1.", b"1" * 1024, frozenset({400, 414})),
    Endless("field name", HEAD, b"A" * 1024, frozenset({431})),
    Endless("field value", HEAD + b"A: ", b"a" * 1024, frozenset({431})),
    Endless("white space", HEAD + b"A:", b" \t" * 1024, frozenset({431})),
    Endless("fields", HEAD, b"A: b\r\n" * 1024, frozenset({431})),
    Endless("chunk size", ECHO, b"0" * 1024, CHUNK_LINE),
    Endless("chunk extension", ECHO + b"1;a=", b"a" * 1024, CHUNK_LINE),
    Endless("quoted extension", ECHO + b'1;a="', b"\\a" * 1024, CHUNK_LINE),
    Endless("chunks with extensions", ECHO, b"1;a=b\r\nx\r\n" * 1024, CHUNK_LINE),
    Endless("trailer value", ECHO + b"0\r\nA: ", b"a" * 1024, CHUNK_LINE),
    Endless("trailers", ECHO + b"0\r\n", b"A: b\r\n" * 1024, CHUNK_LINE),
    Endless("body in chunks", ECHO, CHUNK * 16, frozenset({413})),
    Endless("body in chunks, uploaded", UPLOADED, CHUNK * 16, frozenset({413})),
    Endless("body in chunks that no handler reads", NOWHERE, CHUNK * 16, frozenset({404})),
    Endless(
        "sized body",
        b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n",
        b"x" * 1024,
        frozenset({413}),
    ),
)

# What a peer can send before it reads the refusal: what the part may hold, and what both kernels
# keep in their buffers. Only /upload takes 16 MiB.
TAKEN = 32.0


async def endless(target: Target, patience: float) -> list[Measurement]:
    """Send parts that never end, one after the other; measure what is sent until a refusal."""
    found = []
    for part in ENDLESS:
        watch = target.watch()
        began = time.monotonic()
        sent, answer = await _send_until_answered(target, part, patience)
        seconds = time.monotonic() - began
        assert answer, f"endless {part.name}: not refused after {sent} octets and {seconds:.1f} s"
        assert answer.startswith(b"HTTP/1.1 "), f"endless {part.name}: answered {answer[:200]!r}"
        assert int(answer[9:12]) in part.statuses, f"endless {part.name}: {answer[:200]!r}"
        assert_closing(answer, part)
        found.append(
            Measurement(f"endless {part.name}: sent until refused", sent / MIB, TAKEN, "MiB")
        )
        found.append(watch.grown(f"endless {part.name}", COST))
    return found


def assert_closing(answer: bytes, part: Endless) -> None:
    """A refusal says that it is the last answer; a 404 cannot know yet that the body has no end."""
    said = b"\r\nConnection: close\r\n" in answer
    assert said or answer.startswith(b"HTTP/1.1 404 "), f"endless {part.name}: {answer[:200]!r}"


async def _send_until_answered(target: Target, part: Endless, patience: float) -> tuple[int, bytes]:
    """Return how many octets were sent until an answer came, and the answer."""
    loop, sent = asyncio.get_running_loop(), 0
    async with raw(target) as client:
        answering = asyncio.create_task(_answer(client))
        filler = part.filler * (BLOCK // len(part.filler) or 1)
        piece = part.opening + filler
        try:
            async with asyncio.timeout(patience):
                while not answering.done():
                    await loop.sock_sendall(client, piece)
                    sent += len(piece)
                    piece = filler
                    await asyncio.sleep(0)
        except (TimeoutError, OSError):
            pass
        try:
            async with asyncio.timeout(patience):
                return sent, await answering
        except TimeoutError:
            return sent, b""


async def _answer(client: socket.socket) -> bytes:
    """Read until the head of an answer is there, or the end."""
    loop, answer = asyncio.get_running_loop(), b""
    try:
        while b"\r\n\r\n" not in answer and (piece := await loop.sock_recv(client, 4096)):
            answer += piece
    except OSError:
        pass
    return answer

"""Requests with random faults: none may hang, crash the server, or make it grow."""

import asyncio
import random

from tests.infrastructure.robustness.peers import HANGS, HELLO, Listening, connected
from tests.infrastructure.robustness.target import Measurement, Target

# Nothing here asks for an answer without a body, whose end could not be told without the method.
SEEDS = (
    HELLO,
    b"GET /json HTTP/1.1\r\nHost: a\r\nAccept: */*\r\nCookie: a=b; c=d\r\n\r\n",
    b"GET http://a.example/users/7?x=%20y HTTP/1.1\r\nHost: b\r\nConnection: keep-alive\r\n\r\n",
    b"GET /r7/%C3%A9 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\nhello world",
    b"POST /upload HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    b'5;a=b\r\nhello\r\n6;c="d;e"\r\n world\r\n0\r\nTrailer: x\r\n\r\n',
    b"PUT /echo HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
)

# What tends to matter to a parser.
SPLICES = (
    b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"\0", b" ", b"\t", b":", b",", b";", b"=", b'"', b"\\",
    b"%", b"%00", b"-1", b"+", b"_", b"0", b"f" * 16, b"9" * 20, b"\xff", b"\xe2\x84\xaa",
    b"chunked", b"a" * 9000, b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n",
    b"Connection: close\r\n",
)  # fmt: skip

ALLOWED = {501, 505}


async def requests(target: Target, count: int, seed: int) -> list[Measurement]:
    """Send so many mutated requests, a few on each connection; count the worst answers."""
    chance = random.Random(seed)  # the same requests for everyone
    await send(target, b"".join(SEEDS))  # what is only made once is made before we look
    watch = target.watch()
    for _ in range(0, count, 100):
        batches = [b"".join(mutate(chance) for _ in range(5)) for _ in range(20)]
        await asyncio.gather(*(send(target, batch) for batch in batches))
    name = f"{count} mutated requests"
    return [watch.grown(name, 32), await watch.left_open(name)]


def mutate(chance: random.Random) -> bytes:
    """Return a request with one to four faults, or with none now and then."""
    request = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randrange(5)):
        at = chance.randrange(len(request) + 1)
        end = min(at + chance.randrange(1, 9), len(request))
        match chance.randrange(6):
            case 0:
                request[at:at] = chance.choice(SPLICES)
            case 1:
                request[at:end] = b""
            case 2:
                request[at:end] = chance.randbytes(end - at)
            case 3:
                request[at:at] = request[at:end] * chance.randrange(1, 9)
            case 4:
                del request[at:]
                request += chance.choice(SEEDS)[-chance.randrange(1, 40) :]
            case _:
                request[at:end] = bytes(request[at:end]).swapcase()
    return bytes(request)


async def send(target: Listening, requests: bytes) -> None:
    """Send, half-close, and read all answers, which must be sound and come to an end."""
    async with connected(target) as peer:
        try:
            async with asyncio.timeout(HANGS):
                await peer.send(requests)
                peer.writer.write_eof()
                while (answer := await peer.answer()) is not None:
                    sound = answer.status < 500 or answer.status in ALLOWED
                    assert sound, f"{answer} to {requests!r}"
        except (TimeoutError, OSError, ValueError, asyncio.IncompleteReadError) as error:
            raise AssertionError(f"{error!r} after {requests!r}") from error

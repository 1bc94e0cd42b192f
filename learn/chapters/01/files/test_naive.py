"""A test of the server in one file. Count what it needs."""

import asyncio

import naive


async def ask(*pieces: bytes) -> bytes:
    """Start the server, send it pieces with pauses between them, and return what it answers."""
    async with await asyncio.start_server(naive.answer, "127.0.0.1", 0) as server:
        host, port = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port)
        for piece in pieces:
            writer.write(piece)
            await asyncio.sleep(0.05)
        answer = await reader.read()
        writer.close()
        return answer


def test_a_guest_is_welcome() -> None:
    answer = asyncio.run(ask(b"GET /welcome?name=Ada HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    assert answer.endswith(b"\r\n\r\nWelcome Ada")

"""Ask the server in one file something. There is one way to do that: through a socket."""

import asyncio

import naive


def test_a_guest_is_welcome() -> None:
    said = asyncio.run(talk(b"GET /welcome/Ada HTTP/1.1\r\nHost: localhost:8000\r\n\r\n"))
    assert said.startswith("HTTP/1.1 200 OK\r\n")
    assert said.endswith("\r\n\r\nWelcome Ada")


async def talk(*packets: bytes) -> str:
    """Start a server, send it some packets one after the other, and return its answer."""
    server = await asyncio.start_server(naive.serve, "127.0.0.1", 0)
    async with server:
        host, port = server.sockets[0].getsockname()
        reader, writer = await asyncio.open_connection(host, port)
        for packet in packets:
            writer.write(packet)
            await writer.drain()
            await asyncio.sleep(0.1)  # or two packets travel as one, some of the time
        said = await reader.read()
        writer.close()
        await writer.wait_closed()
    return said.decode()

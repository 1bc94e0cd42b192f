"""A server on a free port of this machine, and a client that sends exactly these bytes."""

import asyncio
import gc
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

from infrastructure import Server
from infrastructure.protocol import protocol
from interfaces import App, Exchange

PATIENCE = 10.0  # seconds; a test that takes longer hangs


@asynccontextmanager
async def serving(app: App, *, patience: float = PATIENCE, **options: Any) -> AsyncIterator[Server]:
    """Start an App up and serve it for as long as the block lasts; no task of it may fail."""
    options = {"observe": ignore, "shell": protocol, **options}
    tls = options.pop("tls", None)
    failures: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: failures.append(context))
    try:
        async with asyncio.timeout(patience), app.lifespan() as handler:
            server = Server(handler, **options)
            await server.start("127.0.0.1", 0, tls)
            try:
                yield server
            finally:
                await server.stop(grace=0)
    finally:
        gc.collect()  # what failed unseen is reported when it is collected
        assert not failures


def ignore(exchange: Exchange) -> None:
    """Observe nothing."""


def port_of(server: Server) -> int:
    """Return the port that the system chose."""
    port = urlsplit(server.url).port
    assert port is not None
    return port


async def until_nobody_is_connected(server: Server) -> None:
    """Wait until the server has let go of every connection."""
    while server.connections:  # noqa: ASYNC110 - the server has no event for this
        await asyncio.sleep(0.01)


@asynccontextmanager
async def connected(
    server: Server,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection for as long as the block lasts."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server))
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


@asynccontextmanager
async def asking(
    app: App, **options: Any
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Serve an App, and open one connection to it."""
    async with serving(app, **options) as server, connected(server) as streams:
        yield streams


async def send(server: Server, pieces: Iterable[bytes]) -> bytes:
    """Send the pieces, end our side, and return everything that the server answered."""
    async with connected(server) as (reader, writer):
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        writer.write_eof()
        return await reader.read()


def opened(url: str) -> socket.socket:
    """Open a connection whose waiting has an end."""
    parts = urlsplit(url)
    assert parts.port is not None
    return socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE)


def everything(connection: socket.socket) -> bytes:
    """Return all that comes until the other side ends."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))

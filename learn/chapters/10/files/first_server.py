"""A program around the four layers: an App, a server, and asyncio's streams between them.

Start it: python3 first_server.py --port 8000
"""

import argparse
import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress

from entities import Response
from extras.infrastructure.streams import streams
from infrastructure import Server
from interfaces import App

app = App()


@app.get("/welcome/{name}")
async def welcome(name: str) -> str:
    """Greet whoever is named in the path."""
    return f"Welcome {name}\n"


@app.get("/countdown")
async def countdown() -> Response:
    """Stream a line each tenth of a second."""

    async def lines() -> AsyncIterator[bytes]:
        for number in (3, 2, 1):
            yield f"{number}\n".encode()
            await asyncio.sleep(0.1)

    return Response.stream(lines(), "text/plain; charset=utf-8")


async def serve(port: int) -> None:
    """Start the App, listen, and stop both in order when this task is cancelled."""
    async with app.lifespan() as handler:
        server = Server(handler, shell=streams)
        await server.start("127.0.0.1", port)
        print(f"Listening on {server.url}", flush=True)
        try:
            await asyncio.Event().wait()
        finally:
            await server.stop(grace=5)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Serve a welcome.")
    parser.add_argument("--port", type=int, default=8000, help="0 for any (default: 8000)")
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    with suppress(KeyboardInterrupt):  # asyncio.run cancels the task at Ctrl-C.
        asyncio.run(serve(parser.parse_args().port))

"""The limit of the event loop with streams: nothing is parsed, only the ends of heads are found."""

import asyncio
import sys
from contextlib import closing, suppress

from tests.benchmarks.peers.bare_protocol import ANSWER


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with closing(writer), suppress(asyncio.IncompleteReadError, ConnectionError):
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER)
            await writer.drain()


async def main() -> None:
    server = await asyncio.start_server(answer, "127.0.0.1", int(sys.argv[1]))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

"""A spool on disk: what is small stays in memory, what is larger goes to a file without a name."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager
from tempfile import SpooledTemporaryFile
from typing import Any

from entities import Body

MEMORY = 64 * 1024  # octets of a file that are kept in memory
PIECE = 256 * 1024  # octets that are read from a file at once


@asynccontextmanager
async def spool_to_disk(pieces: AsyncIterable[bytes]) -> AsyncIterator[Callable[[], Body]]:
    """Keep a content while a block lasts: the Spool for a server.

    The file stands in the system's folder for temporary files (the variable TMPDIR), has no name
    there, and is gone when the block is left, or the process ends.
    """
    size, turn = 0, asyncio.Lock()
    with SpooledTemporaryFile(MEMORY) as file:

        async def content() -> AsyncIterator[bytes]:
            for at in range(0, size, PIECE):
                async with turn:  # Two may read the same file at a time.
                    file.seek(at)
                    piece = await _call(size, file.read, PIECE)
                yield piece

        try:
            async for piece in pieces:
                size += len(piece)
                await _call(size, file.write, piece)
            yield lambda: Body(content(), size)
        finally:
            await _call(size, file.close)  # To free a gigabyte takes the disk 70 ms.


async def _call(size: int, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call it in a thread if the disk may make it wait, else at once."""
    return await asyncio.to_thread(function, *arguments) if size > MEMORY else function(*arguments)

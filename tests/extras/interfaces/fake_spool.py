"""A spool that keeps everything in memory."""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager

from entities import Body


class FakeSpool:
    """Keeps contents in memory, and notes how many are kept, and what each of them was."""

    def __init__(self) -> None:
        self.kept = 0
        self.contents: list[bytes] = []

    @asynccontextmanager
    async def __call__(self, pieces: AsyncIterable[bytes]) -> AsyncIterator[Callable[[], Body]]:
        """Keep a content until the block is left."""
        self.kept += 1
        try:
            content = b"".join([piece async for piece in pieces])
            self.contents.append(content)
            yield lambda: Body(content)
        finally:
            self.kept -= 1

"""A producer of the pieces of a body."""

from typing import Self


class FakeProducer:
    """Gives the pieces, raises those that are errors, and notes what happens to it."""

    def __init__(self, *pieces: bytes | Exception, closing_fails: Exception | None = None) -> None:
        self.given = 0
        self.closes = 0
        self._pieces = pieces
        self._closing_fails = closing_fails

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self.given == len(self._pieces):
            raise StopAsyncIteration
        piece = self._pieces[self.given]
        if isinstance(piece, Exception):
            raise piece
        self.given += 1
        return piece

    async def aclose(self) -> None:
        """Clean up, as the `finally` of an async generator would."""
        self.closes += 1
        if self._closing_fails is not None:
            raise self._closing_fails

"""The content of a message: bytes that are there, or bytes that are still to come."""

from collections.abc import AsyncIterable, AsyncIterator

from entities.errors import HTTPError

Content = bytes | AsyncIterable[bytes]
"""What a body is made of."""

_HINT = "join pieces that are there; yield those to come from an async def"


class Body:
    """Content that is read whole with `await body.read()` or in pieces with `async for`.

    `length` is the number of octets, or None where only the end will tell. A body made of
    bytes can be read as often as you like. A streamed one comes once: `read()` keeps what it
    got, `async for` keeps nothing, so that a large body never stands in memory. `content` is
    the whole of it once that is in memory, and None while it is a stream.

    `limit` is the largest number of octets that a reader accepts, or None for any. A body
    that is larger raises HTTPError 413 (RFC 9110 section 15.5.14).
    """

    __slots__ = ("_pieces", "_source", "_spent", "content", "length", "limit")

    def __init__(
        self, source: Content = b"", length: int | None = None, limit: int | None = None
    ) -> None:
        content = source if isinstance(source, bytes) else None
        if content is None and not hasattr(source, "__aiter__"):
            kind = type(source).__name__
            raise TypeError(f"a body is bytes or an async iterable, not {kind}; {_HINT}")
        self.content = content
        self.length = length if content is None else len(content)
        self.limit = limit
        self._source = source
        self._pieces: AsyncIterator[bytes] | None = None  # an iterator of its own, if it made one
        self._spent = False

    async def read(self) -> bytes:
        """Return the whole content and keep it for the next reader."""
        if self.content is None:
            self.content = b"".join([piece async for piece in self])
            self.length = len(self.content)
        self.admit()
        return self.content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the content piece by piece, none of them empty."""
        self.admit()
        if self.content is not None:
            if self.content:
                yield self.content
            return
        assert not isinstance(self._source, bytes)  # It would be the content.
        if self._spent:
            raise RuntimeError("this body was streamed and is spent; read() keeps what it gets")
        self._spent = True
        received = 0
        pieces = aiter(self._source)
        if pieces is not self._source:
            self._pieces = pieces
        async for piece in pieces:
            received += len(piece)
            self.check(received)
            if piece:
                yield piece

    def admit(self, limit: int | None = None) -> None:
        """Set another limit, if one is given, and refuse a body known to be over it."""
        if limit is not None:
            self.limit = limit
        self.check(self.length or 0)

    def check(self, octets: int) -> None:
        """Raise HTTPError 413 if this many octets are too many."""
        if self.limit is not None and octets > self.limit:
            # The rest is not worth reading, so the connection cannot go on.
            detail = f"The body may have at most {self.limit} octets."
            raise HTTPError(413, detail, [("Connection", "close")])

    async def close(self) -> None:
        """Let the producer of a stream clean up, also when it was not read to its end."""
        self._spent = True
        for producer in (self._pieces, self._source):
            aclose = getattr(producer, "aclose", None)
            if aclose is not None:
                await aclose()

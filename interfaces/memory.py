"""A stream made of lists: HTTP without sockets and without a loop.

`async` is a calling convention. Something must call `send` on a coroutine, and an event loop
is one such thing; a `for` loop, or a single call, is another. Where nothing has to be waited
for, `drive` runs a whole conversation at once.
"""

from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

from entities import Handler
from interfaces.http1 import Conversation

T = TypeVar("T")

EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"


def drive(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never has to wait, and return its result.

    Raises RuntimeError if it does wait, as `asyncio.sleep` would: that needs an event loop.

    >>> from entities import Request
    >>> drive(Request(body=b"tea").read())
    b'tea'
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    except RuntimeError as error:
        if "event loop" in str(error):
            error.add_note(_NEEDS_A_LOOP)
        raise
    coroutine.close()
    raise RuntimeError(_NEEDS_A_LOOP)


_NEEDS_A_LOOP = (
    "this code waits for an event loop; run it under one: "
    "with asyncio.Runner() as runner, Client(app, run=runner.run) as client:"
)


class MemoryStream:
    """A Stream whose peer has already said all that it will, in these pieces.

    What is written to it is collected in `output`.
    """

    peer = "memory"
    scheme = "http"

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.output = bytearray()

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Return the next piece at once; no deadline can pass."""
        return next(self._pieces, b"")

    async def write(self, data: bytes, more: bool = False) -> None:
        """Collect what is sent."""
        self.output += data

    async def close(self) -> None:
        """Do nothing: there is nobody who waits for the end."""


def converse(handler: Handler, pieces: Iterable[bytes], date: str = EPOCH) -> bytes:
    r"""Hold a whole HTTP/1.1 conversation in memory; return the bytes that were answered.

    >>> from entities import Request, Response
    >>> async def handler(request: Request) -> Response:
    ...     return Response.text(request.path)
    >>> converse(handler, [b"HEAD /tea HT", b"TP/1.1\r\nHost: a\r\n\r\n"]).splitlines()[0]
    b'HTTP/1.1 200 OK'
    """
    stream = MemoryStream(pieces)
    drive(Conversation(stream, handler, now=lambda: 0.0, date=lambda: date).run())
    return bytes(stream.output)

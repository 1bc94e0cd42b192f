"""The body of a request on its way in, pulled through the parser."""

from typing import Self

from entities import Body, HTTPError, ProtocolError
from interfaces.ports import Clock, Stream
from interfaces.timeouts import Timeouts
from use_cases import CONTINUE, Limits, RequestHead, RequestParser, Signal


async def receive(
    stream: Stream, parser: RequestParser, deadline: float, bulk: bool = False
) -> None:
    """Feed the parser what comes next. Raises ProtocolError 408 past the deadline."""
    try:
        data = await stream.read(deadline, bulk)
    except TimeoutError:
        raise ProtocolError(
            408, "the request took too long to arrive", "RFC 9110 section 15.5.9"
        ) from None
    parser.feed(data)


class Incoming:
    """The body of the request at hand, pulled from the stream only as the handler asks for it.

    There is no queue and no second task: a peer that sends faster than the handler reads has
    to wait. `failed` is the error that ended the body early, if one did.

    Its patience with the peer is so many seconds. Waiting uses them up and octets give them
    back, at the rate of `Timeouts.body_rate`, so that a large body may take its time and one
    that drips may not. The time that the handler takes does not count.
    """

    def __init__(
        self,
        head: RequestHead,
        stream: Stream,
        parser: RequestParser,
        now: Clock,
        limits: Limits,
        timeouts: Timeouts,
    ) -> None:
        self.failed: ProtocolError | None = None
        self.body = Body(self, head.length, limits.body)
        self._stream = stream
        self._parser = parser
        self._now = now
        self._limits = limits
        self._timeouts = timeouts
        self._length = head.length
        self._received = 0
        self._patience = timeouts.body
        self._complete = False
        self._expects_continue = head.expects_continue

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        piece = await self._next_piece()
        if not piece:
            raise StopAsyncIteration
        return piece

    def settle(self) -> bool:
        """Return whether the next request can be reached by reading what is left of this one.

        Called when the final response goes out: from then on, no 100 may be sent.
        """
        waiting, self._expects_continue = self._expects_continue, False
        if waiting or self.failed is not None:
            return False  # A peer that waits for a 100 may never send the body (RFC 9110 10.1.1).
        # How much is left of chunks is not known; `drain` gives up if it is too much.
        left = (self._length or 0) - self._received
        return left <= min(self._limits.drain, self._limits.body)

    async def drain(self) -> bool:
        """Read what the handler left, within the limit; return whether that was all."""
        allowance = self._limits.drain
        try:
            while allowance >= 0 and not self._complete:
                allowance -= len(await self._next_piece())
        except (ProtocolError, HTTPError):
            return False  # It has had its answer; a second one would answer the next request.
        return self._complete

    async def _next_piece(self) -> bytes:
        """Return the next piece of the body, or b"" at its end."""
        try:
            while not self._complete:
                event = self._parser.next_event()
                self.body.check(self._parser.announced)
                if isinstance(event, bytes):
                    self._expects_continue = False  # It did not wait.
                    self._progress(len(event))
                    return event
                if event is Signal.END_OF_MESSAGE:
                    self._expects_continue = False  # Nothing is left to wait for.
                    self._complete = True
                else:
                    await self._receive()
        except ProtocolError as error:
            self.failed = error
            raise
        return b""

    def _progress(self, octets: int) -> None:
        timeouts = self._timeouts
        self._received += octets
        self._patience = min(timeouts.body, self._patience + octets / timeouts.body_rate)

    async def _receive(self) -> None:
        """Wait for more, with a patience that waiting uses up and progress restores."""
        if self._expects_continue:
            self._expects_continue = False
            await self._stream.write(CONTINUE)
        began = self._now()
        bulk = self._length is not None
        await receive(self._stream, self._parser, began + self._patience, bulk)
        self._patience -= self._now() - began

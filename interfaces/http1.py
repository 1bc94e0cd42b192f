"""HTTP/1.1 over a byte stream: one conversation with one peer.

It turns bytes into requests and responses into bytes, in order, for as long as both sides
want. It awaits, but names no event loop: everything that takes time is behind `Stream`, and
the clock is handed in. That is why a list of bytes can hold the same conversation as a socket.

    read ─▶ RequestParser ─▶ Request ─▶ handler ─▶ Response ─▶ render_head ─▶ write
      ▲                                                                         │
      └────────────────────────── while both persist ──────────────────────────┘
"""

from collections.abc import Callable
from contextlib import suppress

from entities import Body, Disconnected, Fault, Handler, HTTPError, ProtocolError, Request, Response
from interfaces.incoming import Incoming, receive
from interfaces.ports import Clock, DateSource, Exchange, Observer, Stream
from interfaces.timeouts import Timeouts
from use_cases import Limits, RequestHead, ResponseHead, error_response
from use_cases.parse import CLOSED, IDLE, NEED_DATA, Phase, RequestParser
from use_cases.render import CHUNKED, LAST_CHUNK, LENGTH, NONE, render_chunk, render_head

_EMPTY = Body()  # Nothing changes it, and to make another one takes 0.3 µs.
NO_RESPONSE = (
    "the handler returned {}, not Response; does a middleware forget to return, or to await, what "
    "its handler answers?"
)


class Conversation:
    """Serves the requests that come over one stream, one after the other.

    Set `closing` to make the response at hand the last one. `idle` is true while it waits for
    a request to begin, so that a server that shuts down knows whose waiting it may end.
    `streaming` is true while the pieces of a response are produced and sent. A shell that sees the
    peer go then cancels the task: the producer may wait for ever, and has to clean up. A handler
    that still makes its response is left alone, for its work may matter to others than the peer.
    """

    def __init__(
        self,
        stream: Stream,
        handler: Handler,
        *,
        now: Clock,
        date: DateSource,
        limits: Limits = Limits(),
        timeouts: Timeouts = Timeouts(),
        observe: Observer | None = None,
        unspoilt: Callable[[], bool] | None = None,
    ) -> None:
        self.closing = False
        self.idle = False
        self.streaming = False
        self._stream = stream
        self._parser = RequestParser(limits, stream.scheme)
        self._limits = limits
        self._timeouts = timeouts
        self._now = now
        self._handler = handler
        self._date = date
        self._observe = observe
        self._unspoilt = unspoilt
        self._octets = 0  # of the body of the response at hand
        self._awaited: Phase | None = None  # what a deadline was set for
        self._deadline = 0.0

    @property
    def unread(self) -> int:
        """How many octets the peer has sent beyond what was answered in the last turn."""
        return self._parser.unread

    async def run(self) -> None:
        """Converse until one side ends it; the stream is closed in any case."""
        try:
            while await self.turn():
                pass
        finally:
            await self._stream.close()

    async def turn(self, data: bytes | None = None) -> bool:
        """Listen, answer every request that has begun, and return whether more may follow.

        Between two turns nothing is under way. So a shell that is called when bytes come need not
        keep a coroutine waiting for them, and hands in the `data` to begin with. A turn is over
        early where `unspoilt` says that a handler has left something behind.
        """
        if data is not None:
            self._parser.feed(data)
        try:
            return await self._answer_all()
        except ProtocolError as refusal:
            if self._parser.phase is not IDLE:  # Else it asked for nothing for too long.
                with suppress(Disconnected):
                    await self._send(None, error_response(refusal), False, refusal)
        except Disconnected:
            pass  # It has been observed; there is nobody to tell.
        return False

    async def _answer_all(self) -> bool:
        """Answer one request after the other, until the peer has to say more."""
        parser, served = self._parser, False
        while True:
            event = parser.next_event()
            if isinstance(event, RequestHead):
                if not await self._exchange(event) or self.closing:
                    return False
                if self._unspoilt and parser.unread and not self._unspoilt():
                    return True
                served, self._awaited = True, None
            elif event is NEED_DATA:
                if parser.phase is IDLE and (served or self.closing):
                    return not self.closing
                await self._listen()
            elif event is CLOSED:
                return False

    async def _listen(self) -> None:
        """Wait for more of a request, or for one to begin; each has a deadline of its own."""
        phase = self._parser.phase
        if phase is not self._awaited:
            self._awaited = phase
            patience = self._timeouts.idle if phase is IDLE else self._timeouts.head
            self._deadline = self._now() + patience
        self.idle = phase is IDLE
        try:
            await receive(self._stream, self._parser, self._deadline)
        finally:
            self.idle = False

    async def _exchange(self, head: RequestHead) -> bool:
        """Serve one request; return whether another may follow."""
        stream = self._stream
        body, incoming = self._receive(head)
        error: Exception | None = None
        request = Request(
            head.method, head.target, head.headers, body,
            version=head.version, scheme=stream.scheme, peer=stream.peer,
        )  # fmt: skip
        try:
            try:
                response = await self._handler(request)
            except HTTPError as refusal:
                response = error_response(refusal)
            if type(response) is not Response and isinstance(response, Fault):
                error = response.error
            elif not isinstance(response, Response):
                raise TypeError(NO_RESPONSE.format(type(response).__name__))
            if incoming is not None and incoming.failed is not None:
                # Whatever the handler made of it, the body was not what the peer had promised.
                await response.body.close()
                raise incoming.failed
        except Disconnected:
            self._octets = 0
            self._tell(request, 0, None)
            raise
        except Exception as bug:
            error = (incoming and incoming.failed) or bug
            response = error_response(error)
        if stream.scheme == "https":
            response = response.secured()
        persistent = head.persistent and not self.closing
        if incoming is None:
            return await self._send(request, response, persistent, error)
        # In this order: settle what can be said of the connection, answer, then read what is left.
        persistent = incoming.settle() and persistent
        return await self._send(request, response, persistent, error) and await incoming.drain()

    def _receive(self, head: RequestHead) -> tuple[Body, Incoming | None]:
        """Return the body of a request, and where it comes from if it is not there as a whole."""
        length, parser, limits = head.length, self._parser, self._limits
        if length == 0:
            return _EMPTY, None
        small = length and length <= min(parser.unread, limits.drain, limits.body)
        if small and not head.expects_continue:  # Saves 6 of 15 microseconds.
            content = parser.next_event()
            assert isinstance(content, bytes)  # That much is unread.
            return Body(content, limit=limits.body), None
        incoming = Incoming(head, self._stream, parser, self._now, limits, self._timeouts)
        return incoming.body, incoming

    async def _send(
        self, request: Request | None, response: Response, persistent: bool, error: Exception | None
    ) -> bool:
        """Send a response and tell the observer; return whether the connection persists."""
        method, version = (request.method, request.version) if request else ("GET", "1.1")
        head = render_head(
            response, method=method, version=version, date=self._date(), persistent=persistent
        )
        self._octets = 0
        try:
            if (content := response.body.content) is None:
                await self._write_pieces(head, response.body)
                return head.persistent
            if head.framing is not LENGTH:
                content = b""
            self._octets = len(content)
            # In one write, so that it is one packet if it fits.
            await self._stream.write(head.data + content, self._parser.unread > 0)
            return head.persistent
        except Disconnected:
            raise
        except Exception as bug:
            error = bug
            return False  # The head is out. All that is left to say is said by cutting off.
        finally:
            self._tell(request, response.status, error)

    def _tell(self, request: Request | None, status: int, error: Exception | None) -> None:
        if self._observe:
            self._observe(Exchange(self._stream.peer, request, status, self._octets, error))

    async def _write_pieces(self, head: ResponseHead, body: Body) -> None:
        """Write the head, then the pieces of a stream, framed as the head says."""
        write, framing = self._stream.write, head.framing
        self.streaming = True
        try:
            await write(head.data)
            if framing is NONE:
                return
            if framing is LENGTH and (poured := self._stream.pour(body)) is not None:
                async for octets in poured:
                    self._octets += octets
                return
            async for piece in body:
                if framing is CHUNKED:
                    await write(render_chunk(piece))
                elif framing is LENGTH and self._octets + len(piece) > head.length:
                    # What is too much would be read as the beginning of the next response.
                    await write(piece[: head.length - self._octets])
                    self._octets = head.length
                    raise ValueError(f"the body is longer than the {head.length} octets promised")
                else:
                    await write(piece)
                self._octets += len(piece)
            if framing is CHUNKED:
                await write(LAST_CHUNK)
            elif framing is LENGTH and self._octets < head.length:
                raise ValueError(f"the body ended {head.length - self._octets} octets early")
        finally:
            self.streaming = False  # A peer that leaves now must not cut the cleaning up short.
            await body.close()

"""HTTP/1.1 over a byte stream: one conversation with one peer.

It turns bytes into requests and responses into bytes, in order, for as long as both sides
want. It awaits, but names no event loop: everything that takes time is behind `Stream`, and
the clock is handed in. That is why a list of bytes can hold the same conversation as a socket.

    read ─▶ RequestParser ─▶ Request ─▶ handler ─▶ Response ─▶ render_head ─▶ write
      ▲                                                                         │
      └────────────────────────── while both persist ──────────────────────────┘
"""

from entities import Body, Disconnected, Handler, HTTPError, ProtocolError, Request, Response
from interfaces.incoming import Incoming, receive
from interfaces.ports import Clock, DateSource, Exchange, Observer, Stream
from interfaces.timeouts import Timeouts
from use_cases import (
    LAST_CHUNK,
    Framing,
    Limits,
    Phase,
    RequestHead,
    RequestParser,
    ResponseHead,
    Signal,
    error_response,
    render_chunk,
    render_head,
)


def ignore(exchange: Exchange) -> None:
    """Observe nothing."""


class Conversation:
    """Serves the requests that come over one stream, one after the other.

    Set `closing` to make the response at hand the last one. `idle` is true while it waits for
    a request to begin, so that a server that shuts down knows whose waiting it may end.
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
        observe: Observer = ignore,
    ) -> None:
        self.closing = False
        self.idle = False
        self._stream = stream
        self._parser = RequestParser(limits, stream.scheme)
        self._limits = limits
        self._timeouts = timeouts
        self._now = now
        self._handler = handler
        self._date = date
        self._observe = observe
        self._octets = 0  # of the body of the response at hand

    async def run(self) -> None:
        """Converse until one side ends it; the stream is closed in any case."""
        try:
            while not self.closing and await self._exchange():
                pass
        except Disconnected:
            pass  # It has been observed; there is nobody to tell.
        finally:
            await self._stream.close()

    async def _exchange(self) -> bool:
        """Serve one request; return whether another may follow."""
        try:
            head = await self._next_head()
        except ProtocolError as refusal:
            if self._parser.phase is Phase.IDLE:
                return False  # It asked for nothing for too long.
            return await self._send(None, error_response(refusal), False, refusal)
        if head is None:
            return False
        incoming = Incoming(
            head, self._stream, self._parser, self._now, self._limits, self._timeouts
        )
        request = Request(
            head.method,
            head.target,
            head.headers,
            incoming.body,
            version=head.version,
            scheme=self._stream.scheme,
            peer=self._stream.peer,
        )
        response, error = await self._answer(request, incoming)
        # In this order: settle what can be said of the connection, answer, then read what is left.
        persistent = incoming.settle() and head.persistent and not self.closing
        return await self._send(request, response, persistent, error) and await incoming.drain()

    async def _next_head(self) -> RequestHead | None:
        """Return the next head, or None if the peer ended instead of sending one."""
        self.idle = True
        deadline = self._now() + self._timeouts.idle
        try:
            while not isinstance(event := self._parser.next_event(), RequestHead):
                if event is Signal.CLOSED:
                    return None
                if self.idle and self._parser.phase is Phase.HEAD:
                    self.idle = False
                    deadline = self._now() + self._timeouts.head
                await receive(self._stream, self._parser, deadline)
            return event
        finally:
            self.idle = False

    async def _answer(
        self, request: Request, incoming: Incoming
    ) -> tuple[Response, Exception | None]:
        """Let the handler answer; return its response, or the one for its error, and the error."""
        try:
            try:
                response = await self._handler(request)
            except HTTPError as refusal:
                response = error_response(refusal)
            if not isinstance(response, Response):
                raise TypeError(
                    f"the handler returned {type(response).__name__}, not Response; does a "
                    "middleware forget to return, or to await, what its handler answers?"
                )
            if incoming.failed is not None:
                # Whatever the handler made of it, the body was not what the peer had promised.
                await response.body.close()
                raise incoming.failed
        except Disconnected:
            self._observe(Exchange(self._stream.peer, request, 0, 0, None))
            raise
        except Exception as bug:
            error = incoming.failed or bug
            return error_response(error), error
        return response, None

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
            try:
                await self._write(head, response.body)
            finally:
                await response.body.close()
            return head.persistent
        except Disconnected:
            raise
        except Exception as bug:
            error = bug
            return False  # The head is out. All that is left to say is said by cutting off.
        finally:
            self._observe(
                Exchange(self._stream.peer, request, response.status, self._octets, error)
            )

    async def _write(self, head: ResponseHead, body: Body) -> None:
        """Write the head and the body, framed as the head says."""
        write, framing = self._stream.write, head.framing
        if framing is Framing.NONE or body.content is not None:
            content = (body.content or b"") if framing is Framing.LENGTH else b""
            self._octets = len(content)
            await write(head.data + content)  # one write, so one packet where it fits
            return
        await write(head.data)
        async for piece in body:
            if framing is Framing.CHUNKED:
                await write(render_chunk(piece))
            elif framing is Framing.LENGTH and self._octets + len(piece) > head.length:
                # What is too much would be read as the beginning of the next response.
                await write(piece[: head.length - self._octets])
                self._octets = head.length
                raise ValueError(f"the body is longer than the {head.length} octets promised")
            else:
                await write(piece)
            self._octets += len(piece)
        if framing is Framing.CHUNKED:
            await write(LAST_CHUNK)
        elif framing is Framing.LENGTH and self._octets < head.length:
            raise ValueError(f"the body ended {head.length - self._octets} octets early")

"""ASGI 3.0: the same App under another server, such as uvicorn, hypercorn or granian.

There the server speaks HTTP and hands over messages. What is in between stays what it is:

    receive ─▶ Request ─▶ handler ─▶ Response ─▶ send

What a server has read, the rules of `use_cases.syntax` read once more, for some let through what
is refused here. Framing, keeping connections and their timeouts are the server's own business.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator, MutableMapping
from typing import Any
from urllib.parse import quote

from entities import Body, Disconnected, Fault, Handler, ProtocolError, Request, Response
from interfaces.app import App
from interfaces.http1 import NO_RESPONSE
from interfaces.ports import Exchange, Observer
from use_cases import Limits, error_response
from use_cases.render import FRAMING_FIELDS, NONE, frame
from use_cases.syntax import parse_head, parse_request_line

Message = MutableMapping[str, Any]
"""What an ASGI server and an application say to each other; the specification names the keys."""

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Coroutine[Any, Any, None]]
"""What an ASGI server calls for each request, and once for its own lifetime."""


def asgi(app: App, *, limits: Limits = Limits(), observe: Observer | None = None) -> Application:
    """Make an App an ASGI application, which a server calls for each request.

    The App starts with the server, by the messages about its lifespan. A server that sends none
    gets an error for each request: to start with the first one would tell too late what is wrong
    with the App, and would leave its providers without an end.

    A bug is raised to the server, which logs it, once the client has its 500. `observe` is told
    of every exchange. Of the `limits`, those of a body and of the number of fields hold here.
    """
    handler: Handler = _not_started

    async def application(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await _Exchange(scope, receive, send).serve(handler, limits, observe)
        elif scope["type"] == "lifespan":
            await live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})  # It is not open yet: the client gets a 403.
        else:
            raise ValueError(f"{scope['type']} is not served; http and lifespan are")

    async def live(receive: Receive, send: Send) -> None:
        nonlocal handler
        stage = "startup"
        await receive()
        try:
            async with app.lifespan() as handler:
                await send({"type": "lifespan.startup.complete"})
                stage = "shutdown"
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
        except Exception as error:  # Raised, it would tell most servers: there is no lifespan.
            reason = f"{type(error).__name__}: {error}"
            await send({"type": f"lifespan.{stage}.failed", "message": reason})

    return application


async def _not_started(request: Request) -> Response:
    raise RuntimeError("the App has not started: let the server speak lifespan (--lifespan on)")


class _Exchange:
    """One request and its response. The body of the request is pulled from here."""

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._peer = str((scope.get("client") or [""])[0])
        self._pulled = self._complete = False  # the body: begun to be read, come to its end
        self._octets = 0

    async def serve(self, handler: Handler, limits: Limits, observe: Observer | None) -> None:
        """Ask the handler, send what it answers, and tell the observer."""
        self._body = Body(self, limit=limits.body)
        request: Request | None = None
        error: Exception | None = None
        status, scheme = 0, self._scope["scheme"]
        try:
            try:
                request = self._request(limits)
                response = await handler(request)
                if isinstance(response, Fault):
                    error = response.error
                elif not isinstance(response, Response):
                    raise TypeError(NO_RESPONSE.format(type(response).__name__))
            except Disconnected:
                raise
            except Exception as fault:
                error, response = fault, error_response(fault)
            status = response.status
            await self._answer(response.secured() if scheme == "https" else response)
        except Disconnected:
            pass  # There is nobody left to answer.
        except Exception as bug:
            error = bug  # The head is out. The server, too, says the rest by cutting off.
        if observe:
            observe(Exchange(self._peer, request, status, self._octets, error))
        if error and not isinstance(error, ProtocolError):
            raise error

    def _request(self, limits: Limits) -> Request:
        """Read the head once more. Raises ProtocolError where it breaks a rule."""
        scope, scheme, version = self._scope, self._scope["scheme"], self._scope["http_version"]
        version = "1.0" if version == "1" else version  # as granian says it
        path = scope.get("raw_path") or quote(scope["path"]).encode()
        root = quote(scope.get("root_path", "")).encode()  # below which another application has us
        path = path[len(root) :] if path.startswith(root + b"/") else path
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        spoken = b"1.0" if version == "1.0" else b"1.1"
        line = b"%b %b%b HTTP/%b" % (scope["method"].encode(), path, query, spoken)
        section = b"".join([b"%b: %b\r\n" % (name, value) for name, value in scope["headers"]])
        head = parse_head(*parse_request_line(line, scheme), section, limits)
        self._body.length = head.length or None  # In HTTP/2 a body may come without a length.
        options = {"version": version, "scheme": scheme, "peer": self._peer}
        return Request(head.method, head.target, head.headers, self._body, **options)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body of the request as it comes. Raises Disconnected."""
        self._pulled = True
        while not self._complete:
            yield await self._hear()

    async def _hear(self) -> bytes:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            raise Disconnected
        self._complete = not message.get("more_body")
        return bytes(message.get("body", b""))

    async def _answer(self, response: Response) -> None:
        """Send a response. Raises Disconnected, or what its producer raises."""
        body, headers = response.body, response.headers
        framing, _, line = frame(response, self._scope["method"], "1.1")
        kept = [(name, value) for name, value in headers if name.lower() not in FRAMING_FIELDS]
        if line.startswith("Content-Length: "):  # Other framing is the server's choice.
            kept.append(("Content-Length", line[16:-2]))
        if "close" in headers.elements("connection") and self._scope["http_version"] < "2":
            kept.append(("Connection", "close"))
        fields = [(name.lower().encode(), value.encode("latin-1")) for name, value in kept]
        try:
            await self._say("http.response.start", status=response.status, headers=fields)
            content = b"" if framing is NONE else body.content
            if content is None:
                await self._send_pieces(body)
            self._octets += len(content or b"")
            await self._say("http.response.body", body=content or b"")
        finally:
            await body.close()

    async def _send_pieces(self, body: Body) -> None:
        """Send a stream as it comes; whether it is as long as was promised, the server checks."""
        listening = self._listen()
        async for piece in body:
            if self._complete or not self._pulled:  # Who reads it will meet the end himself.
                await self._body.close()
                next(listening)
            await self._say("http.response.body", body=piece, more_body=True)
            self._octets += len(piece)

    def _listen(self) -> Iterator[None]:
        """Hear at each step what has come, and do not wait. Raises Disconnected.

        Few servers tell a sender that the peer is gone. So a `receive` is begun beside it, and goes
        on where what it waits for is done. What it hears of a body is lost.
        """
        while True:
            for awaited in self._hear().__await__():
                yield
                while awaited is not None and not awaited.done():
                    yield
            yield

    async def _say(self, kind: str, **parts: object) -> None:
        """Send a message. Raises Disconnected where the server tells that the peer is gone."""
        try:
            await self._send({"type": kind, **parts})
        except OSError as error:  # ASGI 2.4
            raise Disconnected from error

"""One App, carried in four ways. What does a client see of it?"""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from queue import Queue
from threading import Event, Thread
from urllib.parse import urlsplit

from entities import Body, Form, Handler, Headers, Request, Response
from extras.infrastructure.streams import streams
from extras.infrastructure.threads import serve_threads
from extras.interfaces.asgi import Application, Message, asgi
from infrastructure.server import Server
from interfaces import App, Exchange, converse, drive

CONVERSATION = (
    b"GET /welcome/Ada HTTP/1.1\r\nHost: localhost\r\nUser-Agent: curl/8.5.0\r\n\r\n"
    b"HEAD /welcome/Ada HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"POST /guestbook HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nname=Grace"
    b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"5\r\nHello\r\n7;x=y\r\n, World\r\n0\r\nX-Trailer: z\r\n\r\n"
    b"GET /countdown HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"DELETE /guestbook HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"GET /search?q=ada HTTP/1.1\r\nHost: localhost\r\n\r\n"
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n"  # the space before the colon ends it all
    b"GET /welcome/nobody HTTP/1.1\r\nHost: localhost\r\n\r\n"
)


def make_app() -> App:
    """Make an App with an endpoint of each kind."""
    app = App()

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.post("/guestbook")
    async def sign(form: Form) -> dict[str, str]:
        return dict(form)

    @app.post("/echo")
    async def echo(request: Request) -> bytes:
        return await request.read()

    @app.get("/countdown")
    async def countdown() -> Response:
        return Response.stream(_numbers(), "text/plain")

    return app


async def _numbers() -> AsyncIterator[bytes]:
    for number in (3, 2, 1):
        yield f"{number}\n".encode()


def in_memory(pieces: Sequence[bytes]) -> bytes:
    """Hold the conversation in memory."""

    async def hold() -> bytes:
        async with make_app().lifespan() as handler:
            return converse(handler, pieces)

    return drive(hold())


def over_asyncio(pieces: Sequence[bytes]) -> bytes:
    """Hold the conversation over TCP, with asyncio's streams on the server's side."""

    async def hold() -> bytes:
        async with make_app().lifespan() as handler:
            server = Server(handler, shell=streams, observe=_ignore)
            await server.start("127.0.0.1", 0)
            try:
                return await asyncio.to_thread(_ask, server.url, pieces)
            finally:
                await server.stop(grace=1)

    return asyncio.run(hold())


def over_threads(pieces: Sequence[bytes]) -> bytes:
    """Hold the conversation over TCP, with a thread and a blocking socket on the server's side."""
    urls, stop = Queue[str](), Event()
    options = {"port": 0, "observe": _ignore, "started": urls.put, "stop": stop}
    server = Thread(target=serve_threads, args=(make_app(),), kwargs=options)
    server.start()
    try:
        return _ask(urls.get(timeout=10), pieces)
    finally:
        stop.set()
        server.join()


def under_asgi(pieces: Sequence[bytes]) -> bytes:
    """Hold the conversation with a server that knows the App by the messages of ASGI alone."""
    application = asgi(make_app())

    async def hold() -> bytes:
        heard: asyncio.Queue[Message] = asyncio.Queue()
        said: asyncio.Queue[Message] = asyncio.Queue()
        life = asyncio.create_task(application({"type": "lifespan"}, heard.get, said.put))
        await heard.put({"type": "lifespan.startup"})
        assert (await said.get())["type"] == "lifespan.startup.complete"
        try:
            return converse(as_messages(application), pieces)
        finally:
            await heard.put({"type": "lifespan.shutdown"})
            await life

    return asyncio.run(hold())


def as_messages(application: Application) -> Handler:
    """Make a Handler that asks an ASGI application: half of an ASGI server."""

    async def handler(request: Request) -> Response:
        path, _, query = request.target.partition("?")
        fields = [(name.lower().encode(), value.encode()) for name, value in request.headers]
        scope = {
            "type": "http", "http_version": request.version, "scheme": request.scheme,
            "method": request.method, "path": request.path, "raw_path": path.encode(),
            "query_string": query.encode(), "headers": fields, "client": [request.peer, 0],
        }  # fmt: skip
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": await request.read(), "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        await application(scope, receive, send)
        start, *rest = said
        answered = [(name.decode().title(), value.decode()) for name, value in start["headers"]]
        return Response(start["status"], Headers(answered), Body(_pieces(rest)))

    return handler


async def _pieces(messages: Sequence[Message]) -> AsyncIterator[bytes]:
    for message in messages:
        yield message["body"]


def _ask(url: str, pieces: Sequence[bytes]) -> bytes:
    """Send the pieces over a socket, end our side, and return all that comes."""
    parts = urlsplit(url)
    with socket.create_connection((str(parts.hostname), parts.port or 80), timeout=10) as peer:
        for piece in pieces:
            peer.sendall(piece)
        peer.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: peer.recv(65_536), b""))


def _ignore(exchange: Exchange) -> None:
    """Observe nothing."""


WAYS: tuple[Callable[[Sequence[bytes]], bytes], ...] = (
    in_memory, over_asyncio, over_threads, under_asgi,
)  # fmt: skip


def without_dates(answer: bytes) -> bytes:
    """Blank the one field that may differ."""
    return re.sub(rb"(?<=\r\nDate: )[^\r]+", b"now", answer)


def main() -> None:
    """Ask the same things in all four ways, and compare the answers octet by octet."""
    expected = without_dates(in_memory([CONVERSATION]))
    print("answered:", *re.findall(r"HTTP/1\.1 (\d+)", expected.decode()))
    for way in WAYS:
        answer = without_dates(way([CONVERSATION]))
        verdict = "the same octets" if answer == expected else "SOMETHING ELSE"
        print(f"{way.__name__:<12} {len(answer)} octets: {verdict}")


if __name__ == "__main__":
    main()

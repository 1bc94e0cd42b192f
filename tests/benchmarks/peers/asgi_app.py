"""For an ASGI server without a framework: a path as a whole, else its first part."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]

TEXT = b"text/plain; charset=utf-8"


async def answer(send: Send, body: bytes, kind: bytes = TEXT, status: int = 200) -> None:
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def hello(_: dict[str, Any], receive: Receive, send: Send) -> None:
    await answer(send, HELLO.encode())


async def as_json(_: dict[str, Any], receive: Receive, send: Send) -> None:
    await answer(send, json.dumps(MESSAGE).encode(), b"application/json")


async def show(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    await answer(send, scope["path"].rpartition("/")[2].encode())


async def echo(_: dict[str, Any], receive: Receive, send: Send) -> None:
    pieces, more = [], True
    while more:
        message = await receive()
        pieces.append(message.get("body", b""))
        more = message.get("more_body", False)
    await answer(send, b"".join(pieces), b"application/octet-stream")


async def upload(_: dict[str, Any], receive: Receive, send: Send) -> None:
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await answer(send, str(length).encode())


async def file(_: dict[str, Any], receive: Receive, send: Send) -> None:
    await answer(send, FILE, b"application/octet-stream")


async def missing(_: dict[str, Any], receive: Receive, send: Send) -> None:
    await answer(send, b"", status=404)


EXACT = {"/": hello, "/json": as_json, "/echo": echo, "/upload": upload, "/file": file}
PREFIXED: dict[str, Application] = dict.fromkeys(PREFIXES, show)


async def app(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    path = scope["path"]
    handler = EXACT.get(path) or PREFIXED.get(path.split("/")[1], missing)
    await handler(scope, receive, send)

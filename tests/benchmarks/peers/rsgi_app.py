"""For granian's own interface, which has no router: a path as a whole, else its first part."""

import json
from typing import Any

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

TEXT = [("content-type", "text/plain; charset=utf-8")]
JSON = [("content-type", "application/json")]
OCTETS = [("content-type", "application/octet-stream")]


async def hello(scope: Any, protocol: Any) -> None:
    protocol.response_str(200, TEXT, HELLO)


async def as_json(scope: Any, protocol: Any) -> None:
    protocol.response_str(200, JSON, json.dumps(MESSAGE))


async def show(scope: Any, protocol: Any) -> None:
    protocol.response_str(200, TEXT, scope.path.rpartition("/")[2])


async def echo(scope: Any, protocol: Any) -> None:
    protocol.response_bytes(200, OCTETS, await protocol())


async def upload(scope: Any, protocol: Any) -> None:
    length = 0
    async for piece in protocol:
        length += len(piece)
    protocol.response_str(200, TEXT, str(length))


async def file(scope: Any, protocol: Any) -> None:
    protocol.response_bytes(200, OCTETS, FILE)


async def missing(scope: Any, protocol: Any) -> None:
    protocol.response_empty(404, [])


EXACT = {"/": hello, "/json": as_json, "/echo": echo, "/upload": upload, "/file": file}
PREFIXED = dict.fromkeys(PREFIXES, show)


def app(scope: Any, protocol: Any) -> Any:
    handler = EXACT.get(scope.path) or PREFIXED.get(scope.path.split("/")[1], missing)
    return handler(scope, protocol)

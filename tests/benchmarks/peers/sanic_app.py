"""For Sanic, a server and a framework in one."""

import sys

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json, raw, text

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

app = Sanic("benchmark")


@app.get("/")
async def hello(request: Request) -> HTTPResponse:
    return text(HELLO)


@app.get("/json")
async def as_json(request: Request) -> HTTPResponse:
    return json(MESSAGE)


@app.post("/echo")
async def echo(request: Request) -> HTTPResponse:
    return raw(request.body)


@app.post("/upload", stream=True)
async def upload(request: Request) -> HTTPResponse:
    length = 0
    async for piece in request.stream:
        length += len(piece)
    return text(str(length))


@app.get("/file")
async def file(request: Request) -> HTTPResponse:
    return raw(FILE)


async def show(request: Request, id: str) -> HTTPResponse:  # noqa: A002 - the name in the path
    return text(id)


for prefix in PREFIXES:
    app.add_route(show, f"/{prefix}/<id>", name=prefix)


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]), single_process=True, access_log=False, motd=False)

"""For microdot, a server and a framework made for small machines."""

import sys

from microdot import Microdot, Request, Response

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

# The default, 16 KiB, is meant for a microcontroller.
Request.max_content_length = 16 * 1024 * 1024

app = Microdot()


@app.get("/")
async def hello(request: Request) -> str:
    return HELLO


@app.get("/json")
async def as_json(request: Request) -> dict[str, str]:
    return MESSAGE


@app.post("/echo")
async def echo(request: Request) -> Response:
    return Response(request.body)


@app.post("/upload")
async def upload(request: Request) -> str:
    length, left = 0, request.content_length
    while left:
        piece = await request.stream.read(min(left, 65536))
        length += len(piece)
        left -= len(piece)
    return str(length)


@app.get("/file")
async def file(request: Request) -> Response:
    return Response(FILE)


async def show(request: Request, id: str) -> str:  # noqa: A002 - the name in the path
    return id


for prefix in PREFIXES:
    app.get(f"/{prefix}/<id>")(show)


if __name__ == "__main__":
    app.run("127.0.0.1", int(sys.argv[1]))

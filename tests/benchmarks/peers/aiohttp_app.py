"""For aiohttp, a server and a framework in one."""

import sys

import uvloop
from aiohttp import web

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES


async def hello(request: web.Request) -> web.Response:
    return web.Response(text=HELLO)


async def as_json(request: web.Request) -> web.Response:
    return web.json_response(MESSAGE)


async def show(request: web.Request) -> web.Response:
    return web.Response(text=request.match_info["id"])


async def echo(request: web.Request) -> web.Response:
    return web.Response(body=await request.read())


async def upload(request: web.Request) -> web.Response:
    length = 0
    async for piece in request.content.iter_any():
        length += len(piece)
    return web.Response(text=str(length))


async def file(request: web.Request) -> web.Response:
    return web.Response(body=FILE)


app = web.Application()
app.router.add_get("/", hello)
app.router.add_get("/json", as_json)
app.router.add_post("/echo", echo)
app.router.add_post("/upload", upload)
app.router.add_get("/file", file)
for prefix in PREFIXES:
    app.router.add_get(f"/{prefix}/{{id}}", show)

if __name__ == "__main__":
    loop = uvloop.new_event_loop() if "uvloop" in sys.argv else None
    port = int(sys.argv[1])
    web.run_app(app, host="127.0.0.1", port=port, access_log=None, print=None, loop=loop)

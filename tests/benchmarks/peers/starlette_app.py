"""For Starlette, under any ASGI server."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES


async def hello(request: Request) -> Response:
    return PlainTextResponse(HELLO)


async def as_json(request: Request) -> Response:
    return JSONResponse(MESSAGE)


async def show(request: Request) -> Response:
    return PlainTextResponse(request.path_params["id"])


async def echo(request: Request) -> Response:
    return Response(await request.body())


async def upload(request: Request) -> Response:
    length = 0
    async for piece in request.stream():
        length += len(piece)
    return PlainTextResponse(str(length))


async def file(request: Request) -> Response:
    return Response(FILE)


app = Starlette(
    routes=[
        Route("/", hello),
        Route("/json", as_json),
        Route("/echo", echo, methods=["POST"]),
        Route("/upload", upload, methods=["POST"]),
        Route("/file", file),
        *(Route(f"/{prefix}/{{id}}", show) for prefix in PREFIXES),
    ]
)

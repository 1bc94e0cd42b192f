"""For BlackSheep, under any ASGI server."""

from blacksheep import Application, Content, Request, Response, get, json, post, text

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

OCTETS = b"application/octet-stream"

app = Application()


@get("/")
async def hello() -> Response:
    return text(HELLO)


@get("/json")
async def as_json() -> Response:
    return json(MESSAGE)


@post("/echo")
async def echo(request: Request) -> Response:
    return Response(200, content=Content(OCTETS, await request.read() or b""))


@post("/upload")
async def upload(request: Request) -> Response:
    length = 0
    async for piece in request.stream():
        length += len(piece)
    return text(str(length))


@get("/file")
async def file() -> Response:
    return Response(200, content=Content(OCTETS, FILE))


async def show(id: str) -> Response:  # noqa: A002 - the name in the path
    return text(id)


for prefix in PREFIXES:
    app.router.add_get(f"/{prefix}/{{id}}", show)

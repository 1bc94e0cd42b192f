"""The App that the rows ask: the endpoints of the benchmarks' application, and one for Host."""

from collections.abc import AsyncIterator

from entities import Request, Response
from interfaces import App

MIB = 1024 * 1024


def make_site() -> App:
    """Make the App."""
    app = App()

    @app.get("/")
    async def hello() -> str:
        return "Hello, World!"

    @app.get("/json")
    async def as_json() -> dict[str, str]:
        return {"message": "Hello, World!"}

    async def show(id: str) -> str:  # noqa: A002 - the name in the path
        return id

    app.get("/users/{id}")(show)
    for number in range(100):
        app.get(f"/r{number}/{{id}}", name=f"r{number}")(show)

    @app.post("/echo")
    async def echo(body: bytes) -> bytes:
        return body

    @app.post("/upload", max_body=16 * MIB)
    async def upload(request: Request) -> str:
        return str(sum([len(piece) async for piece in request.body]))

    @app.get("/file")
    async def file() -> bytes:
        return b"F" * MIB

    _add_hooks(app)
    return app


def _add_hooks(app: App) -> None:
    """Add the endpoints that answer as they are told, or badly."""

    @app.get("/_hook/ping")
    async def ping() -> str:
        return "pong"

    @app.get("/_hook/status/{status:int}")
    async def status(status: int) -> Response:
        return Response.text(f"{status}\n", status)

    @app.get("/_hook/host")
    async def host(request: Request) -> str:
        return request.host

    @app.get("/_hook/boom")
    async def boom() -> str:
        raise RuntimeError("the password is swordfish")

    @app.get("/_hook/header")
    async def header(request: Request) -> Response:
        return Response.text("set\n").with_header("X-Hook", request.query.get("v"))

    @app.get("/_hook/stream")
    async def stream() -> Response:
        return Response.stream(_pieces(b"one ", b"two ", b"three "), "text/plain")

    @app.get("/_hook/short")
    async def short() -> Response:
        return Response.stream(_pieces(b"12345"), headers={"Content-Length": "10"})

    @app.get("/_hook/long")
    async def long() -> Response:
        return Response.stream(_pieces(b"1234567890"), headers={"Content-Length": "5"})


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece

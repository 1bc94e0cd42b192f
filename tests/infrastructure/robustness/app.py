"""The application that benchmarks and conformance suites ask, made with the public API alone.

python3 tests/infrastructure/robustness/app.py --host 127.0.0.1 --port 8000
"""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[3]))  # run as a file, it finds the layers

from entities import Request, Response
from infrastructure import run
from interfaces import App

MIB = 1024 * 1024
FILE = b"F" * MIB

app = App()


@app.get("/")
async def hello() -> str:
    """Answer with plain text."""
    return "Hello, World!"


@app.get("/json")
async def as_json() -> dict[str, str]:
    """Answer with JSON."""
    return {"message": "Hello, World!"}


async def show(id: str) -> str:  # noqa: A002 - the name in the path
    """Answer with a parameter of the path."""
    return id


app.get("/users/{id}")(show)
for number in range(100):
    app.get(f"/r{number}/{{id}}", name=f"r{number}")(show)


@app.post("/echo")
async def echo(body: bytes) -> bytes:
    """Answer with the body."""
    return body


@app.post("/upload", max_body=16 * MIB)
async def upload(request: Request) -> str:
    """Answer with the length of the body, which is never in memory as a whole."""
    length = 0
    async for piece in request.body:
        length += len(piece)
    return str(length)


@app.get("/file")
async def file() -> bytes:
    """Answer with a mebibyte."""
    return FILE


@app.get("/_hook/ping")
async def ping() -> str:
    """Answer, to show that the server is up."""
    return "pong"


@app.get("/_hook/status/{status:int}")
async def status(status: int) -> Response:
    """Answer with any status."""
    return Response.text(f"{status}\n", status)


@app.get("/_hook/boom")
async def boom() -> str:
    """Fail."""
    raise RuntimeError("boom")


@app.get("/_hook/header")
async def header(request: Request) -> Response:
    """Try to set a header to whatever was asked for."""
    return Response.text("set\n").with_header("X-Hook", request.query.get("v"))


async def pieces(*parts: bytes) -> AsyncIterator[bytes]:
    """Give the parts one by one."""
    for part in parts:
        yield part


@app.get("/_hook/stream")
async def stream() -> Response:
    """Stream without a length."""
    return Response.stream(pieces(b"one ", b"two ", b"three "), "text/plain")


@app.get("/_hook/short")
async def short() -> Response:
    """Promise ten octets and give five."""
    return Response.stream(pieces(b"12345"), headers={"Content-Length": "10"})


@app.get("/_hook/long")
async def long() -> Response:
    """Promise five octets and give ten."""
    return Response.stream(pieces(b"1234567890"), headers={"Content-Length": "5"})


if __name__ == "__main__":
    run(app)

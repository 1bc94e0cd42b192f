"""Each middleware once through the real server, asked by clients that people use."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from entities import Middleware, Request, Response
from examples.middleware.cors import cors
from examples.middleware.debug import debug
from examples.middleware.gzip import gzip
from examples.middleware.rate_limit import rate_limit
from examples.middleware.request_id import request_id
from examples.middleware.security_headers import security_headers
from examples.middleware.sessions import sessions
from interfaces import App
from tests.infrastructure.serving import serving

LINES = [b"a line of a stream\n"] * 50


def site(*layers: Middleware) -> App:
    app = App()
    for layer in layers:
        app.middleware(layer)

    @app.get("/text")
    async def text() -> str:
        return "Dependencies point inward. " * 100

    @app.get("/stream")
    async def stream() -> Response:
        async def lines() -> AsyncIterator[bytes]:
            for line in LINES:
                yield line

        return Response.stream(lines(), "text/plain")

    @app.get("/visit")
    async def visit(request: Request) -> str:
        session = request.state["session"]
        session["visits"] = session.get("visits", 0) + 1
        return str(session["visits"])

    @app.get("/bug")
    async def bug() -> None:
        raise LookupError("a bug of this test")

    return app


def asked(app: App, ask: Callable[[httpx.Client], None]) -> None:
    """Serve, and let a client ask from a thread of its own."""

    def talk(url: str) -> None:
        with httpx.Client(base_url=url, timeout=20) as client:
            ask(client)

    async def main() -> None:
        async with serving(app) as server:
            await asyncio.to_thread(talk, server.url)

    asyncio.run(main())


def test_gzip() -> None:
    def ask(client: httpx.Client) -> None:
        reply = client.get("/text")
        assert reply.headers["content-encoding"] == "gzip"
        assert int(reply.headers["content-length"]) < 100
        assert reply.text == "Dependencies point inward. " * 100
        streamed = client.get("/stream")
        assert streamed.headers["transfer-encoding"] == "chunked"
        assert streamed.headers["content-encoding"] == "gzip"
        assert streamed.content == b"".join(LINES)
        head = client.head("/text")
        assert head.headers["content-length"] == reply.headers["content-length"]
        plain = client.get("/text", headers={"Accept-Encoding": "identity"})
        assert "content-encoding" not in plain.headers

    asked(site(gzip()), ask)


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_gzip_with_curl() -> None:
    def ask(client: httpx.Client) -> None:
        command = ["curl", "--silent", "--compressed", f"{client.base_url}stream"]
        assert subprocess.run(command, capture_output=True, check=True).stdout == b"".join(LINES)

    asked(site(gzip()), ask)


def test_cors() -> None:
    origin = {"Origin": "https://shop.example"}

    def ask(client: httpx.Client) -> None:
        reply = client.get("/text", headers=origin)
        assert reply.headers["access-control-allow-origin"] == "https://shop.example"
        question = origin | {"Access-Control-Request-Method": "PUT"}
        preflight = client.options("/text", headers=question)
        assert (preflight.status_code, preflight.content) == (204, b"")
        assert preflight.headers["access-control-allow-methods"] == "GET, PUT"

    asked(site(cors(["https://shop.example"], methods=["GET", "PUT"])), ask)


def test_security_headers() -> None:
    def ask(client: httpx.Client) -> None:
        reply = client.get("/text")
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "strict-transport-security" not in reply.headers

    asked(site(security_headers(hsts=60)), ask)


def test_request_id() -> None:
    def ask(client: httpx.Client) -> None:
        reply = client.get("/text", headers={"X-Request-ID": "mine"})
        assert reply.headers["x-request-id"] == "mine"

    asked(site(request_id()), ask)


def test_sessions() -> None:
    def ask(client: httpx.Client) -> None:
        assert [client.get("/visit").text for _ in range(3)] == ["1", "2", "3"]

    asked(site(sessions([b"k" * 32])), ask)


def test_rate_limit() -> None:
    def ask(client: httpx.Client) -> None:
        assert [client.get("/text").status_code for _ in range(3)] == [200, 200, 429]
        assert int(client.get("/text").headers["retry-after"]) > 1000

    asked(site(rate_limit(0.0001, burst=2)), ask)


def test_debug() -> None:
    def ask(client: httpx.Client) -> None:
        page = client.get("/bug", headers={"Accept": "text/html"})
        assert page.status_code == 500
        for name in ("infrastructure", "interfaces", "yours", "library"):
            assert f'<li class="{name}">' in page.text, name
        assert "LookupError: a bug of this test" in client.get("/bug").text
        other = client.get("/bug", headers={"Accept": "text/html", "Host": "attacker.example"})
        assert other.text == "500 Internal Server Error\n\nThe server met an unexpected error.\n"

    asked(site(debug), ask)

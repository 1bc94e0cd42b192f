"""An App behind httpx, with no socket between them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from application_example import app as example
from entities import Cookie, Form, HTTPError, Request, Response
from examples.httpx_transport import HandlerTransport
from interfaces import App

app = App()
closed: list[str] = []


@app.post("/login")
async def login(form: Form) -> Response:
    return Response.redirect("/me").with_cookie(Cookie("user", form["name"]))


@app.get("/me")
async def me(request: Request) -> str:
    if "user" not in request.cookies:
        raise HTTPError(401, "Who are you?")
    return f"{request.cookies['user']} at {request.scheme}://{request.host}{request.target}"


@app.post("/length", max_body=5)
async def length(request: Request) -> list[int | None]:
    return [request.body.length, len(await request.read())]


@app.get("/count")
async def count() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        try:
            for number in range(1000):
                await asyncio.sleep(0)
                yield b"%d\n" % number
        finally:
            closed.append("count")

    return Response.stream(pieces())


@app.get("/fail")
async def fail() -> None:
    raise LookupError("a bug")


def talk(app: App, test: Callable[[httpx.AsyncClient], Awaitable[None]]) -> None:
    async def run() -> None:
        async with app.lifespan() as handler:
            transport = HandlerTransport(handler)
            async with httpx.AsyncClient(transport=transport, base_url="http://memory") as client:
                await test(client)

    asyncio.run(run())


def test_a_login_with_cookies_and_redirects() -> None:
    async def test(client: httpx.AsyncClient) -> None:
        assert (await client.get("/me")).status_code == 401
        response = await client.post("/login", data={"name": "Ada"}, follow_redirects=True)
        assert response.text == "Ada at http://memory/me"
        assert [each.status_code for each in response.history] == [303]
        assert (await client.get("/me?a=%2F&b=%C3%A4")).text.endswith("/me?a=%2F&b=%C3%A4")

    talk(app, test)


def test_bodies_of_known_and_of_unknown_length() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"ab"
        yield b"cd"

    async def test(client: httpx.AsyncClient) -> None:
        assert (await client.post("/length")).json() == [0, 0]
        assert (await client.post("/length", content=b"abc")).json() == [3, 3]
        assert (await client.post("/length", content=pieces())).json() == [None, 4]
        assert (await client.post("/length", content=b"abcdef")).status_code == 413

    talk(app, test)


def test_a_stream_is_read_piece_by_piece_and_closed_early() -> None:
    async def test(client: httpx.AsyncClient) -> None:
        closed.clear()
        async with client.stream("GET", "/count") as response:
            pieces = response.aiter_raw()
            assert [await anext(pieces), await anext(pieces)] == [b"0\n", b"1\n"]
        assert closed == ["count"]
        assert len((await client.get("/count")).text.splitlines()) == 1000
        assert (await client.head("/count")).content == b""

    talk(app, test)


def test_what_an_endpoint_raises_reaches_the_test() -> None:
    async def test(client: httpx.AsyncClient) -> None:
        with pytest.raises(LookupError, match="a bug"):
            await client.get("/fail")

    talk(app, test)


def test_the_example_application_answers_as_over_a_socket() -> None:
    async def test(client: httpx.AsyncClient) -> None:
        page = await client.get("/", headers={"Accept": "text/html"})
        assert "What answers here" in page.text
        response = await client.post("/login", data={"name": "Käthe"}, follow_redirects=True)
        assert response.text == "Welcome Käthe"
        assert (await client.post("/sum", json={"a": 1, "b": 2})).json() == {"sum": 3.0}
        assert (await client.options("/sum")).headers["allow"] == "OPTIONS, POST"

    talk(example, test)

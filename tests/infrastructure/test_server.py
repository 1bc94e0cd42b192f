"""The server as a program sees it: start, real clients, TLS, shutdown."""

import asyncio
import http.client
import json
import socket
import ssl
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest
import trustme

import application_example
from entities import ConfigurationError, Request, Response
from infrastructure import Server, serve
from infrastructure.protocol import protocol
from infrastructure.server import CannotListen
from interfaces import App, Exchange
from tests.infrastructure.serving import connected, ignore, port_of, send, serving


def ask_example(ask: Callable[[int], Any]) -> Any:
    """Serve the example and let a blocking client ask it from a thread."""

    async def hold() -> Any:
        async with serving(application_example.app) as server:
            return await asyncio.to_thread(ask, port_of(server))

    return asyncio.run(hold())


def test_http_client_gets_every_kind_of_answer_over_one_connection() -> None:
    def ask(port: int) -> list[tuple[int, bytes]]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        answers = []
        as_json = {"Content-Type": "application/json"}
        for method, path, body, headers in (
            ("GET", "/", None, {}),
            ("GET", "/welcome/Ada%20L.", None, {}),
            ("GET", "/search?q=TIM", None, {}),
            ("HEAD", "/welcome/Ada", None, {}),
            ("POST", "/sum", json.dumps({"a": 1, "b": 2.5}), as_json),
            ("POST", "/sum", iter([b'{"a"', b": 4}"]), as_json),
            ("GET", "/nowhere", None, {}),
            ("PUT", "/sum", b"{}", {}),
            ("OPTIONS", "*", None, {}),
        ):
            connection.request(method, path, body, headers)
            raw = connection.sock
            response = connection.getresponse()
            answers.append((response.status, response.read()))
            assert connection.sock is raw, "the connection was not kept"
        connection.close()
        return answers

    answers = ask_example(ask)
    assert [status for status, _ in answers] == [200, 200, 200, 200, 200, 200, 404, 405, 204]
    assert b"Dependencies point inward" in answers[0][1]
    assert answers[1][1] == b"Welcome Ada L."
    assert answers[2][1] == b'["Tim"]'
    assert answers[3][1] == b""
    assert answers[4][1] == b'{"sum":3.5}'
    assert answers[5][1] == b'{"sum":4.0}'


def test_urllib_submits_a_form_and_follows_the_redirect() -> None:
    def ask(port: int) -> tuple[str, bytes]:
        url = f"http://127.0.0.1:{port}/login"
        with urllib.request.urlopen(url, data=b"name=Zo%C3%AB", timeout=5) as response:
            return response.url, response.read()

    url, content = ask_example(ask)
    assert url.endswith("/welcome/Zo%C3%AB")
    assert content.decode() == "Welcome Zoë"


def test_the_server_speaks_tls() -> None:
    authority = trustme.CA()
    inside, outside = (
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH),
        ssl.create_default_context(),
    )
    authority.issue_cert("127.0.0.1").configure_cert(inside)
    authority.configure_trust(outside)
    app = App()

    @app.get("/")
    async def scheme(request: Request) -> str:
        return request.scheme

    async def hold() -> tuple[str, bytes]:
        async with app.lifespan() as handler:
            server = Server(handler, observe=ignore, shell=protocol)
            await server.start("127.0.0.1", 0, inside)

            def ask() -> bytes:
                with urllib.request.urlopen(server.url, context=outside, timeout=5) as response:
                    content: bytes = response.read()
                    return content

            try:
                return server.url, await asyncio.to_thread(ask)
            finally:
                await server.stop(grace=1)

    url, content = asyncio.run(hold())
    assert url.startswith("https://127.0.0.1:")
    assert content == b"https"


def test_a_handler_that_raises_is_observed_and_tells_the_client_nothing() -> None:
    seen: list[Exchange] = []
    app = App()

    @app.get("/")
    async def boom() -> str:
        raise KeyError("secret")

    async def ask() -> bytes:
        async with serving(app, observe=seen.append) as server:
            return await send(server, [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])

    answer = asyncio.run(ask())
    assert answer.startswith(b"HTTP/1.1 500 ")
    assert b"secret" not in answer
    assert isinstance(seen[0].error, KeyError)
    assert seen[0].peer == "127.0.0.1"


class Gate:
    """An App with one endpoint that answers when it is let go."""

    def __init__(self) -> None:
        self.app = App()
        self.entered = asyncio.Event()
        self.go = asyncio.Event()
        self.app.get("/")(self.wait)

    async def wait(self) -> str:
        """Answer once `go` is set."""
        self.entered.set()
        await self.go.wait()
        return "done"


def test_stopping_lets_a_request_in_flight_finish() -> None:
    async def hold() -> bytes:
        gate = Gate()
        async with serving(gate.app) as server, connected(server) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n" * 2)
            await gate.entered.wait()
            stopping = asyncio.create_task(server.stop(grace=5))
            await asyncio.sleep(0.05)
            gate.go.set()
            answer = await reader.read()
            writer.close()
            await stopping
            return answer

    answer = asyncio.run(hold())
    assert answer.count(b"done") == 1  # the second request had not begun
    assert b"\r\nConnection: close\r\n" in answer


def test_stopping_cuts_off_a_request_that_takes_too_long() -> None:
    async def hold() -> bytes:
        gate = Gate()
        async with serving(gate.app) as server, connected(server) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            await gate.entered.wait()
            await server.stop(grace=0.05)
            assert not server.connections
            try:
                return await reader.read()
            except ConnectionResetError:
                return b""

    assert asyncio.run(hold()) == b""


def test_stopping_lets_go_of_idle_connections_at_once() -> None:
    async def hold() -> bytes:
        async with (
            serving(application_example.app) as server,
            connected(server) as (reader, writer),
        ):
            await asyncio.sleep(0.05)
            assert server.connections == 1
            async with asyncio.timeout(5):
                stopping = asyncio.create_task(server.stop(grace=60))
                answer = await reader.read()
                writer.close()
                await stopping
            return answer

    assert asyncio.run(hold()) == b""


def test_a_request_that_meets_the_shutdown_is_answered_or_meets_the_end_but_no_reset() -> None:
    async def hold() -> bytes:
        async with (
            serving(application_example.app) as server,
            connected(server) as (reader, writer),
        ):
            await asyncio.sleep(0.05)
            stopping = asyncio.create_task(server.stop(grace=60))
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")  # the server cannot have read it yet
            answer = await reader.read()
            writer.close()
            await stopping
            return answer

    answer = asyncio.run(hold())
    assert not answer or b"\r\nConnection: close\r\n" in answer


def test_stopping_waits_for_the_last_response_to_be_read() -> None:
    length = 16 * 1024 * 1024  # more than the kernel's buffers on both sides hold
    app = App()

    @app.get("/")
    async def long() -> bytes:
        return bytes(length)

    async def hold() -> int:
        async with serving(app) as server, connected(server) as (reader, writer):
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            writer.write_eof()
            await asyncio.sleep(0.2)  # now the server has nothing to do but to wait for us to read
            stopping = asyncio.create_task(server.stop(grace=60))
            answer = await reader.read()
            await stopping
            return len(answer)

    assert asyncio.run(hold()) > length


def test_a_server_that_stops_accepts_nobody() -> None:
    async def hold() -> None:
        async with serving(application_example.app) as server:
            port = port_of(server)
            await server.stop(grace=0)
            with pytest.raises(ConnectionError):
                await asyncio.open_connection("127.0.0.1", port)

    asyncio.run(hold())


def test_serve_runs_until_it_is_told_to_stop() -> None:
    async def hold() -> list[str]:
        stop, urls = asyncio.Event(), []

        def started(url: str) -> None:
            urls.append(url)
            stop.set()

        await serve(application_example.app, port=0, started=started, stop=stop)
        return urls

    (url,) = asyncio.run(hold())
    assert url.startswith("http://127.0.0.1:")


def test_serve_shuts_down_when_it_is_cancelled() -> None:
    steps: list[str] = []
    app = App()

    @app.provide(str)
    async def resource():  # type: ignore[no-untyped-def]
        steps.append("up")
        yield "resource"
        steps.append("down")

    async def hold() -> None:
        started = asyncio.Event()
        task = asyncio.create_task(serve(app, port=0, started=lambda url: started.set()))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(hold())
    assert steps == ["up", "down"]


def test_an_app_that_cannot_work_fails_before_the_port_opens() -> None:
    app = App()

    @app.get("/")
    async def lost(missing: Response) -> str:
        return ""

    with pytest.raises(ConfigurationError, match="nothing fills the parameter missing"):
        asyncio.run(serve(app, port=0))


def test_an_ipv6_address_is_shown_in_brackets() -> None:
    async def hold() -> str:
        async with application_example.app.lifespan() as handler:
            server = Server(handler, observe=ignore, shell=protocol)
            try:
                await server.start("::1", 0)
            except OSError:
                pytest.skip("this machine has no IPv6")
            await server.stop(grace=0)
            return server.url

    assert asyncio.run(hold()).startswith("http://[::1]:")


@pytest.mark.skipif(not hasattr(socket, "SO_REUSEPORT"), reason="not on this system")
def test_servers_share_a_port_if_all_of_them_ask_for_it() -> None:
    async def hold() -> None:
        async with application_example.app.lifespan() as handler:
            first, second, third = (
                Server(handler, observe=ignore, shell=protocol) for _ in range(3)
            )
            await first.start("127.0.0.1", 0, reuse_port=True)
            await second.start("127.0.0.1", port_of(first), reuse_port=True)
            with pytest.raises(CannotListen):
                await third.start("127.0.0.1", port_of(first))
            await first.stop(grace=0)
            await second.stop(grace=0)

    asyncio.run(hold())


def test_who_connects_when_there_is_no_room_gets_503_and_the_others_stay() -> None:
    async def hold() -> tuple[bytes, bytes, bytes]:
        async with serving(application_example.app, connections=1) as server:
            async with connected(server) as (reader, writer):
                writer.write(b"GET /welcome/Ada HTTP/1.1\r\nHost: a\r\n\r\n")
                first = await reader.readuntil(b"Ada")
                turned_away = await send(server, [b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
                writer.write(b"GET /welcome/Ada HTTP/1.1\r\nHost: a\r\n\r\n")
                second = await reader.readuntil(b"Ada")
            return first, turned_away, second

    first, turned_away, second = asyncio.run(hold())
    assert turned_away.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
    assert b"\r\nRetry-After: 5\r\n" in turned_away
    assert b"\r\nConnection: close\r\n" in turned_away
    assert first.endswith(b"Welcome Ada")
    assert second.endswith(b"Welcome Ada")

"""The shell without an event loop: blocking sockets, and a thread for each connection."""

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator
from contextvars import ContextVar
from queue import Queue
from time import sleep

import pytest

from entities import ConfigurationError, Request, Response
from extras.infrastructure import serve_threads
from extras.infrastructure.threads import TICK, block
from infrastructure.logs import access_log
from infrastructure.server import CannotListen
from interfaces import App, Exchange, Timeouts
from tests.extras.infrastructure.threaded import serving_threads
from tests.infrastructure.serving import everything, opened

GET = b"GET /%b HTTP/1.1\r\nHost: a\r\n\r\n"


def one(answer: object) -> App:
    """Make an App with one endpoint."""
    app = App()
    app.get("/")(answer)  # type: ignore[type-var]
    return app


async def hello() -> str:
    return "Hello"


def response(connection: socket.socket, ends_in: bytes) -> bytes:
    """Read until what has come ends in this."""
    answer = b""
    while not answer.endswith(ends_in):
        data = connection.recv(65_536)
        assert data, answer
        answer += data
    return answer


def test_connections_are_served_side_by_side() -> None:
    together = threading.Barrier(2, timeout=10)

    async def meet() -> str:
        together.wait()
        return "met"

    with serving_threads(one(meet)) as url, opened(url) as first, opened(url) as second:
        first.sendall(GET % b"")
        second.sendall(GET % b"")
        assert response(first, b"met").startswith(b"HTTP/1.1 200 ")
        assert response(second, b"met").startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("seconds", [0, 0.01])
@pytest.mark.parametrize("streamed", [False, True])
def test_what_waits_for_an_event_loop_is_told_so(
    seconds: float, streamed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(seconds)

    async def answer() -> Response:
        if not streamed:
            await asyncio.sleep(seconds)
        return Response.stream(pieces())

    with (
        caplog.at_level(logging.INFO),
        serving_threads(one(answer), observe=access_log()) as url,
        opened(url) as connection,
    ):
        connection.sendall(GET % b"")
        connection.shutdown(socket.SHUT_WR)
        answered = everything(connection)
    if streamed:
        assert answered.endswith(b"1\r\na\r\n")  # and no last chunk
    else:
        assert answered.startswith(b"HTTP/1.1 500 ")
    assert "what waits for an event loop cannot run in threads" in caplog.text


def test_an_app_that_waits_at_its_start_is_refused() -> None:
    app = App()

    @app.provide(str)
    async def late() -> AsyncIterator[str]:
        await asyncio.sleep(0.01)
        yield "never"

    with pytest.raises(ConfigurationError, match="cannot run in threads"):
        serve_threads(app, port=0)


def test_any_other_error_at_the_start_is_raised() -> None:
    app = App()

    @app.provide(str)
    async def broken() -> AsyncIterator[str]:
        if not app.endpoints:
            raise RuntimeError("the database is away")
        yield ""

    with pytest.raises(RuntimeError, match="the database is away"):
        serve_threads(app, port=0)


def test_what_waits_again_and_again_is_told_each_time() -> None:
    told: list[str] = []

    async def stubborn() -> None:
        for _ in range(3):
            try:
                await asyncio.sleep(0)
            except RuntimeError as error:
                told.append(str(error))

    block(stubborn())
    assert told == ["there is no event loop"] * 3


def test_a_port_that_is_taken_is_said() -> None:
    with serving_threads(one(hello)) as url, pytest.raises(CannotListen):
        serve_threads(one(hello), port=int(url.rstrip("/").rpartition(":")[2]))


def test_ipv6() -> None:
    if not socket.has_ipv6:
        pytest.skip("there is no IPv6 here")
    with serving_threads(one(hello), host="::1") as url, opened(url) as connection:
        connection.sendall(GET % b"")
        assert response(connection, b"Hello")


def test_providers_live_as_long_as_the_server() -> None:
    app = one(hello)
    lived: list[str] = []

    @app.provide(list)
    async def provider() -> AsyncIterator[list[str]]:
        lived.append("up")
        yield lived
        lived.append("down")

    with serving_threads(app):
        assert lived == ["up"]
    assert lived == ["up", "down"]


def test_who_finds_no_room_waits_until_somebody_leaves() -> None:
    with serving_threads(one(hello), connections=1) as url, opened(url) as first:
        first.sendall(GET % b"")
        assert response(first, b"Hello")
        with opened(url) as second:
            second.sendall(GET % b"")
            second.settimeout(0.3)
            with pytest.raises(TimeoutError):
                second.recv(1)
            second.settimeout(10)
            first.close()
            assert response(second, b"Hello")


def test_a_peer_that_is_slow_to_ask_gets_408() -> None:
    options = {"timeouts": Timeouts(head=0.1)}
    with serving_threads(one(hello), **options) as url, opened(url) as connection:
        connection.sendall(b"GET / HT")
        assert everything(connection).startswith(b"HTTP/1.1 408 ")


def test_an_idle_peer_is_let_go() -> None:
    options = {"timeouts": Timeouts(idle=0.1, linger=0.1)}
    with serving_threads(one(hello), **options) as url, opened(url) as connection:
        assert everything(connection) == b""


def test_a_peer_that_takes_nothing_is_let_go() -> None:
    told: Queue[Exchange] = Queue()

    async def endless() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            while True:
                yield bytes(1024 * 1024)

        return Response.stream(pieces())

    options = {"timeouts": Timeouts(write=0.1, linger=0.1), "observe": told.put}
    with serving_threads(one(endless), **options) as url, opened(url) as connection:
        connection.sendall(GET % b"")
        exchange = told.get(timeout=10)
    assert (exchange.status, exchange.error) == (200, None)


def test_stopping_lets_go_of_who_is_idle() -> None:
    with serving_threads(one(hello), grace=3600, timeouts=Timeouts(linger=0.1)) as url:
        connection = opened(url)
        connection.sendall(GET % b"")
        assert response(connection, b"Hello")
    with connection:
        assert everything(connection) == b""


def test_stopping_lets_a_request_finish() -> None:
    entered, stopping = threading.Event(), threading.Event()

    def slow() -> str:
        entered.set()
        stopping.wait(10)
        sleep(2 * TICK)  # Then the server has looked whether to stop.
        return "done"

    with serving_threads(one(slow), grace=10.0) as url:
        connection = opened(url)
        connection.sendall(GET % b"")
        entered.wait(10)
        stopping.set()
    with connection:
        answer = everything(connection)
    assert b"Connection: close" in answer
    assert answer.endswith(b"done")


def test_a_request_that_outlasts_the_grace_is_cut_off() -> None:
    free = threading.Event()
    entered = threading.Event()

    async def stuck() -> str:
        entered.set()
        free.wait(10)
        return "too late"

    with serving_threads(one(stuck), timeouts=Timeouts(linger=0.1)) as url:
        connection = opened(url)
        connection.sendall(GET % b"")
        entered.wait(10)
    try:
        assert everything(connection) == b""
    finally:
        free.set()
        connection.close()


def test_what_a_request_sets_ends_with_it() -> None:
    who: ContextVar[str] = ContextVar("who", default="nobody")
    app = App()

    @app.get("/{name}")
    async def enter(name: str, request: Request) -> str:
        before = who.get()
        who.set(name)
        return f"{before} before {name}."

    with serving_threads(app) as url, opened(url) as connection:
        connection.sendall(GET % b"Ada" + GET % b"Bob")
        assert response(connection, b"Bob.").count(b"nobody before") == 2
        connection.sendall(GET % b"Eve")
        assert response(connection, b"Eve.").endswith(b"nobody before Eve.")

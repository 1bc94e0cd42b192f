"""The client for tests on the event loop of asyncio: each step is a run of its own."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from entities import Response
from extras.interfaces import Client
from interfaces import App

app = App()
log: list[str] = []


@app.get("/ticks")
async def ticks() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        try:
            while True:
                await asyncio.sleep(0.001)
                yield b"tick"
        finally:
            await asyncio.sleep(0.001)
            log.append("closed")

    return Response.stream(pieces())


@app.get("/later")
async def later() -> str:
    async with asyncio.timeout(10):
        await asyncio.sleep(0.001)
    return "now"


def test_the_client_runs_on_a_loop_and_leaves_an_endless_stream() -> None:
    log.clear()
    with asyncio.Runner(debug=True) as runner, Client(app, run=runner.run) as client:
        reply = client.get("/later")
        with client.stream("GET", "/ticks") as endless:
            pieces = endless.iter_bytes()
            assert [next(pieces) for _ in range(3)] == [b"tick"] * 3
        assert log == ["closed"]
    assert reply.text == "now"  # Its content is there; the loop is not.


def test_what_needs_a_loop_says_so_also_in_a_stream() -> None:
    with (
        Client(app) as client,
        client.stream("GET", "/ticks") as reply,
        pytest.raises(RuntimeError, match="no running event loop") as caught,
    ):
        next(reply.iter_bytes())
    assert "run it under one" in caught.value.__notes__[0]

"""Clients in Python: one connection carries the whole dialogue."""

import asyncio
import http.client
import io
import urllib.request
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import httpx
import urllib3

from tests.infrastructure.clients.dialogue import DIALOGUE, MOVED, Step, check, held


def test_http_client() -> None:
    def ask(url: str) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
        for step in DIALOGUE:
            body = iter(step.body) if isinstance(step.body, list) else step.body
            connection.request(step.method, step.path, body)
            response = connection.getresponse()
            check(step, response.status, response.read())
        connection.close()

    _, seen = held(ask)
    assert seen.paths == [step.path for step in DIALOGUE]
    assert seen.connections == 1


def test_urllib_which_never_keeps_a_connection() -> None:
    steps = [step for step in (*DIALOGUE, MOVED) if step.status < 300]

    def ask(url: str) -> None:
        for step in steps:
            body = iter(step.body) if isinstance(step.body, list) else step.body
            request = urllib.request.Request(url + step.path, body, method=step.method)
            with urllib.request.urlopen(request, timeout=20) as response:
                check(step, response.status, response.read())

    _, seen = held(ask)
    assert seen.connections == len(seen.paths) == len(steps) + 1  # one more for the redirect


def test_httpx() -> None:
    def ask(url: str) -> None:
        with httpx.Client(base_url=url, follow_redirects=True, timeout=20) as client:
            for step in (*DIALOGUE, MOVED):
                body = iter(step.body) if isinstance(step.body, list) else step.body
                response = client.request(step.method, step.path, content=body)
                check(step, response.status_code, response.content)

    _, seen = held(ask)
    assert seen.connections == 1


def test_httpx_async() -> None:
    async def talk(url: str) -> None:
        async with httpx.AsyncClient(base_url=url, follow_redirects=True, timeout=20) as client:
            for step in (*DIALOGUE, MOVED):
                body = pieces(step) if isinstance(step.body, list) else step.body
                response = await client.request(step.method, step.path, content=body)
                check(step, response.status_code, response.content)

    _, seen = held(lambda url: asyncio.run(talk(url), debug=False))
    assert seen.connections == 1


def test_aiohttp() -> None:
    async def talk(url: str) -> None:
        async with aiohttp.ClientSession(url) as client:
            for step in (*DIALOGUE, MOVED):
                body = pieces(step) if isinstance(step.body, list) else io.BytesIO(step.body or b"")
                data = None if step.body is None else body
                async with client.request(step.method, step.path, data=data) as response:
                    check(step, response.status, await response.read())

    _, seen = held(lambda url: asyncio.run(talk(url), debug=False))
    assert seen.connections == 1


def test_aiohttp_waits_for_100_continue() -> None:
    async def talk(url: str) -> None:
        async with aiohttp.ClientSession(url) as client:
            for _ in range(2):
                async with client.post("/echo", data=b"x" * 100_000, expect100=True) as response:
                    assert response.status == 200
                    assert len(await response.read()) == 100_000
            large = io.BytesIO(bytes(4_000_000))
            # Refused without a 100, so the body is never sent, and the connection cannot be kept.
            async with client.post("/echo", data=large, expect100=True) as response:
                assert response.status == 413

    def ask(url: str) -> None:
        asyncio.run(talk(url), debug=False)

    _, seen = held(ask)
    assert seen.connections == 1


def test_urllib3() -> None:
    def ask(url: str) -> None:
        with urllib3.PoolManager(maxsize=1) as client:
            for step in (*DIALOGUE, MOVED):
                body = iter(step.body) if isinstance(step.body, list) else step.body
                response = client.request(step.method, url + step.path, body=body, timeout=20)
                check(step, response.status, response.data)

    _, seen = held(ask)
    assert seen.connections == 1


async def pieces(step: Step) -> AsyncIterator[bytes]:
    """Give the pieces of a body that is sent in chunks."""
    for piece in step.body or ():
        assert isinstance(piece, bytes)
        yield piece

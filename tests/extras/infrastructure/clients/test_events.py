"""Server-sent events, as curl and Chromium follow them."""

import asyncio
import json
import re
import subprocess
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from entities import Request, Response
from extras.interfaces import event_stream
from extras.use_cases import HEARTBEAT, render_event
from interfaces import App
from tests.infrastructure.clients.test_programs import Find, run
from tests.infrastructure.serving import serving

T = TypeVar("T")

PAGE = """<!doctype html><pre id="told"></pre><script>
const told = [], source = new EventSource("/events");
const tell = (event) => {
  told.push([event.type, event.data, event.lastEventId]);
  document.getElementById("told").textContent = JSON.stringify(told);
};
source.onmessage = tell;
source.addEventListener("price", tell);
source.addEventListener("end", (event) => { tell(event); source.close(); });
</script>"""


def held(ask: Callable[[str], T]) -> tuple[T, list[str]]:
    """Serve events, let a client ask from a thread, and return what it says and what has ended."""
    ended: list[str] = []
    app = App()

    @app.get("/")
    async def page() -> Response:
        return Response.html(PAGE)

    @app.get("/events")
    async def events(request: Request) -> Response:
        last = request.headers.get("last-event-id")
        return event_stream(second(last) if last else first())

    @app.get("/endless")
    async def endless() -> Response:
        return event_stream(beat())

    async def first() -> AsyncIterator[bytes]:
        yield HEARTBEAT
        yield render_event("one\ntwo  \n\n three\u2028", id="7", retry=20)
        yield render_event("12 €", event="price")

    async def second(last: str) -> AsyncIterator[bytes]:
        yield render_event(f"after {last}", event="end")

    async def beat() -> AsyncIterator[bytes]:
        try:
            yield render_event("begun")
            while True:
                await asyncio.sleep(0.02)
                yield HEARTBEAT
        finally:
            ended.append("is clean")

    async def hold() -> T:
        async with serving(app, patience=60) as server:
            answer = await asyncio.to_thread(ask, server.url)
            while not ended and not isinstance(answer, str):  # noqa: ASYNC110 - nothing tells
                await asyncio.sleep(0.01)
            return answer

    return asyncio.run(hold(), debug=False), ended


def test_curl_shows_events_as_they_come_and_its_end_is_noticed(find: Find) -> None:
    curl = find("curl")

    def follow(url: str) -> list[bytes]:
        command = [curl, "-sN", url + "endless"]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            lines = [process.stdout.readline() for _ in range(6)]
            process.kill()
        return lines

    lines, ended = held(follow)
    assert lines == [b"data: begun\n", b"\n", b":\n", b"\n", b":\n", b"\n"]
    assert ended == ["is clean"]


def test_chromium_follows_events_and_continues_where_it_was(find: Find, tmp_path: Path) -> None:
    chromium = find("chromium")
    options = [
        *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--no-sandbox"),
        *("--virtual-time-budget=30000", f"--user-data-dir={tmp_path}", "--dump-dom"),
    ]
    page, _ = held(lambda url: run(chromium, *options, url))
    shown = re.search(r'<pre id="told">(.*?)</pre>', page, re.DOTALL)
    assert shown, page
    assert json.loads(shown[1]) == [
        ["message", "one\ntwo  \n\n three\u2028", "7"],
        ["price", "12 €", "7"],
        ["end", "after 7", "7"],
    ]

"""Clients that send forms with files, and what arrives of names, types and contents."""

import asyncio
import io
import json
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import unquote

import aiohttp
import httpx
import urllib3

from entities import Form, Request, Response
from extras.infrastructure import spool_to_disk
from extras.interfaces import Uploads, any_form
from interfaces import App
from tests.infrastructure.clients.dialogue import PATIENCE
from tests.infrastructure.clients.test_programs import Find, run
from tests.infrastructure.serving import serving

T = TypeVar("T")

LARGE = bytes(range(256)) * 4 * 1024 * 5  # more than is kept in memory, and than a body may have


def make_app(page: str = "") -> App:
    """Make an App that tells what it got."""
    app = App()

    @app.provide(Uploads)
    async def open_uploads() -> AsyncIterator[Uploads]:
        yield Uploads(spool_to_disk)

    app.provide(Form, scope="request")(any_form)

    @app.post("/form")
    async def of_form(form: Form) -> list[list[str]]:
        return [list(field) for field in form]

    @app.post("/files", max_body=2 * len(LARGE))
    async def of_files(request: Request, uploads: Uploads) -> list[list[str | int]]:
        async with uploads.read(request) as (form, files):
            told: list[list[str | int]] = [list(field) for field in form]
            for name, several in files.items():
                for upload in several:
                    content = await upload.body().read()
                    assert content in (LARGE, b"small")
                    told.append([name, upload.filename, upload.content_type, len(content)])
            return told

    @app.get("/page")
    async def of_page() -> Response:
        return Response.html(page)

    return app


def served(ask: Callable[[str], T], page: str = "") -> T:
    """Serve, and let a blocking client ask at the URL from a thread."""

    async def serve() -> T:
        async with serving(make_app(page), patience=PATIENCE) as server:
            return await asyncio.to_thread(ask, server.url.rstrip("/"))

    return asyncio.run(serve(), debug=False)


PLAIN = "text/plain"
BINARY = "application/octet-stream"


def test_httpx() -> None:
    def ask(url: str) -> None:
        fields = {"title": "Grüße", "tag": ["a", "b"]}
        files: list[tuple[str, tuple[str, bytes] | tuple[str, bytes, str]]]
        files = [("f", ('ü "x"\\y.txt', b"small", PLAIN)), ("f", ("large", LARGE))]
        assert httpx.post(url + "/files", data=fields, files=files).json() == [
            ["title", "Grüße"],
            ["tag", "a"],
            ["tag", "b"],
            ["f", 'ü "x"\\y.txt', PLAIN, 5],
            ["f", "large", BINARY, len(LARGE)],
        ]
        assert httpx.post(url + "/form", data=fields, files=files[:1]).json() == [
            ["title", "Grüße"],
            ["tag", "a"],
            ["tag", "b"],
        ]
        refused = httpx.post(url + "/form", files=files)
        assert refused.status_code == 413

    served(ask)


def test_aiohttp() -> None:
    async def talk(url: str) -> None:
        async with aiohttp.ClientSession(url) as client:
            form = aiohttp.FormData(quote_fields=False)  # else it escapes all of a file's name
            form.add_field('ti"tle', "Grüße")
            form.add_field("f", b"small", filename='ü "x"\\y.txt', content_type=PLAIN)
            form.add_field("f", io.BytesIO(LARGE), filename="large")
            async with client.post("/files", data=form) as response:
                assert await response.json() == [
                    ['ti"tle', "Grüße"],
                    ["f", 'ü "x"\\y.txt', PLAIN, 5],
                    ["f", "large", BINARY, len(LARGE)],
                ]

    served(lambda url: asyncio.run(talk(url), debug=False))


def test_urllib3() -> None:
    def ask(url: str) -> None:
        fields: dict[str, str | tuple[str, bytes]]
        fields = {"ti\r\ntle": "Grüße", "f": ('ü "x".txt', b"small"), "g": ("large", LARGE)}
        assert urllib3.request("POST", url + "/files", fields=fields).json() == [
            ["ti\r\ntle", "Grüße"],
            ["f", 'ü "x".txt', PLAIN, 5],
            ["g", "large", BINARY, len(LARGE)],
        ]

    served(ask)


def test_curl(find: Find, tmp_path: Path) -> None:
    curl = find("curl")
    (tmp_path / 'ü "x"').write_bytes(b"small")
    (tmp_path / "large").write_bytes(LARGE)
    quoted = str(tmp_path / 'ü \\"x\\"')
    options = ["-sS", "-F", "title=Grüße", "-F", f'f=@"{quoted}"', "-F", f"g=@{tmp_path / 'large'}"]

    def ask(url: str) -> list[str]:
        chunked = ["-H", "Transfer-Encoding: chunked"]
        escaped = ["--form-escape"]
        return [run(curl, *options, *more, url + "/files") for more in ([], chunked, escaped)]

    assert [json.loads(answer) for answer in served(ask)] == 3 * [
        [["title", "Grüße"], ["f", 'ü "x"', BINARY, 5], ["g", "large", BINARY, len(LARGE)]]
    ]


SCRIPT = """
const form = new FormData();
form.append('ti"tle\\n', "Grüße\\n");
form.append("f", new File(["small"], 'ü "x"\\\\y.txt', {type: "text/plain"}));
const large = new Uint8Array(LARGE);
for (let at = 0; at < LARGE; at++) large[at] = at % 256;
form.append("f", new Blob([large]));
const answer = await fetch(URL + "/files", {method: "POST", body: form});
"""

SENT_BY_SCRIPT = [
    ['ti"tle\r\n', "Grüße\r\n"],
    ["f", 'ü "x"\\y.txt', PLAIN, 5],
    ["f", "blob", BINARY, len(LARGE)],
]


def test_fetch_of_node(find: Find) -> None:
    node = find("node")

    def ask(url: str) -> str:
        known = f"const LARGE = {len(LARGE)}, URL = {json.dumps(url)};"
        shown = "console.log(await answer.text());"
        return run(node, "--input-type=module", "-e", known + SCRIPT + shown)

    assert json.loads(served(ask)) == SENT_BY_SCRIPT


def test_a_page_in_chromium(find: Find, tmp_path: Path) -> None:
    chromium = find("chromium")
    page = f"""<!doctype html>
<title>A page that sends a form</title>
<link rel="icon" href="data:,">
<pre id="answer">not yet</pre>
<script type="module">
const LARGE = {len(LARGE)}, URL = "";
{SCRIPT}
document.getElementById("answer").textContent = encodeURI(await answer.text());
</script>
"""
    options = [
        *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--no-sandbox"),
        *("--virtual-time-budget=30000", f"--user-data-dir={tmp_path}", "--dump-dom"),
    ]
    shown = served(lambda url: run(chromium, *options, url + "/page"), page)
    found = re.search(r'<pre id="answer">(.*?)</pre>', shown)
    assert found, shown
    assert json.loads(unquote(found[1])) == SENT_BY_SCRIPT

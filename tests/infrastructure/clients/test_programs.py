"""Clients that are programs: curl, Node's fetch, Chromium, wrk, and nginx as a proxy in front."""

import http.client
import json
import os
import re
import shlex
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.infrastructure.clients.dialogue import DIALOGUE, LARGE, TEXT, UPLOAD, check, held
from tests.infrastructure.programs import ROOT, program

Find = Callable[[str], str]


def run(*command: str) -> str:
    """Run a program to its end, which must be good, and return what it printed."""
    done = subprocess.run(command, capture_output=True, timeout=50, check=False)
    assert done.returncode == 0, (shlex.join(command)[:500], done.stderr.decode()[-2000:])
    return done.stdout.decode()


def test_curl_holds_a_dialogue_on_one_connection(find: Find, tmp_path: Path) -> None:
    curl = find("curl")
    (tmp_path / "text").write_bytes(TEXT)
    (tmp_path / "large").write_bytes(bytes(UPLOAD))

    def ask(url: str) -> list[list[str]]:
        requests = [
            ["/hello"],
            ["/hello", "--head"],
            ["/echo", "--data-binary", f"@{tmp_path / 'text'}"],
            ["/echo", "--data-binary", f"@{tmp_path / 'text'}", "-H", "Transfer-Encoding: chunked"],
            ["/length", "--data-binary", f"@{tmp_path / 'large'}", "-H", "Expect: 100-continue"],
            ["/nowhere"],
            ["/moved", "--location"],
            ["/stream"],
            ["/large"],
        ]
        said = ["-sS", "-o", os.devnull, "-w", "%{http_code} %{size_download} %{num_connects}\\n"]
        command = [curl]
        for path, *options in requests:
            command += ["--next", *said, url + path, *options]
        return [line.split() for line in run(*command).splitlines()]

    answers, seen = held(ask)
    assert answers == [
        ["200", "5", "1"],
        ["200", "0", "0"],
        ["200", str(len(TEXT)), "0"],
        ["200", str(len(TEXT)), "0"],
        ["200", str(len(str(UPLOAD))), "0"],
        ["404", "47", "0"],
        ["200", "5", "0"],
        ["200", "14", "0"],
        ["200", str(LARGE), "0"],
    ]
    assert seen.connections == 1


def test_curl_waits_for_100_continue_with_a_large_body(find: Find, tmp_path: Path) -> None:
    curl = find("curl")
    (tmp_path / "large").write_bytes(bytes(UPLOAD))
    trace = tmp_path / "trace"

    def ask(url: str) -> str:
        body = ["--data-binary", f"@{tmp_path / 'large'}", "-H", "Expect: 100-continue"]
        return run(curl, "-sS", "--trace-ascii", str(trace), *body, url + "/length")

    answer, _ = held(ask)
    assert answer == str(UPLOAD)
    told = re.findall(r"HTTP/1\.1 (\d+)", trace.read_text())
    assert told == ["100", "200"]


NODE = """
const [url, length] = process.argv.slice(1);
const ask = async (path, options) => {
  const answer = await fetch(url + path, options);
  const length = (await answer.text()).length;
  await new Promise(setImmediate);  // Only then does Node take the connection for free.
  return [answer.status, length];
};
async function* pieces() { yield Buffer.from("one"); yield Buffer.alloc(100000, "x"); }
const answers = [
  await ask("/hello"),
  await ask("/echo", {method: "POST", body: "x".repeat(100000)}),
  await ask("/echo", {method: "POST", body: pieces(), duplex: "half"}),
  await ask("/length", {method: "POST", body: new Uint8Array(Number(length))}),
  await ask("/nowhere"),
  await ask("/stream"),
  await ask("/moved"),
  await ask("/large"),
  // With this one Node asks the server to close, so it is the last.
  await ask("/hello", {method: "HEAD"}),
];
console.log(JSON.stringify(answers));
"""


def test_fetch_of_node(find: Find) -> None:
    node = find("node")

    def ask(url: str) -> str:
        return run(node, "--input-type=module", "-e", NODE, "--", url, str(UPLOAD))

    printed, seen = held(ask)
    assert json.loads(printed) == [
        [200, 5],
        [200, 100_000],
        [200, 100_003],
        [200, len(str(UPLOAD))],
        [404, 47],
        [200, 14],
        [200, 5],
        [200, LARGE],
        [200, 0],
    ]
    # Node follows a redirect before it has let go of the connection that told it where to.
    followed = seen.paths.index("/moved") + 1
    connections = seen.connections_by_exchange
    assert len(set(connections[:followed] + connections[followed + 1 :])) == 1


def test_a_page_in_chromium(find: Find, tmp_path: Path) -> None:
    chromium = find("chromium")
    options = [
        *("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
        *("--disable-background-networking", "--disable-component-update", "--no-sandbox"),
        # Until the page is done, at most so many milliseconds of its own time.
        *("--virtual-time-budget=30000", f"--user-data-dir={tmp_path}", "--dump-dom"),
    ]
    page, seen = held(lambda url: run(chromium, *options, url + "/page"))
    shown = re.search(r'<pre id="answers">(.*?)</pre>', page)
    assert shown, page
    assert json.loads(shown[1]) == [
        [200, 5],
        [200, 0],
        [200, 100_000],
        [200, len(str(UPLOAD))],
        [404, 47],
        [200, 14],
        [200, 5],
        [200, LARGE],
    ]
    assert seen.connections == 1


POSTING = """
wrk.method = "POST"
wrk.body = string.rep("x", 4000)
function response(status, headers, body)
  if status ~= 200 or body ~= wrk.body then
    print("WRONG", status, #body)
  end
end
"""


def test_wrk(find: Find, tmp_path: Path) -> None:
    wrk = find("wrk")
    (tmp_path / "post.lua").write_text(POSTING)

    def ask(url: str) -> list[str]:
        load = ["-t1", "-c4", "-d1s", "--timeout", "20s"]
        return [
            run(wrk, *load, url + "/hello"),
            run(wrk, *load, "-s", str(tmp_path / "post.lua"), url + "/echo"),
        ]

    printed, seen = held(ask)
    for output in printed:
        assert not re.search("Socket errors|Non-2xx|WRONG", output), output
        requests = re.search(r"(\d+) requests in", output)
        assert requests
        assert int(requests[1]) > 8
    assert seen.connections == 8  # four for each load
    assert len(seen.paths) > 16


NGINX = """
daemon off;
master_process off;
{user}
pid {folder}/pid;
error_log {folder}/errors;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  {servers}
}}
"""

PROXY = """
  upstream inward {{ server {upstream}; keepalive 1; }}
  server {{
    listen 80;
    client_max_body_size 16m;
    location / {{
      proxy_pass http://inward;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_request_buffering {buffering};
    }}
  }}
"""


@contextmanager
def nginx(program: str, folder: Path, servers: str) -> Iterator[str]:
    """Run nginx for as long as the block lasts; give its host and port, in place of port 80."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Started by root it would become another user, who may not write in the folder.
    user = "user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    servers = servers.replace("listen 80;", f"listen 127.0.0.1:{port};")
    configuration.write_text(NGINX.format(user=user, folder=folder, servers=servers))
    process = subprocess.Popen(
        [program, "-c", str(configuration), "-p", str(folder), "-e", str(folder / "errors")],
        stderr=subprocess.DEVNULL,
    )
    try:
        until_it_listens(port)
        yield f"127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()
    errors = [line for line in (folder / "errors").read_text().splitlines() if "[error]" in line]
    assert errors == []


def until_it_listens(port: int) -> None:
    """Wait until somebody listens on a port of this machine."""
    deadline = time.monotonic() + 20
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.02)


def through_nginx(program: str, folder: Path, buffering: str) -> None:
    """Hold the dialogue through nginx, twice, and check that nginx kept its connection."""

    def ask(url: str) -> None:
        servers = PROXY.format(upstream=url.removeprefix("http://"), buffering=buffering)
        with nginx(program, folder, servers) as address:
            connection = http.client.HTTPConnection(address, timeout=20)
            for step in DIALOGUE * 2:
                body = iter(step.body) if isinstance(step.body, list) else step.body
                connection.request(step.method, step.path, body)
                response = connection.getresponse()
                check(step, response.status, response.read())
            connection.close()

    _, seen = held(ask)
    assert seen.paths == [step.path for step in DIALOGUE * 2]
    assert seen.connections == 1


def test_nginx_in_front_that_buffers_requests(find: Find, tmp_path: Path) -> None:
    through_nginx(find("nginx"), tmp_path, "on")


def test_nginx_in_front_that_passes_requests_on_as_they_come(find: Find, tmp_path: Path) -> None:
    through_nginx(find("nginx"), tmp_path, "off")


BEHIND = """
import threading
from entities import Request, Response
from interfaces import App

app = App()
go = threading.Event()

@app.get("/seen")
async def seen(request: Request) -> list[str]:
    return [request.peer, request.host, *request.headers.get_all("x-forwarded-for")]

@app.post("/length")
async def length(body: bytes) -> str:
    return str(len(body))

@app.get("/events")
async def events() -> Response:
    async def pieces():
        yield b"first"
        while not go.is_set():
            await asyncio.sleep(0.01)
        yield b"second"
    return Response.stream(pieces())

@app.get("/go")
async def let_it_go() -> None:
    go.set()
"""


def test_nginx_as_the_page_about_deployment_sets_it_up(find: Find, tmp_path: Path) -> None:
    page = (ROOT / "docs/how-to/deploy.md").read_text()
    (servers,) = re.findall(r"^```nginx\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "behind.py").write_text("import asyncio\n" + BEHIND)
    arguments = ("-m", "infrastructure", "behind:app", "--quiet")
    with ExitStack() as stack:
        urls = [stack.enter_context(program(*arguments, path=tmp_path))[1] for _ in range(2)]
        for port, url in zip(("8001", "8002"), urls, strict=True):
            servers = servers.replace(f"127.0.0.1:{port}", urlsplit(url).netloc)
        address = stack.enter_context(nginx(find("nginx"), tmp_path, servers))
        client = stack.enter_context(closing(http.client.HTTPConnection(address, timeout=20)))

        def ask(path: str, **options: Any) -> tuple[int, bytes]:
            client.request("POST" if options.get("body") else "GET", path, **options)
            with client.getresponse() as response:
                return response.status, response.read()

        fake = {"X-Forwarded-For": "192.0.2.66", "Host": "example.org"}
        assert json.loads(ask("/seen", headers=fake)[1]) == [
            "127.0.0.1",
            "example.org",
            "127.0.0.1",
        ]
        assert ask("/length", body=bytes(2 * 1024 * 1024)) == (200, b"2097152")
        client.close()
        with urllib.request.urlopen(f"http://{address}/events", timeout=20) as events:
            assert events.read(5) == b"first"  # before the second is there
            for url in urls:
                urllib.request.urlopen(url + "go", timeout=20).close()
            assert events.read() == b"second"

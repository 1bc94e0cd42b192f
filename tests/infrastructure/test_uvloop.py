"""The whole server on uvloop, which promises to be as asyncio's own event loop."""

import http.client
import signal
import socket
import ssl
import struct
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import trustme

from tests.infrastructure.programs import program, refusal

pytest.importorskip("uvloop", reason="uvloop is not installed; there is none for Windows and PyPy")

APP = """
import asyncio
from entities import Request, Response
from interfaces import App

app = App()

@app.get("/loop")
async def loop() -> str:
    return type(asyncio.get_running_loop()).__module__

@app.post("/upload")
async def upload(request: Request) -> str:
    return str(sum([len(piece) async for piece in request.body]))

@app.get("/slow/{seconds:float}")
async def slow(seconds: float) -> Response:
    async def pieces():
        yield b"begun\\n"
        await asyncio.sleep(seconds)
        yield b"done\\n"
    return Response.stream(pieces())
"""


@contextmanager
def on_uvloop(
    tmp_path: Path, *options: str, app: str = APP
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start an application on uvloop; nothing that goes wrong may pass unseen."""
    (tmp_path / "application.py").write_text(app)
    arguments = ("-m", "infrastructure", "application:app", "--loop", "uvloop", *options)
    with program(*arguments, path=tmp_path) as (process, url):
        yield process, url
        process.terminate()
        output, errors = process.communicate(timeout=10)
        assert output == "Goodbye.\n"
        assert "Unhandled" not in errors
        assert "Traceback" not in errors
        assert process.returncode == 0


def test_requests_follow_each_other_on_one_connection(tmp_path: Path) -> None:
    with on_uvloop(tmp_path) as (_, url):
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=5)
        connection.request("GET", "/loop")
        raw = connection.sock
        assert connection.getresponse().read() == b"uvloop"
        connection.request("POST", "/upload", iter([b"1" * 70_000, b"2" * 70_000]))
        assert connection.getresponse().read() == b"140000"
        connection.request("GET", "/slow/0.01")
        assert connection.getresponse().read() == b"begun\ndone\n"
        assert connection.sock is raw
        connection.close()


def test_a_reset_is_an_end_like_another(tmp_path: Path) -> None:
    with on_uvloop(tmp_path) as (_, url):
        address = urlsplit(url).hostname, urlsplit(url).port
        for sent in (b"", b"GET / HT", b"GET /slow/0.1 HTTP/1.1\r\nHost: a\r\n\r\n"):
            with socket.create_connection(address, timeout=5) as peer:
                peer.sendall(sent)
                if sent.endswith(b"\n"):
                    peer.recv(1)
                # To close without lingering sends RST.
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with urllib.request.urlopen(url + "slow/0.2", timeout=5) as response:
            assert response.read() == b"begun\ndone\n"


def test_a_request_in_flight_may_finish(tmp_path: Path) -> None:
    with (
        on_uvloop(tmp_path) as (process, url),
        urllib.request.urlopen(url + "slow/0.3", timeout=5) as response,
    ):
        assert response.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        assert response.read() == b"done\n"
        process.wait(timeout=10)


def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    with (
        on_uvloop(tmp_path, "--grace", "3600") as (process, url),
        urllib.request.urlopen(url + "slow/3600", timeout=5) as response,
    ):
        assert response.readline() == b"begun\n"
        process.send_signal(signal.SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.3)
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)


def test_tls(tmp_path: Path) -> None:
    authority, pem = trustme.CA(), tmp_path / "server.pem"
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with on_uvloop(tmp_path, "--tls", str(pem)) as (_, url):
        sent = urllib.request.Request(url + "upload", data=b"3" * 200_000)
        with urllib.request.urlopen(sent, context=context, timeout=5) as response:
            assert response.read() == b"200000"


def test_a_port_in_use_is_explained_as_on_asyncio(tmp_path: Path) -> None:
    with on_uvloop(tmp_path) as (_, url):
        port = str(urlsplit(url).port)
        arguments = ("-m", "infrastructure", "application:app", "--loop", "uvloop", "--port", port)
        told = refusal(*arguments, path=tmp_path)
    assert told.startswith(f"Port {port} on 127.0.0.1 is in use.")

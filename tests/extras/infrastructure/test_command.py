"""The command line with the options of the extras."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import application_example
from extras.__main__ import main
from extras.infrastructure import run
from extras.infrastructure.command import list_routes
from interfaces import App
from tests.infrastructure.programs import ROOT, program

EXAMPLE = ("-m", "extras", "application_example:app")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
def test_threads_serve_until_they_are_told_to_stop(name: signal.Signals) -> None:
    with program(*EXAMPLE, "--server", "threads") as (process, url):
        with urllib.request.urlopen(url + "welcome/Ada", timeout=5) as response:
            assert response.read() == b"Welcome Ada"
        process.send_signal(name)
        output, errors = process.communicate(timeout=10)
        assert output.splitlines() == ["The guestbook closes with 3 names.", "Goodbye."]
        assert '"GET /welcome/Ada HTTP/1.1" 200 11' in errors
        assert process.returncode == 0


BUSY = """
import time
from interfaces import App

app = App()

@app.get("/")
def busy() -> str:
    print("begun", flush=True)
    time.sleep(3600)
    return "never"
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_a_second_ctrl_c_does_not_wait_for_threads(tmp_path: Path) -> None:
    (tmp_path / "busy.py").write_text(BUSY)
    arguments = ("-m", "extras", "busy:app", "--server", "threads", "--grace", "3600")
    with program(*arguments, path=tmp_path) as (process, url):
        parts = urlsplit(url)
        with socket.create_connection((parts.hostname, parts.port or 80), timeout=10) as client:
            client.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=1)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=10)
    assert (output, errors, process.returncode) == ("Goodbye.\n", "", 0)


@pytest.mark.parametrize("option", [["--workers", "2"], ["--loop", "uvloop"]])
def test_threads_refuse_what_needs_an_event_loop(option: list[str]) -> None:
    with pytest.raises(SystemExit, match="Threads do without --tls, --workers and --loop"):
        run(App(), ["--server", "threads", *option])


def test_a_log_may_be_lines_of_json() -> None:
    with program(*EXAMPLE, "--log", "json") as (process, url):
        urllib.request.urlopen(url + "welcome/Ada", timeout=5).close()
        process.terminate()
        entry = json.loads(process.communicate(timeout=10)[1])
    assert (entry["target"], entry["status"]) == ("/welcome/Ada", 200)


def test_the_routes_are_printed_and_nothing_is_started(capsys: pytest.CaptureFixture[str]) -> None:
    app, inner = App(), App()
    started: list[str] = []

    @app.provide(str)
    async def never() -> AsyncIterator[str]:
        started.append("the provider")
        yield ""

    @app.get("/")
    async def home(needs: str) -> str:
        """The first page.

        What else there is to say.
        """
        return needs

    @inner.delete("/books/{number:int}", name="forget")
    def remove(number: int) -> None: ...

    @inner.post("/books")
    async def add() -> None:
        """What this says is longer than a line of eighty columns has room for beside it."""

    app.include("/api", inner)
    run(app, ["--routes"])
    assert capsys.readouterr().out.splitlines() == [
        "GET     /                        home    The first page.",
        "DELETE  /api/books/{number:int}  forget",
        "POST    /api/books               add"
        "     What this says is longer than a line of eighty columns has room for beside it.",
    ]
    assert started == []
    assert [*list_routes(app, 80)][2] == "POST    /api/books               add"


def test_an_app_without_routes_prints_none() -> None:
    assert [*list_routes(App(), 80)] == []


def test_the_example_prints_its_routes() -> None:
    started = [sys.executable, "-W", "error", *EXAMPLE, "--routes"]
    told = subprocess.run(started, cwd=ROOT, capture_output=True, text=True, check=True)
    assert len(told.stdout.splitlines()) == len(application_example.app.endpoints)
    assert (told.stderr, "guestbook closes" in told.stdout) == ("", False)


def test_a_system_that_cannot_share_a_port_gets_a_line_and_a_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("extras.infrastructure.workers.POSSIBLE", False)
    with pytest.raises(SystemExit) as caught:
        run(application_example.app, ["--workers", "2"])
    assert str(caught.value) == (
        "This system cannot let workers share a port. Start one: leave out --workers"
    )


def test_a_number_of_workers_is_at_least_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(application_example.app, ["--workers", "0"])
    assert "'0' is not a number of workers; take 1 or more" in capsys.readouterr().err


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert text.startswith("usage: python3 -m extras ")
    core = ("--host", "--port", "--tls", "--grace", "--loop", "--quiet")
    own = ("--server", "--workers", "--log", "--routes", "application_example:app")
    for option in (*core, *own):
        assert option in text


def test_streams_serve_as_well() -> None:
    with (
        program(*EXAMPLE, "--server", "streams") as (_, url),
        urllib.request.urlopen(url + "welcome/Ada", timeout=5) as response,
    ):
        assert response.read() == b"Welcome Ada"

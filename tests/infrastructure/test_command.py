"""The command line as a person meets it."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme

import application_example
from infrastructure import run
from infrastructure.__main__ import find_app, main
from interfaces import App
from tests.infrastructure.programs import ROOT, program


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "arguments", [["application_example.py"], ["-m", "infrastructure", "application_example:app"]]
)
def test_the_example_serves_until_it_is_told_to_stop(
    arguments: list[str], name: signal.Signals
) -> None:
    with program(*arguments) as (process, url):
        with urllib.request.urlopen(url + "welcome/Ada", timeout=5) as response:
            assert response.read() == b"Welcome Ada"
        process.send_signal(name)
        output, errors = process.communicate(timeout=10)
        assert output.splitlines() == ["The guestbook closes with 3 names.", "Goodbye."]
        assert '"GET /welcome/Ada HTTP/1.1" 200 11' in errors
        assert process.returncode == 0


SLOW = """
import asyncio
from entities import Response
from interfaces import App

app = App()

@app.get("/{seconds:float}")
async def answer(seconds: float) -> Response:
    async def pieces():
        yield b"begun\\n"
        await asyncio.sleep(seconds)
        yield b"done\\n"
    return Response.stream(pieces())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_ctrl_c_lets_a_stream_finish(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    with program("-m", "infrastructure", "slow:app", path=tmp_path) as (process, url):
        with urllib.request.urlopen(url + "0.3", timeout=5) as response:
            assert response.readline() == b"begun\n"
            process.send_signal(signal.SIGINT)
            assert response.read() == b"done\n"
        assert process.communicate(timeout=10)[0] == "Goodbye.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT to send to another process")
def test_a_second_ctrl_c_does_not_wait(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    arguments = ("-m", "infrastructure", "slow:app", "--grace", "3600")
    with program(*arguments, path=tmp_path) as (process, url):
        with urllib.request.urlopen(url + "3600", timeout=5) as response:
            assert response.readline() == b"begun\n"
            process.send_signal(signal.SIGINT)
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.3)
            process.send_signal(signal.SIGINT)
            output, errors = process.communicate(timeout=10)
        assert output == "Goodbye.\n"
        assert "Traceback" not in errors


def test_quiet_logs_no_requests() -> None:
    with program("application_example.py", "--quiet") as (process, url):
        urllib.request.urlopen(url, timeout=5).close()
        process.terminate()
        assert process.communicate(timeout=10)[1] == ""


def test_tls_needs_one_argument(tmp_path: Path) -> None:
    pem = tmp_path / "server.pem"
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(pem))
    with program("application_example.py", "--tls", str(pem)) as (_, url):
        assert url.startswith("https://")


def failure(*arguments: str) -> str:
    """Return the one line that the example gives up with."""
    with pytest.raises(SystemExit) as caught:
        run(application_example.app, arguments)
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_port_in_use_gets_a_line_and_a_hint() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert failure("--port", str(port)) == (
            f"Port {port} on 127.0.0.1 is in use. Choose another one: --port {port % 65535 + 1}"
        )


def test_an_address_of_another_machine_gets_a_line() -> None:
    assert failure("--host", "192.0.2.1", "--port", "0").startswith("Cannot listen on 192.0.2.1")


def test_a_missing_certificate_gets_a_line_and_a_hint(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.pem")
    assert failure("--tls", missing) == (
        f"{missing} cannot be read: No such file or directory. Name a PEM file: --tls FILE"
    )


def test_a_file_that_holds_no_certificate_gets_a_line(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("not a certificate")
    assert "does not hold a certificate and its key" in failure("--tls", str(wrong))


def test_a_loop_that_is_not_installed_gets_a_line_and_a_hint(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)  # to Python, a module that is not there
    assert failure("--loop", "uvloop") == (
        "uvloop is not installed. Install it: pip install uvloop. Or leave out --loop"
    )


def test_an_app_that_cannot_start_gets_a_line_that_names_the_endpoint() -> None:
    app = App()

    @app.get("/{number}")
    async def double(number: int) -> str:
        return str(number * 2)

    with pytest.raises(SystemExit, match=r"double: .* write \{number:int\} in the pattern"):
        run(app, ["--port", "0"])


def test_an_error_of_a_provider_is_not_taken_for_one_of_the_address() -> None:
    app = App()

    @app.provide(str)
    async def settings() -> AsyncIterator[str]:
        yield (ROOT / "settings.toml").read_text()

    with pytest.raises(FileNotFoundError, match=r"settings\.toml"):
        run(app, ["--port", "0"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "http"], "'http' is not a port"),
        (["--port", "65536"], "'65536' is not a port"),
        (["--grace", "soon"], "'soon' is not a number of seconds"),
        (["--grace", "-1"], "is not a number of seconds"),
    ],
)
def test_a_bad_option_is_explained(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        run(application_example.app, arguments)
    assert said in capsys.readouterr().err


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    text = capsys.readouterr().out
    assert text.startswith("usage: python3 -m infrastructure ")
    options = ("--host", "--port", "--tls", "--grace", "--loop", "--quiet")
    for option in (*options, "application_example:app"):
        assert option in text


def test_an_app_is_found_by_module_and_name() -> None:
    assert find_app("application_example:app") is application_example.app


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("application_example", "does not name an App. Write module:name"),
        (":app", "does not name an App"),
        ("no_such_module:app", "There is no module 'no_such_module' in "),
        ("application_example.py:app", "on PYTHONPATH. Write application_example:app"),
        ("no_such_package.module:app", "There is no module 'no_such_package.module' in "),
        ("application_example.sub:app", "There is no module 'application_example.sub' in "),
        ("application_example:apple", "has nothing named 'apple'"),
        ("application_example:home", "application_example:home is a function, not an App"),
        ("not a name:app", "has nothing named"),
    ],
)
def test_a_wrong_app_is_explained(spec: str, said: str) -> None:
    with pytest.raises(SystemExit, match=re.escape(said)):
        find_app(spec)


def test_a_module_that_fails_to_import_shows_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The name of one is the beginning of the other's.
    (tmp_path / "needs_more.py").write_text("import needs\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(ModuleNotFoundError, match="'needs'"):
        find_app("needs_more:app")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such limit")
def test_the_limit_of_open_files_is_raised_as_far_as_it_may_be() -> None:
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 512))\n"
        "from infrastructure.command import allow_many_connections; allow_many_connections()\n"
        "print(*resource.getrlimit(resource.RLIMIT_NOFILE))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert told.stdout.split() == [b"512", b"512"]


def test_starting_imports_nothing_that_a_request_does_not_need() -> None:
    needless = {"multiprocessing", "uvloop", "http", "email", "unittest", "xml", "sqlite3"}
    code = "import sys, application_example; print(*sys.modules)"
    # With -S nothing is imported that this environment adds.
    started = [sys.executable, "-S", "-c", code]
    run = subprocess.run(started, cwd=ROOT, capture_output=True, text=True, check=True)
    assert needless & set(run.stdout.split()) == set()

"""Several workers on one port, started and stopped as a person or a service manager would."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from http.client import HTTPResponse
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from extras.infrastructure.workers import LONGEST, POSSIBLE, SETTLED, SHORTEST, next_pause, reserve
from tests.infrastructure.programs import end, program, refusal, start

if not POSSIBLE:
    pytest.skip("workers cannot share a port on this system", allow_module_level=True)

spread = pytest.mark.skipif(
    sys.platform != "linux", reason="not every kernel spreads connections, and Linux does"
)

PATIENCE = 10.0  # seconds; what takes longer has gone wrong

APP = """
import asyncio
import os
import time
from pathlib import Path
from entities import Response
from interfaces import App

HERE = Path(__file__).parent
app = App()

@app.provide(str)
async def name():
    broken = (HERE / "broken").exists()
    with (HERE / "starts").open("a") as starts:
        starts.write("started\\n")
    if broken:
        os._exit(3)
    yield str(os.getpid())

@app.get("/pid")
async def pid(name: str) -> str:
    return name

@app.get("/slow/{seconds:float}")
async def slow(seconds: float, name: str) -> Response:
    async def pieces():
        yield name.encode() + b"\\n"
        await asyncio.sleep(seconds)
        yield b"done\\n"
    return Response.stream(pieces())

@app.get("/fork")
async def fork() -> str:
    if os.fork() == 0:
        time.sleep(3600)
    return str(os.getpid())

@app.get("/descriptors")
async def descriptors(name: str) -> list[int]:
    return [int(name), len(os.listdir("/dev/fd"))]
"""


@contextmanager
def workers(
    tmp_path: Path, count: int, *options: str
) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the application above with so many workers."""
    (tmp_path / "application.py").write_text(APP)
    arguments = ("-m", "extras", "application:app", "--workers", str(count), *options)
    with program(*arguments, path=tmp_path) as (process, url):
        yield process, url


def get(url: str) -> str:
    """Ask over a new connection, for which the kernel chooses a worker anew."""
    with urllib.request.urlopen(url, timeout=5) as response:
        return str(response.read().decode())


def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; give up when it is not for too long."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "it has not come"
        time.sleep(0.01)


def pids(url: str, count: int, *gone: int) -> set[int]:
    """Ask until so many workers have answered, none of them one that is gone."""
    found: set[int] = set()

    def enough() -> bool:
        with suppress(OSError):  # The kernel may have chosen one that was killed meanwhile.
            found.add(int(get(url + "pid")))
        return len(found - set(gone)) == count

    until(enough)
    return found - set(gone)


def stopped(process: subprocess.Popen[str]) -> list[str]:
    """Wait for the end, which must be good, and return the lines of the log."""
    output, errors = process.communicate(timeout=PATIENCE)
    assert (output, process.returncode) == ("Goodbye.\n", 0)
    return errors.splitlines()


@spread
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_workers_share_a_port_and_say_what_happens(tmp_path: Path, loop: str) -> None:
    if not find_spec(loop):
        pytest.skip(f"{loop} is not installed")
    with workers(tmp_path, 3, "--quiet", "--loop", loop) as (process, url):
        serving = pids(url, 3)
        assert process.pid not in serving
        process.terminate()
        log = stopped(process)
    places = dict(re.findall(r"Worker (\d) \((\d+)\) started\.", "\n".join(log)))
    assert list(places) == ["1", "2", "3"]
    assert {int(pid) for pid in places.values()} == serving
    assert log[3] == "The workers are told to stop."
    assert sorted(log[4:]) == [f"Worker {n} ({places[n]}) ended with status 0." for n in places]


@spread
@pytest.mark.parametrize(
    ("name", "how"), [(signal.SIGKILL, "by signal 9"), (signal.SIGTERM, "with status 0")]
)
def test_another_worker_takes_the_place_of_one_that_ends(
    tmp_path: Path, name: signal.Signals, how: str
) -> None:
    with workers(tmp_path, 2, "--quiet") as (process, url):
        before = pids(url, 2)
        ended = min(before)
        os.kill(ended, name)
        after = pids(url, 2, ended)
        process.terminate()
        log = "\n".join(stopped(process))
    (new,) = after - before
    assert f"({ended}) ended {how}; {new} follows after 0.1 s." in log
    assert f"({new}) ended with status 0." in log


def test_a_worker_is_replaced_also_when_a_process_of_its_own_is_left_behind(tmp_path: Path) -> None:
    with workers(tmp_path, 2, "--quiet") as (_, url):
        os.kill(int(get(url + "fork")), signal.SIGKILL)
        until(lambda: len((tmp_path / "starts").read_text().split()) == 3)


@spread
def test_no_descriptors_are_left_of_those_that_ended(tmp_path: Path) -> None:
    with workers(tmp_path, 2, "--quiet") as (_, url):
        first, other = pids(url, 2)

        def replaced(pid: int) -> tuple[int, int]:
            """Kill a worker; return the one that took its place, and what that has open."""
            os.kill(pid, signal.SIGKILL)
            (new,) = pids(url, 2, pid) - {other}
            counts = [json.loads(get(url + "descriptors")) for _ in range(40)]
            return new, min(count for pid, count in counts if pid == new)

        second, open_in_second = replaced(first)
        _, open_in_third = replaced(second)
        assert open_in_third == open_in_second


@spread
def test_a_worker_that_cannot_live_is_started_less_and_less_often(tmp_path: Path) -> None:
    with workers(tmp_path, 2, "--quiet") as (process, url):
        ended, other = sorted(pids(url, 2))
        (tmp_path / "broken").touch()
        os.kill(ended, signal.SIGKILL)
        until(lambda: len((tmp_path / "starts").read_text().split()) == 4)
        assert get(url + "pid") == str(other)
        (tmp_path / "broken").unlink()
        pids(url, 2, ended)
        process.terminate()
        log = "\n".join(stopped(process))
    assert re.findall(r"ended (.+); \d+ follows after (.+) s\.", log) == [
        ("by signal 9", "0.1"),
        ("with status 3", "0.2"),
        ("with status 3", "0.4"),
    ]


@pytest.mark.parametrize(
    ("pause", "lived", "following"),
    [
        (0.0, 0.0, SHORTEST),
        (SHORTEST, 0.0, 2 * SHORTEST),
        (3.2, SETTLED - 0.1, 6.4),
        (6.4, 0.0, LONGEST),
        (LONGEST, 0.0, LONGEST),
        (LONGEST, SETTLED, SHORTEST),
        (0.0, SETTLED, SHORTEST),
    ],
)
def test_the_pause_grows_until_a_worker_lives(pause: float, lived: float, following: float) -> None:
    assert next_pause(pause, lived) == following


@contextmanager
def streams(url: str) -> Iterator[list[HTTPResponse]]:
    """Begin long answers, from each of two workers at least one."""
    with ExitStack() as stack:
        responses: list[HTTPResponse] = []
        answering: set[bytes] = set()

        def both() -> bool:
            responses.append(stack.enter_context(urllib.request.urlopen(url, timeout=5)))
            answering.add(responses[-1].readline())
            return len(answering) == 2

        until(both)
        yield responses


@spread
@pytest.mark.parametrize(
    ("name", "send"),
    [(signal.SIGTERM, os.kill), (signal.SIGTERM, os.killpg), (signal.SIGINT, os.killpg)],
)
def test_requests_in_flight_may_finish(
    tmp_path: Path, name: signal.Signals, send: Callable[[int, int], None]
) -> None:
    with workers(tmp_path, 2) as (process, url), streams(url + "slow/0.3") as responses:
        send(process.pid, name)  # A terminal, and systemd too, sends to all of the group.
        assert {response.read() for response in responses} == {b"done\n"}
        stopped(process)


@spread
def test_a_second_signal_cuts_short(tmp_path: Path) -> None:
    with (
        workers(tmp_path, 2, "--grace", "3600") as (process, url),
        streams(url + "slow/3600"),
    ):
        process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=0.3)
        process.terminate()
        log = stopped(process)
    assert sum(line.endswith("ended by signal 9.") for line in log) == 2
    assert "Traceback" not in "\n".join(log)


LATE = """
import asyncio
from pathlib import Path
from interfaces import App

app = App()

@app.provide(str)
async def late():
    Path(__file__).with_suffix(".begun").touch()
    await asyncio.sleep(0.5)
    yield "here"

@app.get("/")
async def home(name: str) -> str:
    return name
"""

STUCK = """
import time
from interfaces import App

app = App()

@app.get("/")
def stuck() -> str:
    time.sleep(3600)
"""


def test_a_second_signal_ends_also_what_does_not_listen(tmp_path: Path) -> None:
    (tmp_path / "stuck.py").write_text(STUCK)
    with program("-m", "extras", "stuck:app", "--workers", "2", path=tmp_path) as (
        process,
        url,
    ):
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(url, timeout=0.2)
        for _ in range(2):
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.2)
            process.terminate()
        log = stopped(process)
    assert any(line.endswith("ended by signal 9.") for line in log)


@spread
def test_workers_do_not_outlive_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    with workers(tmp_path, 2) as (process, url), streams(url + "slow/0.3") as responses:
        process.kill()
        assert {response.read() for response in responses} == {b"done\n"}
        process.communicate(timeout=PATIENCE)  # Workers hold these pipes until they end.
        with pytest.raises(urllib.error.URLError):
            get(url + "pid")


def test_a_start_can_be_stopped(tmp_path: Path) -> None:
    (tmp_path / "late.py").write_text(LATE)
    process = start("-m", "extras", "late:app", "--workers", "2", path=tmp_path)
    try:
        until((tmp_path / "late.begun").exists)
        os.killpg(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=PATIENCE)
    finally:
        end(process)
    assert (process.returncode, output) == (0, "")
    assert re.search(r"Worker 1 \(\d+\) ended with status 0\.", errors)


def test_what_is_wrong_with_the_application_is_said_once(tmp_path: Path) -> None:
    source = (
        "from interfaces import App\napp = App()\n@app.get('/')\nasync def lost(what: int): ..."
    )
    (tmp_path / "wrong.py").write_text(source)
    arguments = ("-m", "extras", "wrong:app", "--port", "0", "--workers", "3")
    lines = refusal(*arguments, path=tmp_path).splitlines()
    # Supervisor and worker write at the same time: which line comes first, nobody can say.
    assert sorted(re.sub(r"\d{2,}", "PID", line.partition(": ")[0]) for line in lines) == [
        "The application cannot start",
        "The workers are told to stop.",
        "Worker 1 (PID) ended with status 1.",
        "Worker 1 (PID) started.",
    ]


ONCE = """
from pathlib import Path
from interfaces import App

app = App()

@app.provide(str)
async def only_one():
    Path(__file__).with_suffix(".lock").touch(exist_ok=False)
    yield "here"

@app.get("/")
async def home(name: str) -> str:
    return name
"""


def test_a_start_fails_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "once.py").write_text(ONCE)
    arguments = ("-m", "extras", "once:app", "--port", "0", "--workers", "2")
    log = refusal(*arguments, path=tmp_path)
    assert log.count("FileExistsError") == 1
    assert re.search(r"Worker 2 \(\d+\) ended with status 1\.", log)
    assert re.search(r"Worker 1 \(\d+\) ended with status 0\.", log)


def test_what_surrounds_run_happens_once_and_with_the_signals_as_they_were() -> None:
    code = (
        "import application_example, extras.infrastructure, os, signal\n"
        "def state(): return os.getpid(), *map(signal.getsignal, (signal.SIGINT, signal.SIGTERM))\n"
        "before = state()\n"
        "extras.infrastructure.run(application_example.app, ['--workers', '2', '--port', '0'])\n"
        "print(state() == before)"
    )
    with program("-c", code) as (process, _):
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output.endswith("Goodbye.\nTrue\n")
    assert output.count("True") == 1


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 1), (2, 2)])
def test_two_servers_do_not_share_a_port(tmp_path: Path, first: int, second: int) -> None:
    with workers(tmp_path, first) as (_, url):
        port = str(urlsplit(url).port)
        arguments = ("-m", "extras", "application:app", "--workers", str(second))
        told = refusal(*arguments, "--port", port, path=tmp_path)
    assert told == (
        f"Port {port} on 127.0.0.1 is in use. Choose another one: --port {int(port) % 65535 + 1}\n"
    )


def test_an_address_of_another_machine_gets_a_line() -> None:
    options = ("--workers", "2", "--host", "192.0.2.1", "--port", "0")
    told = refusal("-m", "extras", "application_example:app", *options)
    assert told.startswith("Cannot listen on 192.0.2.1 port 0: ")
    assert told.count("\n") == 1


def test_a_system_without_room_for_a_process_ends_all() -> None:
    code = (
        "import os, application_example, extras.infrastructure\n"
        "def fork(): raise OSError(11, 'Resource temporarily unavailable')\n"
        "os.fork = fork\n"
        "extras.infrastructure.run(application_example.app, ['--workers', '2', '--port', '0'])"
    )
    told = refusal("-c", code).splitlines()
    assert told[0] == "The workers are told to stop."
    assert told[-1] == "BlockingIOError: [Errno 11] Resource temporarily unavailable"


def test_a_reserved_port_does_not_listen() -> None:
    with reserve("", 0) as reserved, pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", reserved.getsockname()[1]), timeout=5)

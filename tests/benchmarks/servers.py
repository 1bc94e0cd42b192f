"""Who is measured: our servers, their peers, and the two limits, each as a command."""

import os
import shlex
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.workloads import LIMITS, WORKLOADS

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

REFERENCE = "uvicorn-h11"  # the server that all others are compared with


@dataclass(frozen=True, eq=False)
class Server:
    """How a server is started: by this Python, with {app} and {port} filled in."""

    name: str
    label: str
    source: str  # the file of its application
    command: str
    two: str = ""  # what makes it two workers, where that is measured
    crowds: bool = False  # whether many connections are measured
    memory: bool = True  # whether that of an idle connection is
    discards: bool = False  # whether what it prints is thrown away
    workloads: tuple[str, ...] = tuple(WORKLOADS)
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Whether it is Inward."""
        return self.source == "app.py"

    def arguments(self, port: int, workers: int = 1) -> list[str]:
        """Return the command line that starts it on a port of this machine."""
        app = f"tests.benchmarks.{self.source.removesuffix('.py').replace('/', '.')}"
        command = f"{self.command} {self.two if workers > 1 else ''}"
        return [sys.executable, *shlex.split(command.format(app=app, port=port))]

    def variables(self) -> dict[str, str]:
        """Return the environment that it starts in."""
        return {**os.environ, "PYTHONPATH": str(ROOT), **self.environment}


INWARD = "-m extras {app}:app --port {port}"
UVICORN = "-m uvicorn {app}:app --port {port} --no-access-log --log-level warning"
IN_C = "--loop uvloop --http httptools"
# As in granian's own benchmark. Its backlog bounds how many connections it keeps, too.
GRANIAN = "-m granian {app}:app --port {port} --log-level warning --no-ws --backlog 16384"

SERVERS = {
    each.name: each
    for each in (
        Server("inward", "**Inward**", "app.py", f"{INWARD} --quiet",
               two="--workers 2", crowds=True),
        Server("inward-streams", "**Inward**, streams", "app.py",
               f"{INWARD} --quiet --server streams"),
        Server("inward-uvloop", "**Inward**, uvloop", "app.py", f"{INWARD} --quiet --loop uvloop",
               crowds=True),
        Server("inward-log", "**Inward**, access log on", "app.py", INWARD,
               memory=False, discards=True, workloads=("hello", "browser", "json")),
        Server("uvicorn-h11", "uvicorn, h11, Starlette", "peers/starlette_app.py",
               f"{UVICORN} --loop asyncio --http h11", crowds=True),
        Server("uvicorn-c", "uvicorn, uvloop, httptools, Starlette", "peers/starlette_app.py",
               f"{UVICORN} {IN_C}", two="--workers 2", crowds=True),
        Server("uvicorn-bare", "uvicorn, uvloop, httptools, no framework", "peers/asgi_app.py",
               f"{UVICORN} {IN_C}"),
        Server("uvicorn-blacksheep", "uvicorn, uvloop, httptools, BlackSheep",
               "peers/blacksheep_app.py", f"{UVICORN} {IN_C}"),
        Server("aiohttp", "aiohttp, C parser", "peers/aiohttp_app.py", "-m {app} {port}",
               crowds=True),
        Server("aiohttp-uvloop", "aiohttp, C parser, uvloop", "peers/aiohttp_app.py",
               "-m {app} {port} uvloop"),
        Server("aiohttp-python", "aiohttp, parser in Python", "peers/aiohttp_app.py",
               "-m {app} {port}", environment={"AIOHTTP_NO_EXTENSIONS": "1"}),
        Server("granian-rsgi", "granian, its own interface (Rust)", "peers/rsgi_app.py",
               f"{GRANIAN} --interface rsgi", crowds=True),
        Server("granian-asgi", "granian, ASGI, Starlette", "peers/starlette_app.py",
               f"{GRANIAN} --interface asgi"),
        Server("hypercorn", "hypercorn, uvloop, Starlette", "peers/starlette_app.py",
               "-m hypercorn {app}:app --bind 127.0.0.1:{port} -k uvloop"),
        Server("sanic", "sanic, uvloop", "peers/sanic_app.py", "-m {app} {port}"),
        Server("tornado", "tornado", "peers/tornado_app.py", "-m {app} {port}"),
        Server("waitress", "waitress, Flask", "peers/flask_app.py",
               "-m waitress --host 127.0.0.1 --port {port} --asyncore-use-poll "
               "--connection-limit 10000 {app}:app"),
        Server("microdot", "microdot", "peers/microdot_app.py", "-m {app} {port}"),
        Server("limit-protocol", "*bare Protocol that parses nothing*", "peers/bare_protocol.py",
               "-m {app} {port}", workloads=LIMITS),
        Server("limit-streams", "*bare streams that parse nothing*", "peers/bare_streams.py",
               "-m {app} {port}", workloads=LIMITS),
    )
}  # fmt: skip

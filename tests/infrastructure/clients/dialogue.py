"""What every client asks and must get, the application it asks, and who saw the requests come."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from entities import Request, Response
from infrastructure.peers import Peers
from infrastructure.protocol import Connection, Line, protocol
from interfaces import App, Exchange
from tests.infrastructure.serving import serving

T = TypeVar("T")

LARGE = 16 * 1024 * 1024  # more than the kernel's buffers on both sides hold
UPLOAD = 3 * 1024 * 1024
PATIENCE = 60.0  # seconds; a browser needs some to start


@dataclass(frozen=True, slots=True)
class Step:
    """A request and its answer. A body that is a list is sent in chunks."""

    method: str
    path: str
    status: int
    answer: bytes
    body: bytes | list[bytes] | None = None


TEXT = "Grüße aus der Kälte\r\n".encode() * 5000
PIECES = [b"one", b" two" * 10_000, b" three"]

DIALOGUE = (
    Step("GET", "/hello", 200, b"Hello"),
    Step("HEAD", "/hello", 200, b""),
    Step("POST", "/echo", 200, TEXT, body=TEXT),
    Step("POST", "/echo", 200, b"".join(PIECES), body=PIECES),
    Step("POST", "/echo", 200, b"", body=b""),
    Step("GET", "/nowhere", 404, b"404 Not Found\n\nNothing is served at this path.\n"),
    Step("GET", "/stream", 200, b"one two three "),
    Step("POST", "/length", 200, str(UPLOAD).encode(), body=bytes(UPLOAD)),
    Step("PUT", "/nothing", 204, b"", body=b"x"),
    Step("GET", "/large", 200, b"L" * LARGE),
    Step("GET", "/hello", 200, b"Hello"),
)

MOVED = Step("GET", "/moved", 200, b"Hello")
"""For clients that follow a redirect."""


async def three() -> AsyncIterator[bytes]:
    """Give three pieces, with a pause before each."""
    for piece in (b"one ", b"two ", b"three "):
        await asyncio.sleep(0.01)
        yield piece


def make_app() -> App:
    """Make an App for the dialogue."""
    app = App()

    @app.get("/hello")
    async def hello() -> str:
        return "Hello"

    @app.post("/echo")
    async def echo(body: bytes) -> bytes:
        return body

    @app.post("/length", max_body=2 * UPLOAD)
    async def length(request: Request) -> str:
        return str(sum([len(piece) async for piece in request.body]))

    @app.put("/nothing")
    async def nothing(body: bytes) -> None:
        return None

    @app.get("/stream")
    async def stream() -> Response:
        return Response.stream(three(), "text/plain")

    @app.get("/large")
    async def large() -> bytes:
        return b"L" * LARGE

    @app.get("/moved")
    async def moved() -> Response:
        return Response.redirect("/hello")

    @app.get("/page")
    async def page() -> Response:
        return Response.html(PAGE)

    return app


PAGE = """<!doctype html>
<title>A page that asks</title>
<link rel="icon" href="data:,">
<pre id="answers">not yet</pre>
<script type="module">
const ask = async (path, options) => {
  const answer = await fetch(path, options);
  return [answer.status, (await answer.text()).length];
};
const answers = [];
answers.push(await ask("/hello"));
answers.push(await ask("/hello", {method: "HEAD"}));
answers.push(await ask("/echo", {method: "POST", body: "x".repeat(100000)}));
answers.push(await ask("/length", {method: "POST", body: new Uint8Array(3 * 1024 * 1024)}));
answers.push(await ask("/nowhere"));
answers.push(await ask("/stream"));
answers.push(await ask("/moved"));
answers.push(await ask("/large"));
document.getElementById("answers").textContent = JSON.stringify(answers);
</script>
"""


class Seen:
    """What the server saw: every exchange, and the connection on which it happened."""

    def __init__(self) -> None:
        self._seen: list[Exchange] = []

    def observe(self, exchange: Exchange) -> None:
        """Note an exchange. Its peer is named with the port, as `ports_shown` has it."""
        self._seen.append(exchange)

    @property
    def connections(self) -> int:
        """On how many connections the exchanges happened."""
        return len(set(self.connections_by_exchange))

    @property
    def connections_by_exchange(self) -> list[str]:
        """On which connection each exchange happened, in order."""
        return [each.peer for each in self._seen]

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [each.request.target for each in self._seen if each.request]

    @property
    def faults(self) -> list[Exchange]:
        """What did not go well."""
        return [each for each in self._seen if each.error is not None or not each.status]


class ConnectionWithPort(Connection):
    """Names the peer by its address and its port, which tells its connections apart."""

    def connection_made(self, transport: Any) -> None:
        """Name the peer."""
        super().connection_made(transport)
        host, port, *_ = transport.get_extra_info("peername")
        self.peer = f"{host}:{port}"


def ports_shown(peers: Peers) -> Callable[[], asyncio.BaseProtocol]:
    """Serve as `protocol` does, with the port of each peer in sight."""
    protocol(peers)  # keeps the deadlines
    line = Line(asyncio.get_running_loop(), peers.untouched)
    return lambda: ConnectionWithPort(peers, line)


def held(ask: Callable[[str], T]) -> tuple[T, Seen]:
    """Serve, let a blocking client ask at the URL from a thread, and return what both saw."""
    seen = Seen()

    async def hold() -> T:
        options = {"observe": seen.observe, "shell": ports_shown}
        async with serving(make_app(), patience=PATIENCE, **options) as server:
            return await asyncio.to_thread(ask, server.url.rstrip("/"))

    answer = asyncio.run(hold(), debug=False)
    assert seen.faults == []
    return answer, seen


def check(step: Step, status: int, answer: bytes) -> None:
    """Compare an answer with what it should be."""
    name = f"{step.method} {step.path}"
    assert status == step.status, f"{name}: {status} {answer[:200]!r}"
    assert len(answer) == len(step.answer), name
    assert answer == step.answer, name

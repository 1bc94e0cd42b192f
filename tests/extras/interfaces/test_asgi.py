"""The App as an ASGI application, under a server of the tests and without an event loop."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from entities import Cookie, Disconnected, Handler, ProtocolError, Request, Response
from extras.interfaces import asgi
from extras.interfaces.asgi import Application
from interfaces import App, Exchange, drive
from tests.extras.interfaces.fake_asgi import FakeServer, Message
from tests.fakes.loop import Wait
from tests.fakes.producer import FakeProducer
from use_cases import Limits

HOST = (b"host", b"localhost")


def scope(target: str = "/", **parts: Any) -> Message:
    """Make what a server says of a request."""
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [HOST],
        "client": ["192.0.2.7", 50_000],
        **parts,
    }


def piece(body: bytes = b"", more: bool = False) -> Message:
    """Make a message with a piece of the body of a request."""
    return {"type": "http.request", "body": body, "more_body": more}


GONE: Message = {"type": "http.disconnect"}


@contextmanager
def started(app: App, **options: Any) -> Iterator[Application]:
    """Start an App by the messages about its lifespan, and stop it in the end."""
    application = asgi(app, **options)
    server = FakeServer({"type": "lifespan.startup"})
    life = application({"type": "lifespan"}, server.receive, server.send).__await__()
    next(life)
    assert server.kinds == ["lifespan.startup.complete"]
    yield application
    server.tell("lifespan.shutdown")
    with pytest.raises(StopIteration):
        next(life)
    assert server.kinds[1:] == ["lifespan.shutdown.complete"]


def ask(app: App, said: Message, *messages: Message, **options: Any) -> FakeServer:
    """Ask an App one thing, and return the server with what it was sent."""
    server = FakeServer(*(messages or [piece()]))
    with started(app, **options) as application:
        drive(application(said, server.receive, server.send))
    return server


@pytest.fixture
def app() -> App:
    """Make an App with an endpoint of each kind."""
    app = App()

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.post("/echo")
    async def echo(request: Request) -> bytes:
        return await request.read()

    @app.get("/seen")
    async def seen(request: Request) -> dict[str, object]:
        return {
            name: getattr(request, name)
            for name in ("target", "path", "peer", "scheme", "version", "host")
        }

    @app.get("/nothing")
    async def nothing() -> None:
        return None

    @app.get("/bug")
    async def bug() -> str:
        raise LookupError("a secret")

    return app


def streaming(pieces: Any, **headers: str) -> App:
    """Make an App that answers with a stream."""
    app = App()

    @app.get("/")
    async def answer() -> Response:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return Response.stream(pieces, "text/plain", headers=fields)

    return app


# What a request is made of


def test_a_request_is_answered(app: App) -> None:
    server = ask(app, scope("/welcome/Ada"))
    assert server.sent == [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [
                (b"content-type", b"text/plain; charset=utf-8"),
                (b"content-length", b"11"),
            ],
        },
        {"type": "http.response.body", "body": b"Welcome Ada"},
    ]


def test_a_request_is_what_the_server_says_of_it(app: App) -> None:
    server = ask(app, scope("/seen?x=%20y", scheme="https", http_version="2"))
    assert server.content == (
        b'{"target":"/seen?x=%20y","path":"/seen","peer":"192.0.2.7","scheme":"https",'
        b'"version":"2","host":"localhost"}'
    )


@pytest.mark.parametrize("client", [None, ("", 0)])
def test_a_peer_may_be_unknown(app: App, client: Any) -> None:
    assert b'"peer":""' in ask(app, scope("/seen", client=client)).content


def test_an_escape_in_the_path_is_kept(app: App) -> None:
    assert ask(app, scope("/welcome/a%2Fb")).content == b"Welcome a/b"


def test_without_a_raw_path_the_path_is_encoded_again(app: App) -> None:
    said = scope(path="/welcome/Ad\N{LATIN SMALL LETTER A WITH DIAERESIS} b", raw_path=None)
    assert ask(app, said).content.decode() == "Welcome Ad\N{LATIN SMALL LETTER A WITH DIAERESIS} b"


@pytest.mark.parametrize(
    ("root", "path", "status"),
    [("/api", "/api/nothing", 204), ("/api", "/nothing", 204), ("/no", "/nothing", 204)],
)
def test_the_path_begins_below_the_root_path(app: App, root: str, path: str, status: int) -> None:
    assert ask(app, scope(path, root_path=root)).status == status


def test_an_absolute_target_names_the_host(app: App) -> None:
    server = ask(app, scope("http://example.org/seen"))
    assert b'"host":"example.org"' in server.content


@pytest.mark.parametrize("version", ["1.0", "1"])
def test_a_client_of_1_0_need_not_name_a_host(app: App, version: str) -> None:
    server = ask(app, scope("/seen", http_version=version, headers=[]))
    assert b'"version":"1.0"' in server.content


REFUSED = {
    "a method that is no token": ({"method": "G(T"}, 400),
    "a method beyond ASCII": ({"method": "\N{EURO SIGN}"}, 400),
    "a method that is not implemented": ({"method": "TRACE"}, 501),
    "a space in the path": ({"raw_path": b"/a b"}, 400),
    "NUL in the query": ({"query_string": b"%00"}, 400),
    "no host": ({"headers": []}, 400),
    "two hosts": ({"headers": [HOST, HOST]}, 400),
    "a field name that is none": ({"headers": [HOST, (b"a b", b"c")]}, 400),
    "two framings": (
        {"headers": [HOST, (b"content-length", b"1"), (b"transfer-encoding", b"chunked")]},
        400,
    ),
    "too many fields": ({"headers": [HOST] * 101}, 431),
    "an unknown expectation": ({"headers": [HOST, (b"expect", b"miracles")]}, 417),
}


@pytest.mark.parametrize(("parts", "status"), REFUSED.values(), ids=REFUSED)
def test_what_a_server_lets_through_is_refused(
    app: App, parts: dict[str, Any], status: int
) -> None:
    seen: list[Exchange] = []
    server = ask(app, scope("/nothing", **parts), observe=seen.append)
    assert (server.status, server.headers[b"connection"]) == (status, b"close")
    assert isinstance(seen[0].error, ProtocolError)
    assert (seen[0].request, seen[0].status) == (None, status)


# The body of a request


def posting(*headers: tuple[bytes, bytes]) -> Message:
    """Make what a server says of a request with a body."""
    return scope("/echo", method="POST", headers=[HOST, *headers])


def test_a_body_is_pulled_piece_by_piece(app: App) -> None:
    server = ask(app, posting(), piece(b"Hel", more=True), piece(more=True), piece(b"lo"))
    assert server.content == b"Hello"


def test_a_message_may_leave_out_what_is_empty(app: App) -> None:
    assert ask(app, posting(), {"type": "http.request"}).content == b""


def test_a_body_that_is_announced_too_large_is_refused_unread(app: App) -> None:
    said = posting((b"content-length", b"5"))
    server = ask(app, said, piece(b"Hello"), limits=Limits(body=4))
    assert (server.status, server.headers[b"connection"]) == (413, b"close")


def test_a_body_that_grows_too_large_is_refused(app: App) -> None:
    chunked = posting((b"transfer-encoding", b"chunked"))
    pieces = piece(b"Hel", more=True), piece(b"lo", more=True)
    assert ask(app, chunked, *pieces, limits=Limits(body=4)).status == 413


def test_http_2_has_no_connection_to_close(app: App) -> None:
    said = {**posting(), "http_version": "2"}
    server = ask(app, said, piece(b"Hello"), limits=Limits(body=4))
    assert (server.status, b"connection" in server.headers) == (413, False)


def test_a_body_that_breaks_off_is_not_answered(app: App) -> None:
    seen: list[Exchange] = []
    server = ask(app, posting(), piece(b"Hel", more=True), GONE, observe=seen.append)
    assert server.sent == []
    assert [(each.status, each.octets, each.error) for each in seen] == [(0, 0, None)]


# Responses


def test_head_is_answered_without_a_body(app: App) -> None:
    server = ask(app, scope("/welcome/Ada", method="HEAD"))
    assert (server.headers[b"content-length"], server.content) == (b"11", b"")


@pytest.mark.parametrize(
    ("status", "length"), [(204, None), (205, b"0"), (304, None)], ids=["204", "205", "304"]
)
def test_some_responses_have_no_body(status: int, length: bytes | None) -> None:
    app = App()

    @app.get("/")
    async def answer() -> Response:
        return Response.stream(FakeProducer(b"never"), status=status)

    server = ask(app, scope())
    assert (server.status, server.content) == (status, b"")
    assert server.headers.get(b"content-length") == length


def test_the_framing_is_left_to_the_server() -> None:
    app = streaming(FakeProducer(b"a"), Transfer_Encoding="chunked", X_Other="\xe4")
    server = ask(app, scope())
    assert server.headers == {b"content-type": b"text/plain", b"x-other": b"\xe4"}


def test_a_stream_is_sent_as_it_comes() -> None:
    producer = FakeProducer(b"a", b"bc")
    seen: list[Exchange] = []
    server = ask(streaming(producer), scope(), observe=seen.append)
    bodies = [(each["body"], each.get("more_body", False)) for each in server.sent[1:]]
    assert bodies == [(b"a", True), (b"bc", True), (b"", False)]
    assert (seen[0].octets, producer.closes) == (3, 1)


@pytest.mark.parametrize("promised", ["3", "9"])
def test_the_promised_length_of_a_stream_is_told_to_the_server(promised: str) -> None:
    server = ask(streaming(FakeProducer(b"a", b"bc"), Content_Length=promised), scope())
    assert (server.headers[b"content-length"], server.content) == (promised.encode(), b"abc")


@pytest.mark.parametrize(("scheme", "end"), [("http", b"HttpOnly"), ("https", b"Secure")])
def test_cookies_are_secure_over_tls(app: App, scheme: str, end: bytes) -> None:
    app.get("/cookie")(lambda: Response().with_cookie(Cookie("a", "b")))
    (start, *_) = ask(app, scope("/cookie", scheme=scheme)).sent
    assert dict(start["headers"])[b"set-cookie"].endswith(b"; " + end)


# Bugs


@pytest.mark.parametrize("observed", [True, False])
def test_a_bug_is_answered_observed_and_raised_to_the_server(app: App, observed: bool) -> None:
    seen: list[Exchange] = []
    server = FakeServer(piece())
    with (
        started(app, observe=seen.append if observed else None) as application,
        pytest.raises(LookupError, match="a secret") as bug,
    ):
        drive(application(scope("/bug"), server.receive, server.send))
    assert (server.status, b"secret" in server.content) == (500, False)
    assert [each.error for each in seen] == [bug.value] * observed


def test_a_bug_that_an_error_handler_answers_is_raised_to_the_server_all_the_same(app: App) -> None:
    @app.error(LookupError)
    def gone(request: Request, error: LookupError) -> str:
        return "Sorry"

    server = FakeServer(piece())
    with started(app) as application, pytest.raises(LookupError, match="a secret"):
        drive(application(scope("/bug"), server.receive, server.send))
    assert (server.status, server.content) == (500, b"Sorry")


def test_a_bug_in_a_stream_cuts_it_off() -> None:
    producer = FakeProducer(b"a", OSError("disk"))
    server = FakeServer(piece())
    with started(streaming(producer)) as application, pytest.raises(OSError, match="disk"):
        drive(application(scope(), server.receive, server.send))
    assert (server.content, server.sent[-1]["more_body"], producer.closes) == (b"a", True, 1)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_middleware_that_returns_nothing_is_told_so(app: App, scheme: str) -> None:
    @app.middleware
    async def forgetful(request: Request, handler: Handler) -> Response:
        await handler(request)
        return None  # type: ignore[return-value]

    server = FakeServer(piece())
    with started(app) as application, pytest.raises(TypeError, match="does a middleware forget"):
        drive(application(scope("/nothing", scheme=scheme), server.receive, server.send))
    assert server.status == 500


# A peer that goes


class Endless:
    """A stream without an end, in the course of which the peer goes."""

    def __init__(self, server: FakeServer, goes_at: int) -> None:
        self.given = 0
        self.closed = False
        self._server = server
        self._goes_at = goes_at

    def __aiter__(self) -> "Endless":
        return self

    async def __anext__(self) -> bytes:
        self.given += 1
        if self.given == self._goes_at:
            self._server.tell("http.disconnect")
        return b"x"

    async def aclose(self) -> None:
        self.closed = True


@pytest.mark.parametrize("goes_at", [1, 2, 3, 10])
@pytest.mark.parametrize(
    "said", [[], [piece()], [piece(b"unread")], [piece(b"un", more=True), piece(b"read")]]
)
def test_a_stream_ends_when_the_peer_goes(goes_at: int, said: list[Message]) -> None:
    server = FakeServer(*said)
    endless = Endless(server, goes_at)
    seen: list[Exchange] = []
    with started(streaming(endless), observe=seen.append) as application:
        drive(application(scope(), server.receive, server.send))
    assert endless.closed
    assert endless.given <= goes_at + len(said)
    assert server.waits <= 1  # It listens once, not once for each piece.
    assert (seen[0].status, seen[0].error) == (200, None)
    assert server.content == b"x" * seen[0].octets


def test_a_server_may_yield_nothing_to_wait_for() -> None:
    server = FakeServer(piece())
    endless = Endless(server, 5)

    async def receive() -> Message:
        await Wait()  # as asyncio.sleep(0) does
        return await server.receive()

    with started(streaming(endless)) as application:
        drive(application(scope(), receive, server.send))
    assert endless.closed


def test_a_stream_ends_when_the_server_says_that_the_peer_is_gone() -> None:
    server = FakeServer(piece(), gone_at=2)
    producer = FakeProducer(b"a", b"b", b"c")
    seen: list[Exchange] = []
    with started(streaming(producer), observe=seen.append) as application:
        drive(application(scope(), server.receive, server.send))
    assert (producer.given, producer.closes) == (2, 1)
    assert [(each.status, each.octets, each.error) for each in seen] == [(200, 1, None)]


def test_a_stream_may_read_the_request_as_it_goes() -> None:
    app = App()

    @app.post("/echo")
    async def shout(request: Request) -> Response:
        async def louder() -> AsyncIterator[bytes]:
            async for part in request.body:
                yield part.upper()

        return Response.stream(louder())

    server = ask(app, posting(), piece(b"a", more=True), piece(b"b", more=True), piece(b"c"))
    assert server.content == b"ABC"


def test_what_nobody_had_begun_to_read_cannot_be_read_later() -> None:
    app = App()
    tried: list[str] = []

    @app.post("/echo")
    async def late(request: Request) -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"first"
            try:
                await request.read()
            except RuntimeError as error:
                tried.append(str(error))

        return Response.stream(pieces())

    assert ask(app, posting(), piece(b"a", more=True), piece(b"b")).content == b"first"
    assert tried == ["this body was streamed and is spent; read() keeps what it gets"]


# The lifespan


@pytest.fixture
def lives() -> list[str]:
    """Keep what a provider does."""
    return []


@pytest.fixture
def living(lives: list[str]) -> App:
    """Make an App whose provider can fail."""
    app = App()

    @app.provide(list)
    async def provider() -> AsyncIterator[list[str]]:
        lives.append("up")
        if "no start" in lives:
            raise OSError("the database is away")
        yield lives
        lives.append("down")
        if "no end" in lives:
            raise OSError("the database is stuck")

    return app


def live(app: App) -> list[Message]:
    """Start an App and stop it; return what it says."""
    server = FakeServer({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    drive(asgi(app)({"type": "lifespan"}, server.receive, server.send))
    return server.sent


def test_providers_live_as_long_as_the_server(living: App, lives: list[str]) -> None:
    with started(living):
        assert lives == ["up"]
    assert lives == ["up", "down"]


def test_what_keeps_an_app_from_starting_is_said(living: App, lives: list[str]) -> None:
    lives.append("no start")
    reason = "OSError: the database is away"
    assert live(living) == [{"type": "lifespan.startup.failed", "message": reason}]


def test_a_faulty_app_does_not_start() -> None:
    app = App()

    @app.get("/")
    async def wrong(number: int) -> str:
        return str(number)

    (said,) = live(app)
    assert said["type"] == "lifespan.startup.failed"
    assert "nothing fills the parameter number" in said["message"]


def test_what_goes_wrong_in_the_end_is_said(living: App, lives: list[str]) -> None:
    lives.append("no end")
    assert live(living)[1:] == [
        {"type": "lifespan.shutdown.failed", "message": "OSError: the database is stuck"}
    ]


def test_without_a_lifespan_nothing_is_served(app: App) -> None:
    server = FakeServer(piece())
    with pytest.raises(RuntimeError, match="let the server speak lifespan"):
        drive(asgi(app)(scope("/nothing"), server.receive, server.send))
    assert server.status == 500


# Other scopes


def test_a_websocket_is_refused(app: App) -> None:
    server = ask(app, {"type": "websocket"}, {"type": "websocket.connect"})
    assert server.sent == [{"type": "websocket.close"}]


def test_an_unknown_scope_is_an_error(app: App) -> None:
    with pytest.raises(ValueError, match="carrier pigeon is not served"):
        ask(app, {"type": "carrier pigeon"})


def test_a_disconnect_that_a_handler_raises_ends_the_exchange() -> None:
    app = App()

    @app.get("/")
    async def gone() -> str:
        raise Disconnected

    assert ask(app, scope()).sent == []

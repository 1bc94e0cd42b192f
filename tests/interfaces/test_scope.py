"""The request scope: what a request has of its own, how long it lives, and what it sees."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any, Generic, TypeVar

import pytest

from entities import Body, ConfigurationError, Handler, Headers, HTTPError, Request, Response
from interfaces import App, Conversation, drive
from tests.fakes.clock import FakeClock
from tests.fakes.producer import FakeProducer
from tests.fakes.stream import FakeStream
from tests.interfaces.asking import Client
from tests.interfaces.talk import get

T = TypeVar("T")


class Database:
    """Lives as long as the App."""


class Session:
    """Lives as long as a request."""

    def __init__(self, database: Database) -> None:
        self.database = database


NO_SESSION = Session(Database())


class Caller:
    """Lives as long as a request, and needs a Session and the Request."""

    def __init__(self, session: Session, name: str) -> None:
        self.session = session
        self.name = name


class Shelf(Generic[T]):
    """Comes in several types."""


def recorded(log: list[str]) -> App:
    """Make an App whose providers, registered from the inside out, note what they do."""
    app = App()

    @app.provide(Caller, scope="request")
    async def caller(request: Request, session: Session) -> AsyncIterator[Caller]:
        log.append("enter caller")
        try:
            yield Caller(session, request.headers.get("name"))
            log.append("answered caller")
        except BaseException as error:
            log.append(f"caller sees {type(error).__name__}")
            raise
        finally:
            log.append("leave caller")

    @app.provide(Session, scope="request")
    async def session(database: Database) -> AsyncIterator[Session]:
        log.append("enter session")
        try:
            yield Session(database)
            log.append("answered session")
        except BaseException as error:
            log.append(f"session sees {type(error).__name__}")
            raise
        finally:
            log.append("leave session")

    @app.provide(Database)
    async def database() -> AsyncIterator[Database]:
        log.append("open database")
        yield Database()
        log.append("close database")

    return app


ENTERED = ["enter session", "enter caller"]
LEFT = ["answered caller", "leave caller", "answered session", "leave session"]


def seen(error: str) -> list[str]:
    """Return what is noted where both providers see an error."""
    return [f"caller sees {error}", "leave caller", f"session sees {error}", "leave session"]


def log_of(app: App, log: list[str], *script: bytes, gone_at: int | None = None) -> FakeStream:
    """Hold a conversation with an App; the log then holds what happened between its ends."""
    stream = FakeStream(*script, gone_at=gone_at)

    async def serve() -> None:
        async with app.lifespan() as handler:
            log.clear()
            await Conversation(stream, handler, now=FakeClock(), date=lambda: "today").run()
            log.append("end of conversation")

    drive(serve())
    log[log.index("end of conversation") :] = []
    return stream


# In order of need, around the endpoint


def test_it_is_entered_in_order_of_need_and_left_in_reverse_around_the_endpoint() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.get("/")
    async def endpoint(caller: Caller) -> str:
        log.append("endpoint")
        return caller.name

    with Client(app) as client:
        assert client.get("/", headers={"Name": "Ada"}).text == "Ada"
        log.append("answer")
    assert log == [
        "open database", *ENTERED, "endpoint", *LEFT, "answer", "close database"
    ]  # fmt: skip


def test_each_request_has_its_own_and_shares_it_and_what_lives_with_the_app() -> None:
    app = recorded([])
    seen: list[Any] = []

    @app.get("/{word}")
    def endpoint(word: str, session: Session, caller: Caller, database: Database) -> None:
        assert session is caller.session
        assert session.database is database
        seen.append((word, session, database))

    with Client(app) as client:
        client.get("/a")
        client.get("/b")
    (first, one, database), (second, other, same) = seen
    assert (first, second) == ("a", "b")
    assert one is not other
    assert database is same


def test_an_endpoint_that_needs_none_enters_none() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.get("/database")
    def endpoint(database: Database) -> None: ...

    @app.get("/session")
    def other(session: Session) -> None: ...

    with Client(app) as client:
        client.get("/database")
        assert log == ["open database"]
        client.get("/session")
        assert log == ["open database", "enter session", *LEFT[2:]]


def test_a_provider_may_ask_for_the_parameters_of_the_path() -> None:
    app = App()

    @app.provide(int, scope="request")
    async def number(request: Request) -> AsyncIterator[int]:
        yield request.params["number"]

    @app.get("/{number:int}")
    def endpoint(request: Request, double: int) -> str:
        return str(2 * double)

    # Its name is not that of the parameter of the path, so it is filled by its type.
    with Client(app) as client:
        assert client.get("/21").text == "42"


# Errors


def failing(error: BaseException) -> Callable[[Caller], None]:
    def endpoint(caller: Caller) -> None:
        raise error

    return endpoint


@pytest.mark.parametrize("error", [LookupError("lost"), HTTPError(409), KeyboardInterrupt()])
def test_the_error_of_an_endpoint_reaches_every_provider(error: BaseException) -> None:
    log: list[str] = []
    app = recorded(log)
    app.get("/")(failing(error))
    with Client(app) as client:
        if isinstance(error, HTTPError):
            assert client.get("/").status == 409
        else:
            with pytest.raises(type(error)) as caught:
                client.get("/")
            assert caught.value is error
    name = type(error).__name__
    assert log == ["open database", *ENTERED, *seen(name), "close database"]


def test_a_provider_cannot_swallow_an_error() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.provide(Caller, scope="request")
    async def caller(session: Session) -> AsyncIterator[Caller]:
        try:
            yield Caller(session, "")
        except LookupError:
            log.append("swallowed")

    app.get("/")(failing(LookupError("lost")))
    with pytest.raises(LookupError, match="lost"), Client(app) as client:
        client.get("/")
    assert log[2:5] == ["swallowed", "session sees LookupError", "leave session"]


def test_a_provider_may_raise_another_error_which_those_around_it_see() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.provide(Caller, scope="request")
    async def caller(session: Session) -> AsyncIterator[Caller]:
        try:
            yield Caller(session, "")
        except LookupError as error:
            raise HTTPError(404, "Nobody.") from error

    app.get("/")(failing(LookupError()))
    with Client(app) as client:
        assert client.get("/").text == "404 Not Found\n\nNobody.\n"
    assert "session sees HTTPError" in log


def test_a_provider_may_refuse_a_request() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.provide(Caller, scope="request")
    async def caller(request: Request, session: Session) -> AsyncIterator[Caller]:
        if "authorization" not in request.headers:
            raise HTTPError(401)
        yield Caller(session, "")

    @app.get("/")
    def endpoint(caller: Caller) -> str:
        return "in"

    with Client(app) as client:
        assert client.get("/").status == 401
        assert log[1:] == ["enter session", "session sees HTTPError", "leave session"]
        assert client.get("/", headers={"Authorization": "yes"}).text == "in"


def test_an_error_after_the_answer_takes_its_place() -> None:
    app = App()

    @app.provide(Session, scope="request")
    async def session() -> AsyncIterator[Session]:
        yield Session(Database())
        raise HTTPError(503, "The commit failed.")

    @app.post("/")
    def endpoint(session: Session) -> str:
        return "kept"

    with Client(app) as client:
        assert client.request("POST", "/").status == 503


@pytest.mark.parametrize("error", [None, LookupError()])
def test_a_provider_that_yields_twice_is_told_so(error: Exception | None) -> None:
    app = App()

    @app.provide(Session, scope="request")
    async def session() -> AsyncIterator[Session]:
        try:
            yield Session(Database())
        except LookupError:
            yield Session(Database())
        yield Session(Database())

    @app.get("/")
    def endpoint(session: Session) -> None:
        if error:
            raise error

    with pytest.raises(RuntimeError, match="a provider yields once"), Client(app) as client:
        client.get("/")


# Streams


def streaming(app: App, *pieces: bytes | Exception, log: list[str]) -> None:
    """Serve a stream that notes what happens to it, at /."""

    @app.get("/")
    async def endpoint(caller: Caller) -> Response:
        async def stream() -> AsyncIterator[bytes]:
            try:
                for piece in pieces:
                    if isinstance(piece, Exception):
                        raise piece
                    log.append(f"piece {piece.decode()}")
                    yield piece
            finally:
                log.append("end of stream")

        return Response.stream(stream(), "text/plain")


STREAMED = ["piece a", "piece b", "end of stream"]


def test_a_stream_keeps_it_until_the_stream_has_ended() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", b"b", log=log)
    stream = log_of(app, log, get("/"))
    assert stream.output.endswith(b"\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n")
    assert log == [*ENTERED, *STREAMED, *LEFT]


def test_a_stream_that_fails_lets_the_providers_see_the_error() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", LookupError(), log=log)
    stream = log_of(app, log, get("/"))
    assert stream.output.endswith(b"\r\n\r\n1\r\na\r\n")
    assert log == [*ENTERED, "piece a", "end of stream", *seen("LookupError")]


def test_a_client_that_leaves_during_a_stream_ends_both() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", b"b", log=log)
    log_of(app, log, get("/"), gone_at=1)
    assert log == [*ENTERED, "piece a", "end of stream", *seen("GeneratorExit")]


def test_a_client_that_left_before_the_stream_ends_it_unbegun() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", b"b", log=log)
    log_of(app, log, get("/"), gone_at=0)
    assert log == [*ENTERED, *seen("GeneratorExit")]


def test_head_of_a_stream_leaves_it_without_a_piece() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", b"b", log=log)
    stream = log_of(app, log, get("/", method="HEAD"))
    assert stream.output.startswith(b"HTTP/1.1 200 OK\r\n")
    assert log == [*ENTERED, *seen("GeneratorExit")]


def test_a_stream_is_not_cut_off_as_if_whole_where_a_provider_swallows_its_error() -> None:
    app = App()

    @app.provide(Caller, scope="request")
    async def caller() -> AsyncIterator[Caller]:
        with suppress(LookupError):
            yield Caller(Session(Database()), "")

    streaming(app, b"a", LookupError(), log=[])
    assert not log_of(app, ["end of conversation"], get("/")).output.endswith(b"0\r\n\r\n")


def test_a_provider_that_fails_after_a_stream_cuts_it_off() -> None:
    app = App()

    @app.provide(Caller, scope="request")
    async def caller() -> AsyncIterator[Caller]:
        yield Caller(Session(Database()), "")
        raise LookupError("the commit failed")

    streaming(app, b"a", log=[])
    assert log_of(app, [], get("/")).output.endswith(b"1\r\na\r\n")


def test_a_stream_keeps_its_promised_length_and_its_other_parts() -> None:
    app = recorded([])
    producer = FakeProducer(b"ab", b"c")

    @app.get("/length")
    def by_length(session: Session) -> Response:
        return Response(201, Headers({"X-A": "b"}), Body(producer, 3))

    @app.get("/field")
    def by_field(session: Session) -> Response:
        return Response.stream(FakeProducer(b"abc"), headers={"Content-Length": "3"})

    stream = log_of(app, [], get("/length") + get("/field"))
    first, second = stream.output.split(b"HTTP/1.1 ")[1:]
    assert first.startswith(b"201 Created\r\nX-A: b\r\n")
    for one in (first, second):
        assert b"Content-Length: 3\r\n" in one
        assert one.endswith(b"\r\n\r\nabc")
    assert producer.closes == 1


def test_a_middleware_that_wraps_a_stream_and_closes_it_ends_both() -> None:
    log: list[str] = []
    app = recorded(log)
    streaming(app, b"a", b"b", log=log)

    @app.middleware
    async def shout(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        return replace(response, body=Body(loud(response.body)))

    async def loud(body: Body) -> AsyncIterator[bytes]:
        try:
            async for piece in body:
                yield piece.upper()
        finally:
            await body.close()

    assert log_of(app, log, get("/")).output.endswith(b"1\r\nA\r\n1\r\nB\r\n0\r\n\r\n")
    assert log == [*ENTERED, *STREAMED, *LEFT]
    log_of(app, log, get("/"), gone_at=1)
    assert log == [*ENTERED, "piece a", "end of stream", *seen("GeneratorExit")]


# Other providers in a test


def giving(value: T) -> Callable[[], AsyncIterator[T]]:
    async def provider() -> AsyncIterator[T]:
        yield value

    return provider


@pytest.mark.parametrize("scope", ["app", "request"])
def test_either_scope_is_replaced_by_including_the_app_in_another(scope: Any) -> None:
    log: list[str] = []
    real, outer, session = recorded(log), App(), Session(Database())

    @real.get("/")
    def endpoint(caller: Caller) -> str:
        assert caller.session is session
        return caller.name

    outer.provide(Session, scope=scope)(giving(session))
    outer.include("", real)
    with Client(outer) as client:
        assert client.get("/", headers={"Name": "Ada"}).text == "Ada"
    assert "enter session" not in log


def test_one_given_to_the_constructor_lives_as_long_as_the_app() -> None:
    session = Session(Database())
    outer = App({Session: giving(session)})
    outer.include("", recorded([]))

    @outer.get("/")
    def endpoint(mine: Session) -> None:
        assert mine is session

    with Client(outer) as client:
        assert client.get("/").status == 204


# Kinds


class Main:
    """What is provided under a plain type in these tests."""


def test_one_type_may_be_annotated_to_be_several() -> None:
    app, primary, replica, plain = App(), Main(), Main(), Main()
    app.provide(Annotated[Main, "primary"])(giving(primary))
    app.provide(Annotated[Main, "replica"], scope="request")(giving(replica))
    app.provide(Main)(giving(plain))
    seen: list[Main] = []

    @app.provide(Shelf[Main], scope="request")
    async def shelf(
        primary: Annotated[Main, "primary"], replica: Annotated[Main, "replica"]
    ) -> AsyncIterator[Shelf[Main]]:
        seen.extend([primary, replica])
        yield Shelf()

    @app.get("/")
    def endpoint(
        shelf: Shelf[Main],
        b: Annotated[Main, "replica"],
        a: Annotated[Main, "primary"],
        c: Annotated[Main, "another"],  # which nobody provides, so it is one like all
        d: Annotated[Main, ["no", "hash"]],
    ) -> None:
        seen.extend([a, b, c, d])

    with Client(app) as client:
        client.get("/")
    assert list(map(id, seen)) == list(map(id, [primary, replica, primary, replica, plain, plain]))


def test_what_is_annotated_is_not_given_to_who_asks_for_the_bare_type() -> None:
    app = App({Annotated[Main, "primary"]: giving(Main())})

    @app.get("/")
    def endpoint(main: Main) -> None: ...

    fault = fault_of(app)
    assert "nothing fills the parameter main, which is Main" in fault
    assert fault.endswith("test_scope.Main, 'primary']")


def test_types_of_a_generic_are_told_apart_in_either_scope() -> None:
    app, numbers, words = App(), Shelf[int](), Shelf[str]()
    app.provide(Shelf[int], scope="request")(giving(numbers))
    app.provide(Shelf[str])(giving(words))

    @app.get("/")
    def endpoint(some: Shelf[str], others: Shelf[int]) -> None:
        assert (some, others) == (words, numbers)

    with Client(app) as client:
        assert client.get("/").status == 204


# What cannot work is refused at start-up


def fault_of(app: App) -> str:
    """Return what is said about an App that cannot start."""
    with pytest.raises(ConfigurationError) as caught, Client(app):
        pass
    return str(caught.value)


def test_a_provider_of_the_app_cannot_ask_for_what_a_request_has() -> None:
    log: list[str] = []
    app = recorded(log)
    hint = 'provide this with scope="request" as well'

    @app.provide(Main)
    async def main(session: Session = NO_SESSION) -> AsyncIterator[Main]:
        yield Main()

    fault = fault_of(app)
    assert fault.endswith(f"main: each request has its own Session (session); {hint}")

    @app.provide(Main)
    async def other(request: Request) -> AsyncIterator[Main]:
        yield Main()

    fault = fault_of(app)
    assert fault.endswith(f"other: each request has its own Request (request); {hint}")
    assert log == []


def test_providers_that_need_each_other_are_refused_in_either_scope() -> None:
    app = recorded([])

    @app.provide(Session, scope="request")
    async def session(caller: Caller) -> AsyncIterator[Session]:
        yield caller.session

    fault = fault_of(app)
    assert fault.startswith("the providers go round in a circle: ")
    assert "Session needs Caller" in fault


def test_what_nothing_provides_is_named() -> None:
    app = App()

    @app.provide(Session, scope="request")
    async def session(database: Database) -> AsyncIterator[Session]:
        yield Session(database)

    fault = fault_of(app)
    assert "session: nothing provides <class" in fault
    assert fault.endswith("test_scope.Database'> for database; provide it, or give it a default")


def test_a_provider_that_does_not_yield_is_refused() -> None:
    wrong: Any = Main
    app = App()
    app.provide(Main, scope="request")(wrong)
    assert fault_of(app).endswith(": a provider is an async def with one yield")


def test_an_unknown_scope_is_refused() -> None:
    scope: Any = "session"
    with pytest.raises(ConfigurationError, match="no scope 'session'; there are app and request"):
        App().provide(Main, scope=scope)

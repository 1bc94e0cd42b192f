"""The App: how what a user writes is put together, and what is refused at start-up."""

import re
from collections.abc import AsyncIterator, Callable
from itertools import pairwise
from typing import Any, Generic, TypeVar

import pytest

from entities import (
    ConfigurationError,
    Handler,
    HTTPError,
    Middleware,
    Request,
    Response,
)
from interfaces import App, Provider, drive
from tests.fakes.stream import SILENCE
from tests.interfaces.asking import Client, Reply
from tests.interfaces.talk import talk

T = TypeVar("T")


def ask(app: App, method: str, target: str, body: bytes = b"") -> Reply:
    """Start an App, ask it once, and shut it down."""
    with Client(app) as client:
        return client.request(method, target, content=body)


def fault_of(app: App) -> str:
    """Return what is said about an App that cannot start."""
    with pytest.raises(ConfigurationError) as caught, Client(app):
        pass
    return str(caught.value)


def text(content: str) -> Callable[[], str]:
    """Make an endpoint that answers with this text."""
    return lambda: content


def trace(name: str, log: list[str]) -> Middleware:
    """Make a middleware that notes when it is entered, and with which status it is left."""

    async def layer(request: Request, handler: Handler) -> Response:
        log.append(f"into {name}")
        response = await handler(request)
        log.append(f"{response.status} out of {name}")
        return response

    return layer


# Routes


def test_an_endpoint_answers_its_method_and_pattern() -> None:
    app = App()
    app.get("/")(text("got"))
    app.post("/")(text("posted"))
    app.put("/")(text("put"))
    app.patch("/")(text("patched"))
    app.delete("/")(text("deleted"))
    app.route("PURGE", "/")(text("purged"))
    for method, content in [
        ("GET", "got"),
        ("POST", "posted"),
        ("PUT", "put"),
        ("PATCH", "patched"),
        ("DELETE", "deleted"),
        ("PURGE", "purged"),
    ]:
        assert ask(app, method, "/").text == content


def test_registering_leaves_what_is_registered_as_it_was() -> None:
    app = App()

    def endpoint() -> None: ...
    async def layer(request: Request, handler: Handler) -> Response:
        return await handler(request)

    async def provider() -> AsyncIterator[int]:
        yield 1

    assert app.get("/")(endpoint) is endpoint
    assert app.middleware(layer) is layer
    assert app.provide(int)(provider) is provider


def test_parameters_of_the_path_are_decoded_and_converted() -> None:
    app = App()

    @app.get("/{name}/{number:int}/{rest:path}")
    async def endpoint(request: Request, name: str, number: int, rest: str) -> list[object]:
        return [name, number, rest, request.params["number"]]

    reply = ask(app, "GET", "/Ada%2FGrace/7/a/b")
    assert reply.json() == ["Ada/Grace", 7, "a/b", 7]


def test_head_is_answered_as_get_and_the_endpoint_can_tell() -> None:
    app = App()
    seen: list[str] = []

    @app.get("/")
    async def endpoint(request: Request) -> str:
        seen.append(request.method)
        return "got"

    reply = ask(app, "HEAD", "/")
    assert (reply.status, reply.content, seen) == (200, b"", ["HEAD"])


def test_an_endpoint_of_its_own_answers_head() -> None:
    app = App()
    app.get("/")(text("got"))
    app.route("HEAD", "/")(lambda: Response(204))
    assert ask(app, "HEAD", "/").status == 204


def test_options_lists_what_a_path_answers() -> None:
    app = App()
    app.get("/")(text("got"))
    app.post("/")(text("posted"))
    reply = ask(app, "OPTIONS", "/")
    assert (reply.status, list(reply.headers)) == (204, [("Allow", "GET, HEAD, OPTIONS, POST")])
    assert ask(app, "OPTIONS", "/nothing").status == 404


def test_options_of_the_server_lists_what_it_may_be_asked_for() -> None:
    reply = ask(App(), "OPTIONS", "*")
    assert reply.status == 204
    assert reply.headers.get("allow") == "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"


def test_an_endpoint_of_its_own_answers_options() -> None:
    app = App()
    app.route("OPTIONS", "/")(text("opted"))
    assert ask(app, "OPTIONS", "/").text == "opted"


@pytest.mark.parametrize(
    ("method", "target", "status", "allow"),
    [
        ("GET", "/nothing", 404, ""),
        ("GET", "/%", 404, ""),
        ("DELETE", "/here", 405, "GET, HEAD, OPTIONS"),
        ("PURGE", "/here", 405, "GET, HEAD, OPTIONS"),
        ("get", "/here", 405, "GET, HEAD, OPTIONS"),
        ("PURGE", "/nothing", 501, ""),
    ],
)
def test_a_miss_is_answered(method: str, target: str, status: int, allow: str) -> None:
    app = App()
    app.get("/here")(text("got"))
    reply = ask(app, method, target)
    assert (reply.status, reply.headers.get("allow")) == (status, allow)


def test_an_app_without_endpoints_answers_404() -> None:
    assert ask(App(), "GET", "/").status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "PURGE"])
def test_a_route_may_have_its_own_limit_of_the_body(method: str) -> None:
    app = App()

    def length(body: bytes) -> str:
        return str(len(body))

    register = getattr(app, method.lower(), lambda *a, **k: app.route(method, *a, **k))
    register("/small", max_body=3)(length)
    register("/large", max_body=30, name="large")(length)
    register("/usual", name="usual")(length)
    with Client(app) as client:
        assert client.request(method, "/small", content=b"abc").text == "3"
        refused = client.request(method, "/small", content=b"abcd")
    assert (refused.status, refused.headers.get("connection")) == (413, "close")

    async def converse() -> list[int]:
        async with app.lifespan() as handler:
            sizes = [("/small", 4), ("/usual", 20), ("/usual", 21), ("/large", 21), ("/large", 31)]
            heads = [
                f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {size}\r\n\r\n"
                for path, size in sizes
            ]
            held = [
                talk(handler, head.encode(), b"x" * size)
                for head, (_, size) in zip(heads, sizes, strict=True)
            ]
            return [one.exchange.status for one in held]

    assert drive(converse()) == [413, 200, 413, 200, 413]


def test_a_body_over_the_limit_of_its_route_is_refused_before_the_endpoint_is_called() -> None:
    app = App()
    app.post("/", max_body=3)(text("not reached"))

    async def converse() -> bytes:
        async with app.lifespan() as handler:
            head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
            return talk(handler, head + b"Expect: 100-continue\r\n\r\n", SILENCE).output

    assert drive(converse()).startswith(b"HTTP/1.1 413 ")


# Middleware


def test_the_first_middleware_stands_outermost() -> None:
    app, log = App(), list[str]()
    app.middleware(trace("first", log))
    app.middleware(trace("second", log))
    app.get("/")(text("got"))
    ask(app, "GET", "/")
    assert log == ["into first", "into second", "200 out of second", "200 out of first"]


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [("GET", "/nothing", 404), ("POST", "/", 405), ("OPTIONS", "/", 204), ("GET", "/no", 409)],
)
def test_middleware_sees_a_response_where_something_was_refused(
    method: str, target: str, status: int
) -> None:
    app, log = App(), list[str]()
    app.middleware(trace("it", log))
    app.get("/")(text("got"))

    @app.get("/no")
    def refuse() -> None:
        raise HTTPError(409)

    assert ask(app, method, target).status == status
    assert log == ["into it", f"{status} out of it"]


def refusing(status: int) -> Middleware:
    """Make a middleware that lets nobody pass."""

    async def layer(request: Request, handler: Handler) -> Response:
        raise HTTPError(status, "Not you.")

    return layer


def test_middleware_may_refuse_and_those_around_it_see_the_response() -> None:
    app, log = App(), list[str]()
    app.middleware(trace("outer", log))
    app.middleware(refusing(403))
    app.middleware(trace("inner", log))
    app.get("/")(text("got"))
    reply = ask(app, "GET", "/")
    assert (reply.status, reply.text) == (403, "403 Forbidden\n\nNot you.\n")
    assert log == ["into outer", "403 out of outer"]


def test_the_outermost_middleware_may_refuse() -> None:
    app = App()
    app.middleware(refusing(401))
    assert ask(app, "GET", "/").status == 401


def test_middleware_may_change_the_request_and_the_response() -> None:
    app = App()

    @app.middleware
    async def layer(request: Request, handler: Handler) -> Response:
        response = await handler(request.with_state(user="Ada"))
        return response.with_header("X-Passed", "yes")

    @app.get("/{word}")
    def endpoint(request: Request, word: str) -> str:
        return f"{word} {request.state['user']}"

    reply = ask(app, "GET", "/hello")
    assert (reply.text, reply.headers["x-passed"]) == ("hello Ada", "yes")


def test_a_bug_passes_through_middleware() -> None:
    app, log = App(), list[str]()
    app.middleware(trace("it", log))

    @app.get("/")
    def endpoint() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        ask(app, "GET", "/")
    assert log == ["into it"]


# Apps in Apps


def test_an_included_app_is_served_below_its_prefix() -> None:
    inner, middle, outer = App(), App(), App()
    inner.get("/")(text("root"))
    inner.get("/{name}")(lambda name: name)
    middle.include("/inner", inner)
    outer.include("/middle", middle)
    outer.include("", inner)
    with Client(outer) as client:
        assert client.get("/middle/inner/").text == "root"
        assert client.get("/middle/inner/Ada").text == "Ada"
        assert client.get("/Tim").text == "Tim"
        assert client.get("/middle/Tim").status == 404


def test_a_prefix_may_hold_a_parameter() -> None:
    inner, outer = App(), App()
    inner.get("/posts/{number:int}")(lambda user, number: f"{user} {number}")
    outer.include("/users/{user}", inner)
    assert ask(outer, "GET", "/users/Ada/posts/7").text == "Ada 7"


def test_middleware_of_an_included_app_stands_around_its_endpoints_alone() -> None:
    inner, middle, outer, log = App(), App(), App(), list[str]()
    for name, app in [("inner", inner), ("middle", middle), ("outer", outer)]:
        app.middleware(trace(name, log))
        app.get(f"/{name}")(text(name))
    middle.include("", inner)
    outer.include("", middle)
    with Client(outer) as client:
        for target, around in [
            ("/inner", ["outer", "middle", "inner"]),
            ("/middle", ["outer", "middle"]),
            ("/outer", ["outer"]),
        ]:
            log.clear()
            assert client.get(target).status == 200
            entered = [f"into {name}" for name in around]
            left = [f"200 out of {name}" for name in reversed(around)]
            assert log == entered + left
        log.clear()
        assert client.get("/nothing").status == 404
        assert log == ["into outer", "404 out of outer"]


def test_middleware_of_an_included_app_sees_a_response_where_something_was_refused() -> None:
    inner, outer, log = App(), App(), list[str]()
    inner.middleware(trace("inner", log))
    inner.middleware(refusing(403))
    inner.get("/")(text("got"))
    outer.middleware(trace("outer", log))
    outer.include("", inner)
    assert ask(outer, "GET", "/").status == 403
    assert log == ["into outer", "into inner", "403 out of inner", "403 out of outer"]


def test_a_pattern_that_gives_another_type_than_its_endpoint_takes_is_refused() -> None:
    app = App()

    @app.get("/{number}")
    def endpoint(number: int) -> None: ...

    assert "write {number:int} in the pattern" in fault_of(app)


@pytest.mark.parametrize("prefix", ["api", "/", "/api/"])
def test_a_prefix_that_would_join_badly_is_refused(prefix: str) -> None:
    with pytest.raises(ConfigurationError, match=f"prefix {prefix!r} must read like /api, or be"):
        App().include(prefix, App())


def test_endpoints_are_listed_with_those_of_included_apps_after_ones_own() -> None:
    inner, outer = App(), App()
    inner.get("/a")(text(""))
    outer.include("/x", inner)
    outer.include("/y", inner)
    outer.post("/b", max_body=3)(text(""))
    listed = [(one.method, one.pattern, one.max_body) for one in outer.endpoints]
    assert listed == [("POST", "/b", 3), ("GET", "/x/a", None), ("GET", "/y/a", None)]


# The way back from an endpoint to its path


@pytest.mark.parametrize("method", ["get", "post", "put", "patch", "delete"])
def test_an_endpoint_without_a_name_has_that_of_its_function(method: str) -> None:
    app = App()

    def shelf() -> None: ...

    getattr(app, method)("/a")(shelf)
    assert app.url("shelf") == "/a"


def test_the_path_of_an_endpoint_is_made_from_its_name() -> None:
    inner, outer = App(), App()

    @inner.get("/users/{name}")
    @inner.delete("/users/{name}")
    def user(name: str) -> None: ...

    inner.put("/", name="home")(text(""))
    inner.post("/post", name="make")(text(""))
    inner.patch("/patch", name="mend")(text(""))
    inner.delete("/delete", name="end")(text(""))
    outer.include("/api", inner)
    assert outer.url("user", name="Ada Grace") == "/api/users/Ada%20Grace"
    assert (inner.url("home"), inner.url("make")) == ("/", "/post")
    assert (inner.url("mend"), inner.url("end")) == ("/patch", "/delete")


def test_a_parameter_of_the_path_may_be_called_name_or_self() -> None:
    app = App()
    app.get("/{name}/{self}", name="both")(text(""))
    assert app.url("both", name="a", self="b") == "/a/b"


def test_a_path_that_cannot_be_made_is_refused() -> None:
    app = App()
    app.get("/a/{number:int}", name="one")(text(""))
    app.get("/b", name="two")(text(""))
    app.get("/c", name="two")(text(""))
    with pytest.raises(ValueError, match="no patterns have the name 'none'"):
        app.url("none")
    with pytest.raises(ValueError, match="2 patterns have the name 'two'"):
        app.url("two")
    with pytest.raises(ValueError, match="needs the parameter 'number'"):
        app.url("one")
    with pytest.raises(ValueError, match="'x' is no int"):
        app.url("one", number="x")


def test_an_object_without_a_name_can_be_given_one() -> None:
    class Endpoint:
        def __call__(self) -> str:
            return "called"

    app = App()
    app.get("/a")(Endpoint())
    app.get("/b", name="b")(Endpoint())
    assert [endpoint.name for endpoint in app.endpoints] == ["", "b"]
    assert ask(app, "GET", app.url("b")).text == "called"


# Providers


class Config:
    """Needs nothing."""


class Database:
    """Needs a Config."""


class Users:
    """Needs a Database and a Config."""


class Shelf(Generic[T]):
    """Comes in several types."""


def recorded(log: list[str]) -> App:
    """Make an App whose providers, registered from the outside in, note what they do."""
    app = App()

    @app.provide(Users)
    async def users(database: Database, config: Config) -> AsyncIterator[Users]:
        assert isinstance(database, Database)
        assert isinstance(config, Config)
        log.append("open users")
        yield Users()
        log.append("close users")

    @app.provide(Database)
    async def database(config: Config) -> AsyncIterator[Database]:
        log.append("open database")
        yield Database()
        log.append("close database")

    @app.provide(Config)
    async def config() -> AsyncIterator[Config]:
        log.append("open config")
        yield Config()
        log.append("close config")

    return app


OPENED = ["open config", "open database", "open users"]
CLOSED = ["close users", "close database", "close config"]


def test_providers_are_opened_after_what_they_need_and_closed_in_reverse() -> None:
    log: list[str] = []
    with Client(recorded(log)):
        assert log == OPENED
    assert log == OPENED + CLOSED


def test_all_endpoints_share_what_is_provided() -> None:
    app = recorded([])
    seen: list[object] = []
    app.get("/a")(lambda users=None: seen.append(users))

    @app.get("/b")
    def endpoint(users: Users, again: Users) -> None:
        seen.extend([users, again])

    with Client(app) as client:
        client.get("/b")
        client.get("/b")
    assert len(seen) == 4
    assert len(set(map(id, seen))) == 1


def test_an_app_can_be_started_again() -> None:
    log: list[str] = []
    app = recorded(log)
    for _ in range(2):
        with Client(app):
            pass
    assert log == (OPENED + CLOSED) * 2


def test_what_was_opened_is_closed_when_a_later_provider_fails() -> None:
    log: list[str] = []
    app = recorded(log)

    def look_up(database: Database) -> Users:
        raise LookupError("no users")

    @app.provide(Users)
    async def users(database: Database) -> AsyncIterator[Users]:
        yield look_up(database)

    with pytest.raises(LookupError, match="no users"), Client(app):
        pass
    assert log == [*OPENED[:2], *CLOSED[1:]]


def test_what_was_opened_is_closed_when_an_endpoint_cannot_be_bound() -> None:
    log: list[str] = []
    app = recorded(log)
    app.get("/")(lambda unknown: "")
    assert "nothing fills the parameter unknown" in fault_of(app)
    assert log == OPENED + CLOSED


def test_what_was_opened_is_closed_when_the_server_fails() -> None:
    log: list[str] = []
    with pytest.raises(LookupError), Client(recorded(log)):
        raise LookupError
    assert log == OPENED + CLOSED


def test_a_provider_that_fails_to_close_keeps_none_from_closing() -> None:
    log: list[str] = []
    app = recorded(log)

    @app.provide(Database)
    async def database(config: Config) -> AsyncIterator[Database]:
        yield Database()
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"), Client(app):
        pass
    assert log[-2:] == ["close users", "close config"]


def test_a_provider_that_yields_twice_is_told_so() -> None:
    async def numbers() -> AsyncIterator[int]:
        yield 1
        yield 2

    with pytest.raises(RuntimeError, match="a provider yields once"), Client(App({int: numbers})):
        pass


def test_a_provider_may_be_given_to_the_constructor() -> None:
    async def shelf() -> AsyncIterator[Shelf[int]]:
        yield Shelf()

    async def title(shelf: Shelf[int]) -> AsyncIterator[str]:
        yield type(shelf).__name__

    app = App({str: title, Shelf[int]: shelf})

    @app.get("/")
    def endpoint(title: str) -> str:
        return title

    assert ask(app, "GET", "/").text == "Shelf"


def giving(value: T) -> Provider[T]:
    """Make a provider of this value."""

    async def provider() -> AsyncIterator[T]:
        yield value

    return provider


def test_a_provider_need_not_be_provided_with_what_has_a_default() -> None:
    async def address(host: str = "localhost", port: int = 80) -> AsyncIterator[list[object]]:
        yield [host, port]

    for others, expected in [
        ({}, ["localhost", 80]),
        ({int: giving(81)}, ["localhost", 81]),
    ]:
        app = App({tuple: address, **others})
        endpoint = asking_for(tuple)
        app.get("/")(endpoint)
        assert ask(app, "GET", "/").json() == expected


def asking_for(kind: object) -> Callable[..., object]:
    """Make an endpoint that returns what it is given of a type."""

    def endpoint(value: object) -> object:
        return value

    endpoint.__annotations__["value"] = kind
    return endpoint


def test_the_provider_of_the_outer_app_is_taken() -> None:
    first, second, real = App({str: giving("first")}), App({str: giving("second")}), App()
    real.get("/")(asking_for(str))
    real.include("", first)
    real.include("", second)
    assert ask(real, "GET", "/").text == "first"

    test = App({str: giving("test")})
    test.include("", real)
    assert ask(test, "GET", "/").text == "test"
    real.provide(str)(giving("real"))
    assert ask(real, "GET", "/").text == "real"
    assert ask(test, "GET", "/").text == "test"


def test_an_overridden_provider_is_never_opened() -> None:
    log: list[str] = []
    test = App({Users: giving(Users())})
    test.include("", recorded(log))
    with Client(test):
        pass
    assert log == [*OPENED[:2], *CLOSED[1:]]


# What cannot work is refused at start-up


def test_a_provider_that_nothing_provides_for_is_refused() -> None:
    async def users(config: Config) -> AsyncIterator[Users]:
        yield Users()

    fault = fault_of(App({Users: users}))
    assert "<locals>.users: nothing provides <class" in fault
    assert fault.endswith("test_app.Config'> for config; provide it, or give it a default")


def test_providers_that_need_each_other_are_refused_in_the_order_of_need() -> None:
    app = recorded([])

    @app.provide(Users)
    async def users(database: Database) -> AsyncIterator[Users]:
        yield Users()

    @app.provide(Config)
    async def config(users: Users) -> AsyncIterator[Config]:
        yield Config()

    fault = fault_of(app)
    assert fault.startswith("the providers go round in a circle: ")
    needs = fault.removeprefix("the providers go round in a circle: ").split(" needs ")
    assert needs[0] == needs[-1]
    true = {("Users", "Database"), ("Database", "Config"), ("Config", "Users")}
    assert set(pairwise(needs)) == true


def test_providers_of_generic_types_that_need_each_other_are_told_apart() -> None:
    async def numbers(names: Shelf[str]) -> AsyncIterator[Shelf[int]]:
        yield Shelf()

    async def names(numbers: Shelf[int]) -> AsyncIterator[Shelf[str]]:
        yield Shelf()

    assert re.search(
        r"Shelf\[(\w+)\] needs \S+Shelf\[(?!\1)\w+\] needs \S+Shelf\[\1\]$",
        fault_of(App({Shelf[int]: numbers, Shelf[str]: names})),
    )


def test_a_provider_that_does_not_yield_is_refused() -> None:
    def plain() -> Config:
        return Config()

    async def returning() -> Config:
        return Config()

    for wrong in (plain, returning):
        app = App({Config: wrong})  # type: ignore[dict-item]
        assert fault_of(app).endswith(": a provider is an async def with one yield")


def refuse_pattern(app: App) -> None:
    app.get("users")(text(""))


def refuse_method(app: App) -> None:
    app.route("GET IT", "/")(text(""))


def refuse_duplicate(app: App) -> None:
    app.get("/{a}")(lambda a: "")
    app.get("/{b}")(lambda b: "")


def refuse_converter(app: App) -> None:
    app.get("/{number:integer}")(lambda number: "")


def refuse_path(app: App) -> None:
    app.get("/{rest:path}/more")(lambda rest: "")


def refuse_parameter(app: App) -> None:
    app.get("/")(lambda name: "")


@pytest.mark.parametrize(
    ("register", "message"),
    [
        (refuse_pattern, "the pattern 'users' must begin with a slash"),
        (refuse_method, "'GET IT' is not a method (RFC 9110 section 9.1)"),
        (
            refuse_duplicate,
            "GET /{b} can never be reached: GET /{a} already answers the same paths",
        ),
        (
            refuse_converter,
            "/{number:integer}: there is no converter 'integer'; there are int, float, str, path",
        ),
        (refuse_path, "/{rest:path}/more: a path parameter must stand last"),
        (
            refuse_parameter,
            "nothing fills the parameter name, which has no annotation, such as name: Request.",
        ),
    ],
)
def test_an_endpoint_that_cannot_work_is_refused(
    register: Callable[[App], None], message: str
) -> None:
    app = App()
    register(app)
    assert message in fault_of(app)


def test_what_is_registered_after_the_start_is_not_served() -> None:
    app = App()
    with Client(app) as client:
        app.get("/late")(text("late"))
        assert client.get("/late").status == 404


# Providers clean up on cancellation


def test_what_was_opened_is_closed_when_the_server_is_cancelled() -> None:
    log: list[str] = []

    class Cancelled(BaseException): ...

    async def serve() -> None:
        async with recorded(log).lifespan():
            raise Cancelled

    with pytest.raises(Cancelled):
        drive(serve())
    assert log == OPENED + CLOSED


def test_a_provider_that_never_yields_is_refused() -> None:
    app = App()

    @app.provide(Config)
    async def config() -> AsyncIterator[Config]:
        for never in tuple[Config, ...]():
            yield never

    assert fault_of(app).endswith("config ended without a yield")


def test_a_decorator_without_its_parentheses_is_refused() -> None:
    async def endpoint() -> str:
        return ""

    async def config() -> AsyncIterator[Config]:
        yield Config()

    # As in `@app.get`, where `@app.get("/")` was meant.
    get: Any = App().get
    with pytest.raises(
        ConfigurationError, match=r'endpoint: write the path, as in @app.get\("/"\)'
    ):
        get(endpoint)
    provide: Any = App().provide
    with pytest.raises(ConfigurationError, match="config: write the type, as in "):
        provide(config)


def test_a_name_that_is_not_there_is_answered_with_those_that_are() -> None:
    app = App()
    app.get("/a", name="first")(lambda: "")
    app.get("/b", name="second")(lambda: "")
    with pytest.raises(ValueError, match="'third'; the names are first, second"):
        app.url("third")

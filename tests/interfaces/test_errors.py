"""Error handlers: which one is asked, what becomes of its answer, and who learns of the error."""

from collections.abc import Callable
from typing import Any

import pytest

from entities import (
    ConfigurationError,
    Cookie,
    Disconnected,
    Fault,
    Handler,
    HTTPError,
    ProtocolError,
    Request,
    Response,
)
from interfaces import App, drive
from tests.interfaces.asking import Client
from tests.interfaces.talk import Talk, failed, get, post, talk


class Missing(HTTPError):
    """An HTTPError of a kind of its own."""

    def __init__(self) -> None:
        super().__init__(404, "gone")


def raising(error: BaseException) -> Callable[[], None]:
    """Make an endpoint that raises."""

    def endpoint() -> None:
        raise error

    return endpoint


def saying(text: str) -> Callable[[Request, Exception], str]:
    """Make an error handler that answers with this text."""
    return lambda request, error: text


def app_raising(error: BaseException) -> App:
    app = App()
    app.get("/")(raising(error))
    return app


def held(app: App, *script: bytes) -> Talk:
    """Hold a conversation with an App."""

    async def serve() -> Talk:
        async with app.lifespan() as handler:
            return talk(handler, *script)

    return drive(serve())


# Which one


KINDS: list[tuple[Exception, list[int | type[Exception]], list[int | type[Exception]]]] = [
    (HTTPError(404), [404, HTTPError], [500, Exception, 405, LookupError]),
    (Missing(), [Missing, 404, HTTPError], [500, Exception]),
    (HTTPError(500), [500, HTTPError], [Exception]),
    (KeyError(), [KeyError, LookupError, Exception, 500], [HTTPError, ValueError, 404]),
]


@pytest.mark.parametrize(("error", "kinds", "others"), KINDS)
def test_the_most_specific_is_asked(error: Exception, kinds: list[Any], others: list[Any]) -> None:
    for start in range(len(kinds)):
        app = app_raising(error)
        for kind in [*others, *reversed(kinds[start:])]:
            app.error(kind)(saying(str(kind)))
        with Client(app) as client:
            assert client.get("/").text == str(kinds[start])


@pytest.mark.parametrize(("error", "kinds", "others"), KINDS)
def test_no_other_is_asked(error: Exception, kinds: list[Any], others: list[Any]) -> None:
    app, calls = app_raising(error), list[Exception]()
    for kind in others:
        app.error(kind)(lambda request, error: calls.append(error))
    status = error.status if isinstance(error, HTTPError) else 500
    assert held(app, get("/")).exchange.status == status
    assert calls == []


@pytest.mark.parametrize(
    ("method", "target", "status"), [("GET", "/no", 404), ("PUT", "/", 405), ("PURGE", "/no", 501)]
)
def test_what_the_router_refuses_is_answered(method: str, target: str, status: int) -> None:
    app = app_raising(LookupError())

    @app.error(status)
    async def refused(request: Request, error: HTTPError) -> str:
        return f"{request.method} {error.status} {error.detail}"

    with Client(app) as client:
        reply = client.request(method, target)
        assert client.request("OPTIONS", "/").status == 204
    assert reply.status == status
    assert reply.text.startswith(f"{method} {status} ")
    # RFC 9110 section 15.5.6: a 405 says what is allowed.
    assert reply.headers.get("allow") == ("GET, HEAD, OPTIONS" if status == 405 else "")


def test_a_body_over_the_limit_is_answered_and_the_connection_closes() -> None:
    app = App()
    app.post("/", max_body=3)(lambda: "")
    app.error(413)(saying("too much"))
    answer = held(app, post("/", b"abcd"))
    assert answer.exchange.status == 413
    assert b"\r\nConnection: close\r\n" in answer.output
    assert answer.output.endswith(b"too much")


def test_an_included_app_has_handlers_of_its_own_and_the_outer_ones_are_asked_next() -> None:
    inner, middle, outer = App(), App(), App()
    for name, app in [("inner", inner), ("middle", middle), ("outer", outer)]:
        app.get(f"/{name}")(raising(LookupError()))
        app.get(f"/{name}/refused")(raising(HTTPError(409)))
        app.error(409)(saying(f"{name} 409"))
        app.error(404)(saying(f"{name} 404"))
    inner.error(LookupError)(saying("inner lookup"))
    outer.error(Exception)(saying("outer bug"))
    middle.include("/in", inner)
    outer.include("", middle)
    with Client(outer) as client:
        for target, text in [
            ("/in/inner", "inner lookup"),
            ("/in/inner/refused", "inner 409"),
            ("/middle", "outer bug"),
            ("/middle/refused", "middle 409"),
            ("/outer", "outer bug"),
            ("/outer/refused", "outer 409"),
            ("/in/nothing", "outer 404"),
        ]:
            assert client.get(target).text == text


def test_an_inner_handler_comes_before_a_more_specific_outer_one() -> None:
    inner, outer = app_raising(KeyError()), App()
    inner.error(LookupError)(saying("inner"))
    outer.error(KeyError)(saying("outer"))
    outer.include("", inner)
    with Client(outer) as client:
        assert client.get("/").text == "inner"


# What it answers


@pytest.mark.parametrize("error", [HTTPError(409), LookupError()])
@pytest.mark.parametrize(
    ("value", "kind", "content"),
    [
        ("text", "text/plain; charset=utf-8", b"text"),
        ({"a": 1}, "application/json", b'{"a":1}'),
        (b"bytes", "application/octet-stream", b"bytes"),
        (None, "", b""),
    ],
)
def test_what_is_no_response_has_the_status_of_the_error(
    error: Exception, value: object, kind: str, content: bytes
) -> None:
    app = app_raising(error)
    app.error(type(error))(lambda request, error: value)
    with Client(app) as client:
        reply = client.get("/")
    assert reply.status == (409 if isinstance(error, HTTPError) else 500)
    assert (reply.headers.get("content-type"), reply.content) == (kind, content)


def test_a_response_has_its_own_status_and_keeps_the_fields_of_the_error_that_it_lacks() -> None:
    app = app_raising(HTTPError(401, "", [("WWW-Authenticate", "Basic"), ("X-A", "theirs")]))
    app.error(401)(lambda request, error: Response.text("a", 403, {"x-a": "mine"}))
    with Client(app) as client:
        reply = client.get("/")
    assert (reply.status, reply.headers["www-authenticate"]) == (403, "Basic")
    assert reply.headers.get_all("x-a") == ["mine"]


def test_it_is_called_with_the_request_and_the_error() -> None:
    error = LookupError("lost")
    app = app_raising(error)

    @app.error(LookupError)
    async def handler(request: Request, caught: LookupError) -> str:
        assert caught is error
        return request.query["q"]

    with Client(app) as client:
        assert client.get("/?q=tea").text == "tea"


def test_middleware_sees_the_answer_and_may_raise_for_one() -> None:
    app, seen = app_raising(LookupError()), list[int]()
    app.error(LookupError)(lambda request, error: Response(404))
    app.error(ZeroDivisionError)(lambda request, error: Response(418))

    @app.middleware
    async def outer(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        seen.append(response.status)
        return response

    @app.middleware
    async def inner(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        seen.append(response.status)
        raise ZeroDivisionError

    with Client(app) as client:
        assert client.get("/").status == 418
    assert seen == [404, 418]


def test_middleware_of_an_included_app_sees_the_answer_of_the_outer_app() -> None:
    inner, outer, seen = app_raising(LookupError()), App(), list[int]()
    outer.error(LookupError)(lambda request, error: Response(404))
    outer.include("", inner)

    @inner.middleware
    async def layer(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        seen.append(response.status)
        return response

    with Client(outer) as client:
        assert client.get("/").status == 404
    assert seen == [404]


# Who learns of the error


def test_a_bug_is_observed_unless_it_is_answered_with_a_status_below_500() -> None:
    for status, observed in [(404, False), (499, False), (500, True), (503, True)]:
        error = LookupError()
        app = app_raising(error)
        app.error(LookupError)(answering(status))
        exchange = held(app, get("/")).exchange
        assert (exchange.status, exchange.error is error) == (status, observed)


def answering(status: int) -> Callable[[Request, Exception], Response]:
    return lambda request, error: Response(status)


def test_an_http_error_is_not_observed_whatever_its_status() -> None:
    app = app_raising(HTTPError(503))
    app.error(503)(saying("busy"))
    exchange = held(app, get("/")).exchange
    assert (exchange.status, exchange.error) == (503, None)


def test_a_bug_is_observed_although_middleware_changes_the_response() -> None:
    error = LookupError()
    app = app_raising(error)
    app.error(500)(saying("sorry"))

    @app.middleware
    async def layer(request: Request, handler: Handler) -> Response:
        response = await handler(request)
        return response.with_header("X-A", "b").with_cookie(Cookie("c", "d")).secured()

    answer = held(app, get("/"))
    assert b"\r\nX-A: b\r\n" in answer.output
    assert answer.output.endswith(b"sorry")
    assert answer.exchange.error is error
    assert answer.kept


def test_a_fault_without_an_error_is_a_response() -> None:
    async def handler(request: Request) -> Response:
        return Fault(503)

    assert talk(handler, get("/")).exchange[2:] == (503, 0, None)


# What it raises


def test_an_error_in_it_is_an_ordinary_500_that_nobody_else_is_asked_about() -> None:
    app, bug = app_raising(LookupError()), ZeroDivisionError()
    outer, calls = App(), list[Exception]()

    @app.error(LookupError)
    def handler(request: Request, error: Exception) -> None:
        raise bug

    for other in (app, outer):
        other.error(Exception)(lambda request, error: calls.append(error))
    outer.include("", app)
    answer = held(outer, get("/"))
    assert answer.output == failed()
    assert (answer.exchange.error, calls) == (bug, [])
    assert isinstance(bug.__context__, LookupError)


def test_a_value_that_is_no_response_is_an_error_in_it() -> None:
    app = app_raising(LookupError())
    app.error(LookupError)(lambda request, error: 404)
    error = held(app, get("/")).exchange.error
    assert isinstance(error, TypeError)
    assert "returned int; return a Response, str, bytes, dict, list or None" in str(error)


def test_it_may_raise_an_http_error_which_is_answered_in_plain_text() -> None:
    app = app_raising(LookupError())
    app.error(404)(saying("not asked"))

    @app.error(LookupError)
    def handler(request: Request, error: Exception) -> None:
        raise HTTPError(404, "No such book.")

    exchange = held(app, get("/")).exchange
    assert (exchange.status, exchange.error) == (404, None)
    with Client(app) as client:
        assert client.get("/").text == "404 Not Found\n\nNo such book.\n"


# What ends the connection


@pytest.mark.parametrize(
    "error", [Disconnected(), ProtocolError(400, "the rule", "RFC 9112 section 1")]
)
@pytest.mark.parametrize("raised_by", ["endpoint", "error handler"])
def test_nobody_is_asked_about_a_lost_connection(error: Exception, raised_by: str) -> None:
    app = app_raising(error if raised_by == "endpoint" else LookupError())
    calls: list[Exception] = []

    @app.error(Exception)
    def handler(request: Request, given: Exception) -> None:
        calls.append(given)
        raise error

    with pytest.raises(type(error)), Client(app) as client:
        client.get("/")
    assert len(calls) == (raised_by == "error handler")


def test_a_body_that_breaks_the_rules_ends_the_connection_whatever_a_handler_answers() -> None:
    app = App()

    @app.post("/")
    def endpoint(body: bytes) -> str:
        return ""

    app.error(Exception)(saying("not asked"))
    app.error(400)(saying("not asked"))
    answer = held(app, get("/", "Content-Length: 3", method="POST"), b"a")
    assert answer.output.startswith(b"HTTP/1.1 400 ")
    assert b"not asked" not in answer.output
    assert not answer.kept


# What cannot work is refused


@pytest.mark.parametrize("kind", [399, 600, 200, KeyboardInterrupt, ProtocolError, Disconnected])
def test_a_kind_of_which_there_are_no_errors_to_answer_is_refused(kind: Any) -> None:
    with pytest.raises(ConfigurationError, match="take a status from 400 to 599, or a type of"):
        App().error(kind)


def test_a_decorator_without_its_parentheses_is_refused() -> None:
    error: Any = App().error
    with pytest.raises(ConfigurationError, match=r"as in @app.error\(404\)"):
        error(saying("a"))


def test_a_handler_that_takes_something_else_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="takes the request and the error"):
        App().error(404)(lambda request: "")


def test_registering_leaves_a_handler_as_it_was() -> None:
    handler = saying("a")
    assert App().error(404)(handler) is handler

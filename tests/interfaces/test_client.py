"""The client for tests: what it sends, what it gives back, and what it keeps."""

from collections.abc import AsyncIterator

import pytest

from entities import Cookie, Form, Handler, Headers, HTTPError, Request, Response
from interfaces import App, Client, Reply
from tests.fakes.loop import Wait, run_to_the_end

app = App()


@app.route("POST", "/show")
@app.get("/show")
async def show(request: Request) -> dict[str, object]:
    """Show what was sent."""
    return {
        "method": request.method,
        "target": request.target,
        "headers": [list(pair) for pair in request.headers],
        "body": (await request.read()).decode(),
    }


@app.post("/form")
async def form(form: Form) -> list[list[str]]:
    return [list(pair) for pair in form]


@app.post("/json")
async def from_json(data: list[int]) -> list[int]:
    return data[::-1]


@app.get("/wait")
async def wait() -> str:
    await Wait()
    return "waited"


@app.get("/refuse")
async def refuse() -> None:
    raise HTTPError(409, "Not now.")


@app.get("/fail")
async def fail() -> None:
    raise LookupError("a bug")


@app.get("/stream")
async def stream() -> Response:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield "zwölf".encode()

    return Response.stream(pieces(), "text/plain")


def test_the_client_sends_a_request_and_gives_the_reply() -> None:
    with Client(app) as client:
        reply = client.get("/show?a=b", headers={"X-A": "b"})
    assert (reply.status, reply.headers.get("content-type")) == (200, "application/json")
    assert reply.json() == {
        "method": "GET",
        "target": "/show?a=b",
        "headers": [["Host", "memory"], ["X-A", "b"]],
        "body": "",
    }


def test_the_client_sends_headers_and_bytes() -> None:
    with Client(app) as client:
        shown = client.post("/show", headers={"X-A": "b", "Host": "c"}, content=b"abc").json()
    assert shown["headers"] == [["X-A", "b"], ["Host", "c"]]
    assert (shown["method"], shown["body"]) == ("POST", "abc")


def test_the_client_sends_a_stream() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    with Client(app) as client:
        assert client.post("/show", content=pieces()).json()["body"] == "onetwo"


@pytest.mark.parametrize(
    ("fields", "sent"),
    [
        ({"name": "Ada & Grace", "city": "Zürich"}, "name=Ada+%26+Grace&city=Z%C3%BCrich"),
        (Form([("name", "Ada"), ("name", "Tim")]), "name=Ada&name=Tim"),
        ({}, ""),
    ],
)
def test_the_client_sends_a_form(fields: dict[str, str] | Form, sent: str) -> None:
    with Client(app) as client:
        shown = client.post("/show", data=fields).json()
        assert shown["body"] == sent
        assert ["Content-Type", "application/x-www-form-urlencoded"] in shown["headers"]
        assert client.post("/form", data=fields).json() == [list(pair) for pair in Form(fields)]


def test_the_client_sends_json() -> None:
    with Client(app) as client:
        assert client.post("/show", json={"a": None}).json()["body"] == '{"a": null}'
        assert client.post("/json", json=[1, 2]).json() == [2, 1]
        assert client.post("/json", json=[]).json() == []


def test_the_client_reads_a_stream_to_its_end() -> None:
    with Client(app) as client:
        reply = client.get("/stream")
    assert (reply.text, reply.content) == ("onezwölf", b"onezw\xc3\xb6lf")


def test_the_client_hides_the_content_from_head() -> None:
    with Client(app) as client:
        reply = client.head("/stream")
    assert (reply.status, reply.content) == (200, b"")
    assert reply.headers == Headers([("Content-Type", "text/plain")])


def test_an_endpoint_that_waits_needs_a_loop_and_gets_one() -> None:
    with Client(app) as client, pytest.raises(RuntimeError, match="waits for an event loop"):
        client.get("/wait")
    with Client(app, run=run_to_the_end) as client:
        assert client.get("/wait").text == "waited"


def test_what_an_endpoint_raises_reaches_the_test_unless_it_is_an_answer() -> None:
    with Client(app) as client:
        assert client.get("/refuse").text == "409 Conflict\n\nNot now.\n"
        with pytest.raises(LookupError, match="a bug"):
            client.get("/fail")


def test_the_client_starts_the_app_up_and_shuts_it_down() -> None:
    happened: list[str] = []
    inner = App()

    @inner.provide(list)
    async def provider() -> AsyncIterator[list[str]]:
        happened.append("started")
        yield happened
        happened.append("ended")

    with Client(inner) as client:
        assert client.get("/").status == 404
        assert happened == ["started"]
    assert happened == ["started", "ended"]


def test_a_test_that_fails_shuts_the_app_down_and_is_heard() -> None:
    happened: list[str] = []
    inner = App()

    @inner.provide(list)
    async def provider() -> AsyncIterator[list[str]]:
        yield happened
        happened.append("ended")

    with pytest.raises(AssertionError), Client(inner):
        raise AssertionError
    assert happened == ["ended"]


def test_a_client_says_that_it_wants_a_with_statement_and_can_be_used_again() -> None:
    client = Client(app)
    with pytest.raises(RuntimeError, match="use the Client in a with statement"):
        client.get("/")
    for _ in range(2):
        with client:
            assert client.get("/stream").status == 200
    with pytest.raises(RuntimeError, match="use the Client in a with statement"):
        client.get("/")


# Methods, queries, headers and bodies


async def method_of(request: Request) -> str:
    return request.method


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_each_method_has_a_short_form(method: str) -> None:
    inner = App()
    inner.route(method, "/")(method_of)
    with Client(inner) as client:
        assert getattr(client, method.lower())("/").text == method
        assert client.request(method, "/").text == method
        assert client.head("/").status == (200 if method == "GET" else 405)


@pytest.mark.parametrize(
    ("url", "params", "target"),
    [
        ("/show", {"q": "green tea"}, "/show?q=green+tea"),
        ("/show?a=1", [("tag", "hot"), ("tag", "&")], "/show?a=1&tag=hot&tag=%26"),
        ("/show?a=1", {}, "/show?a=1"),
        ("//show/../%2e", {}, "//show/../%2e"),
    ],
)
def test_params_are_added_to_the_query_and_the_path_is_sent_as_it_is(
    url: str, params: dict[str, str], target: str
) -> None:
    inner = App()

    @inner.middleware
    async def show_target(request: Request, handler: Handler) -> Response:
        return Response.text(request.target)

    with Client(inner) as client:
        assert client.get(url, params=params).text == target


def test_headers_take_the_place_of_those_that_the_client_would_send() -> None:
    own = [("host", "tea.example"), ("content-type", "a/b"), ("x-a", "1"), ("X-A", "2")]
    with Client(app) as client:
        shown = client.post("/show", headers=own, json=1, cookies={"a": "b"}).json()
    assert shown["headers"] == [["Cookie", "a=b"], *([name, value] for name, value in own)]


def test_an_unknown_option_is_refused_by_its_name() -> None:
    with Client(app) as client, pytest.raises(TypeError, match="'body'"):
        client.get("/show", body=b"")


# Cookies


def set_cookies(*lines: str) -> App:
    """Make an App that sets these cookies below /set, and shows what it is sent anywhere."""
    inner = App()

    @inner.get("/set/now")
    async def answer() -> Response:
        headers = Headers([("Set-Cookie", line) for line in lines])
        return Response(204, headers)

    @inner.middleware
    async def show_cookies(request: Request, handler: Handler) -> Response:
        if request.path == "/set/now":
            return await handler(request)
        return Response.text(request.headers.get("cookie"))

    return inner


@pytest.mark.parametrize(
    ("line", "path", "sent"),
    [
        (str(Cookie("a", "b")), "/", "a=b"),
        (str(Cookie("a", "b", path="/x")), "/x", "a=b"),
        (str(Cookie("a", "b", path="/x")), "/x/y?z", "a=b"),
        (str(Cookie("a", "b", path="/x")), "/xy", ""),
        (str(Cookie("a", "b", path="/x")), "/", ""),
        ("a=b; path=/x/", "/x/y", "a=b"),
        ("a=b; path=/x/", "/x", ""),
        ("a=b", "/set/other", "a=b"),
        ("a=b; Path=", "/set", "a=b"),
        ("a=b", "/", ""),
        (str(Cookie("a", "b", max_age=1)), "/", "a=b"),
        (str(Cookie("a", "b", max_age=0)), "/", ""),
        ("a=b; Path=/; max-age=-1", "/", ""),
        (str(Cookie("a", "b", secure=True, domain="tea.example")), "/", "a=b"),
    ],
)
def test_a_cookie_goes_back_to_its_path(line: str, path: str, sent: str) -> None:
    with Client(set_cookies(line)) as client:
        assert client.get(path).text == ""
        client.get("/set/now")
        assert client.get(path).text == sent


def test_the_cookie_of_the_longest_path_comes_first_and_that_of_the_request_before_it() -> None:
    lines = ["a=root; Path=/", "a=deep; Path=/x/y", "a=mid; Path=/x"]
    with Client(set_cookies(*lines)) as client:
        client.get("/set/now")
        assert client.get("/x/y/z").text == "a=deep; a=mid; a=root"
        assert client.get("/x", cookies={"a": "own"}).text == "a=own; a=mid; a=root"
        assert client.get("/x").text == "a=mid; a=root"


def test_a_cookie_is_changed_deleted_and_seen() -> None:
    lines = ["a=1; Path=/", "a=2; Path=/", "b=3; Path=/", "b=; Path=/; Max-Age=0", "c=4; Path=/x"]
    with Client(set_cookies(*lines)) as client:
        client.get("/set/now")
        assert client.cookies == {("/", "a"): "2", ("/x", "c"): "4"}
        client.cookies["/", "session"] = "ada"
        assert client.get("/").text == "session=ada; a=2"


def test_a_refusal_sets_cookies_too_and_the_next_client_has_none() -> None:
    inner = App()

    @inner.get("/")
    async def refuse() -> None:
        raise HTTPError(401, "", [("Set-Cookie", "seen=yes; Path=/")])

    with Client(inner) as client:
        assert client.get("/").status == 401
        assert client.cookies == {("/", "seen"): "yes"}
    with Client(inner) as client:
        assert client.cookies == {}


# Streams


def streaming(log: list[str]) -> App:
    """Make an App whose one stream notes what happens to it."""
    inner = App()

    @inner.get("/")
    async def answer() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            try:
                for number in range(1, 4):
                    await Wait()
                    log.append(f"made {number}")
                    yield b"%d" % number
            finally:
                await Wait()
                log.append("closed")

        return Response.stream(pieces())

    return inner


def test_a_stream_comes_piece_by_piece_and_is_closed_when_the_test_has_seen_enough() -> None:
    log: list[str] = []
    with Client(streaming(log), run=run_to_the_end) as client:
        with client.stream("GET", "/") as reply:
            assert (reply.status, log) == (200, [])
            pieces = reply.iter_bytes()
            assert (next(pieces), log) == (b"1", ["made 1"])
            assert (next(pieces), log) == (b"2", ["made 1", "made 2"])
        assert log == ["made 1", "made 2", "closed"]


def test_a_stream_ends_and_can_be_read_at_once() -> None:
    log: list[str] = []
    with Client(streaming(log), run=run_to_the_end) as client:
        with client.stream("GET", "/") as reply:
            assert list(reply.iter_bytes()) == [b"1", b"2", b"3"]
        with client.stream("GET", "/") as reply:
            assert reply.text == "123"
            assert list(reply.iter_bytes()) == [b"123"]
        assert client.get("/").json() == 123
    assert log.count("closed") == 3


@pytest.mark.parametrize("status", [200, 204, 205, 304])
def test_a_reply_that_has_no_content_does_not_start_its_stream(status: int) -> None:
    log: list[str] = []
    inner = App()

    @inner.get("/")
    async def answer() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            log.append("made")
            yield b"content"

        return Response.stream(pieces(), status=status)

    with Client(inner) as client:
        reply = client.head("/") if status == 200 else client.get("/")
    assert (reply.status, reply.content, log) == (status, b"", [])


def test_what_a_stream_raises_reaches_the_test_and_the_stream_is_closed() -> None:
    inner = App()
    log: list[str] = []

    @inner.get("/")
    async def answer() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            raise LookupError("a bug in a stream")

        class Closing:
            def __aiter__(self) -> AsyncIterator[bytes]:
                return pieces()

            async def aclose(self) -> None:
                log.append("closed")

        return Response.stream(Closing())

    # The head is out by then. A peer would see the connection cut, which is no 500.
    with Client(inner, raises=False) as client:
        with pytest.raises(LookupError, match="a bug in a stream"):
            client.get("/")
        with client.stream("GET", "/") as reply, pytest.raises(LookupError):
            list(reply.iter_bytes())
    assert log == ["closed", "closed"]


# Errors


def test_a_bug_can_be_seen_as_the_peer_would_see_it() -> None:
    with Client(app, raises=False) as client:
        reply = client.get("/fail")
        assert reply == Reply(500, reply.headers, reply.body, reply.run)
        assert reply.text == "500 Internal Server Error\n\nThe server met an unexpected error.\n"
        assert client.get("/refuse").status == 409

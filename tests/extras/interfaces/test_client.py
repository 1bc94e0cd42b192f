"""The client for tests: what it sends, what it gives back, and what it keeps."""

from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import HTTP
from typing import Any

import pytest

from entities import Cookie, Form, Handler, Headers, HTTPError, Request, Response
from extras.interfaces import Client, Reply
from interfaces import App
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


def uploaded(**options: Any) -> list[tuple[Any, ...]]:
    """Return what the standard library reads in a form: name, file name, type and content."""
    with Client(app) as client:
        shown = client.post("/octets", **options).json()
    head = f"Content-Type: {shown['type']}\r\n\r\n".encode()
    message = message_from_bytes(head + bytes.fromhex(shown["body"]), policy=HTTP)
    return [
        (
            part.get_param("name", header="content-disposition"),
            part.get_filename(),
            part.get_content_type(),
            part.get_payload(decode=True),
        )
        for part in message.iter_parts()
    ]


@app.post("/octets")
async def octets(request: Request) -> dict[str, str]:
    body = await request.read()
    return {"type": request.headers["content-type"], "body": body.hex()}


def test_the_client_sends_files() -> None:
    files: dict[str, Any] = {
        "bare": b"\r\n\x00",
        "named": ("a.bin", b""),
        "typed": ("b.png", b"PNG", "image/png"),
    }
    binary = "application/octet-stream"
    assert uploaded(data={"who": "Käthe", "text": "a\r\nb"}, files=files) == [
        ("who", None, "text/plain", "Käthe".encode()),
        ("text", None, "text/plain", b"a\r\nb"),
        ("bare", "upload", binary, b"\r\n\x00"),
        ("named", "a.bin", binary, b""),
        ("typed", "b.png", "image/png", b"PNG"),
    ]


def test_several_files_have_one_name_and_no_content_can_end_its_part() -> None:
    contents = [b"--boundary--\r\n", b"boundary-", b"--boundary\r\n"]
    sent = uploaded(files=[("f", (f"{at}.txt", each)) for at, each in enumerate(contents)])
    assert [(name, filename, content) for name, filename, _, content in sent] == [
        ("f", "0.txt", contents[0]),
        ("f", "1.txt", contents[1]),
        ("f", "2.txt", contents[2]),
    ]


def test_names_in_a_form_with_files_are_escaped_as_browsers_do() -> None:
    with Client(app) as client:
        shown = client.post("/octets", data={'a"': ""}, files={"b\r\n": ('c"', b"")}).json()
    body = bytes.fromhex(shown["body"])
    assert b'; name="a%22"\r\n' in body
    assert b'; name="b%0D%0A"; filename="c%22"\r\n' in body


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


# Redirects


def moving(status: int, location: str) -> App:
    """Make an App that redirects from /from, and shows what it is asked anywhere else."""
    inner = App()

    @inner.middleware
    async def answer(request: Request, handler: Handler) -> Response:
        if request.path == "/in/from":
            headers = {"Location": location} if location else {}
            return Response.text("moved", status, headers).with_cookie(Cookie("seen", "yes"))
        fields = {name.lower(): value for name, value in request.headers}
        shown = {"method": request.method, "target": request.target, "fields": fields}
        return Response.json({**shown, "body": (await request.read()).decode()})

    return inner


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (301, "PUT", "PUT"),
        (302, "GET", "GET"),
        (307, "POST", "POST"),
        (308, "PUT", "PUT"),
    ],
)
def test_a_redirect_is_followed_with_the_method_that_it_asks_for(
    status: int, method: str, then: str
) -> None:
    body = "" if then == "GET" else "[1]"
    with Client(moving(status, "/to")) as client:
        reply = client.request(
            method,
            "/in/from",
            json=None if method == "GET" else [1],
            headers={"X-A": "b"},
            cookies={"seen": "no"},
            follow_redirects=True,
        )
        shown = reply.json()
    assert (reply.status, reply.url) == (200, "/to")
    assert (shown["method"], shown["body"]) == (then, body)
    fields = {"host": "memory", "x-a": "b", "cookie": "seen=yes"}
    assert shown["fields"] == fields | ({"content-type": "application/json"} if body else {})


def test_a_redirect_that_sets_no_cookie_is_followed_without_one() -> None:
    inner = App()

    @inner.get("/from")
    async def move() -> Response:
        return Response.redirect("/to")

    @inner.get("/to")
    async def show_fields(request: Request) -> list[str]:
        return [name for name, _ in request.headers]

    with Client(inner) as client:
        reply = client.get("/from", cookies={"a": "b"}, follow_redirects=True)
        assert reply.json() == ["Host"]


def test_the_head_of_a_redirect_leads_to_another_head() -> None:
    with Client(moving(303, "/to")) as client:
        assert client.head("/in/from", follow_redirects=True).url == "/to"
        assert client.head("/in/from").status == 303


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("to", "/in/to"),
        ("?a=b#c", "/in/from?a=b"),
        ("../to?a=%2F", "/to?a=%2F"),
        ("http://memory/to", "/to"),
        ("https://memory", "/"),
        ("//memory/to", "/to"),
    ],
)
def test_a_location_is_resolved(location: str, url: str) -> None:
    # A redirect to its own path goes round for ever.
    with Client(moving(302, location)) as client:
        if url.startswith("/in/from"):
            with pytest.raises(RuntimeError, match="more than 20 redirects, the last to /in/from"):
                client.get("/in/from", follow_redirects=True)
        else:
            assert client.get("/in/from", follow_redirects=True).url == url


@pytest.mark.parametrize(
    ("status", "location"),
    [
        (302, "http://elsewhere/"),
        (302, "//elsewhere/to"),
        (302, "mailto:ada@memory"),
        (302, ""),
        (304, "/to"),
        (201, "/to"),
    ],
)
def test_what_leads_elsewhere_or_nowhere_is_given_back(status: int, location: str) -> None:
    with Client(moving(status, location)) as client:
        reply = client.get("/in/from", follow_redirects=True)
    assert (reply.status, reply.url) == (status, "/in/from")


def test_without_being_told_the_client_follows_nothing_and_keeps_the_cookie() -> None:
    with Client(moving(307, "/to")) as client:
        cookies = {"own": "1"}
        assert client.get("/in/from", headers={"Host": "b"}, cookies=cookies).text == "moved"
        assert client.get("/to").json()["fields"] == {"host": "memory", "cookie": "seen=yes"}


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
        assert reply == Reply(500, reply.headers, reply.body, "/fail", reply.run)
        assert reply.text == "500 Internal Server Error\n\nThe server met an unexpected error.\n"
        assert client.get("/refuse").status == 409

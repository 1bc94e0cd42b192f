"""HTTP without a loop: driving by hand, conversations in memory, the client for tests."""

from collections.abc import AsyncIterator

import pytest

from entities import Form, Headers, HTTPError, Request, Response
from interfaces import App, Client, MemoryStream, converse, drive
from tests.fakes.loop import Wait, run_to_the_end

# drive


async def double(number: int) -> int:
    return number * 2


def test_a_coroutine_that_never_waits_is_run_to_its_end() -> None:
    assert drive(double(21)) == 42


def test_what_a_coroutine_raises_is_raised() -> None:
    async def refuse() -> None:
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        drive(refuse())


def test_a_coroutine_that_waits_is_closed_and_told_what_it_needs() -> None:
    cleaned: list[str] = []

    async def wait() -> None:
        try:
            await Wait()
        finally:
            cleaned.append("up")

    waiting = wait()
    with pytest.raises(RuntimeError, match="this code waits for an event loop"):
        drive(waiting)
    assert cleaned == ["up"]


# converse


async def echo(request: Request) -> Response:
    return Response.of(await request.read(), "text/plain")


def test_a_conversation_in_memory_needs_no_socket() -> None:
    sent = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab"
    answered = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
        b"Date: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nab"
    )
    assert converse(echo, [sent]) == answered
    assert converse(echo, (sent[at : at + 1] for at in range(len(sent)))) == answered


def test_a_conversation_in_memory_may_have_another_date() -> None:
    answered = converse(echo, [b"GET / HTTP/1.0\r\n\r\n"], date="Fri, 02 Jan 1970 00:00:00 GMT")
    assert b"\r\nDate: Fri, 02 Jan 1970 00:00:00 GMT\r\n" in answered


def test_a_stream_in_memory_gives_its_pieces_and_then_its_end() -> None:
    stream = MemoryStream([b"a", b"b"])
    assert [drive(stream.read(0)) for _ in range(4)] == [b"a", b"b", b"", b""]
    assert (stream.peer, stream.scheme) == ("memory", "http")


def test_a_stream_in_memory_keeps_all_that_is_written() -> None:
    stream = MemoryStream([])
    for piece in (b"a", b"", b"bc"):
        drive(stream.write(piece))
    assert stream.output == b"abc"


def test_a_request_in_memory_has_a_peer() -> None:
    async def handler(request: Request) -> Response:
        return Response.text(f"{request.scheme} {request.peer}")

    assert converse(handler, [b"GET / HTTP/1.0\r\n\r\n"]).endswith(b"\r\n\r\nhttp memory")


# Client

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
        shown = client.post("/show", headers={"X-A": "b", "Host": "c"}, body=b"abc").json()
    assert shown["headers"] == [["Host", "c"], ["X-A", "b"]]
    assert (shown["method"], shown["body"]) == ("POST", "abc")


def test_the_client_sends_a_stream() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    with Client(app) as client:
        assert client.post("/show", body=pieces()).json()["body"] == "onetwo"


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
        shown = client.post("/show", form=fields).json()
        assert shown["body"] == sent
        assert ["Content-Type", "application/x-www-form-urlencoded"] in shown["headers"]
        assert client.post("/form", form=fields).json() == [list(pair) for pair in Form(fields)]


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
        reply = client.request("HEAD", "/stream")
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


def test_an_error_about_a_missing_loop_says_how_to_get_one() -> None:
    async def sleep() -> None:
        raise RuntimeError("no running event loop")  # as asyncio.sleep says

    async def fail() -> None:
        raise RuntimeError("something else")

    with pytest.raises(RuntimeError, match="no running event loop") as caught:
        drive(sleep())
    assert "this code waits for an event loop" in caught.value.__notes__[0]
    with pytest.raises(RuntimeError, match="something else") as other:
        drive(fail())
    assert not hasattr(other.value, "__notes__")


def test_a_client_says_that_it_wants_a_with_statement_and_can_be_used_again() -> None:
    client = Client(app)
    with pytest.raises(RuntimeError, match="use the Client in a with statement"):
        client.get("/")
    for _ in range(2):
        with client:
            assert client.get("/stream").status == 200
    with pytest.raises(RuntimeError, match="use the Client in a with statement"):
        client.get("/")

"""A Handler under WSGI, watched by the validator of the standard library."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from entities import Handler, HTTPError, Request, Response
from further.wsgi import wsgi

Answer = tuple[str, dict[str, str], bytes]


async def site(request: Request) -> Response:
    """Answer in every way that a handler may answer."""
    if request.path == "/stream":
        return Response.stream(_numbers([]), "text/plain")
    if request.path == "/nothing":
        return Response(204)
    if request.path == "/refuse":
        raise HTTPError(409, "Not now.", [("Retry-After", "5")])
    if request.path == "/fail":
        raise LookupError("the password is swordfish")
    body = (await request.read()).decode()
    seen = [request.method, request.target, request.version, request.scheme, request.peer, body]
    return Response.json([*seen, {name.lower(): value for name, value in request.headers}])


async def _numbers(log: list[str]) -> AsyncIterator[bytes]:
    try:
        for number in (3, 2, 1):
            log.append(f"made {number}")
            yield f"{number}\n".encode()
    finally:
        log.append("closed")


def ask(handler: Handler, path: str, method: str = "GET", **parts: Any) -> Answer:
    """Be a WSGI server for one request; the validator raises where a rule is broken."""
    environ = {"SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": "", **parts}
    environ["REQUEST_METHOD"] = method
    setup_testing_defaults(environ)
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(*said: Any) -> Any:
        started.append(said[:2])

    application: Any = validator(wsgi(handler))
    iterable = application(environ, start_response)
    try:
        content = b"".join(iterable)
    finally:
        iterable.close()
    ((status, fields),) = started
    return status, {name.lower(): value for name, value in fields}, content


def test_a_request_comes_through() -> None:
    status, fields, content = ask(
        site,
        "/k\xc3\xa4se",
        "POST",
        QUERY_STRING="q=tea&q=%26",
        CONTENT_LENGTH="3",
        CONTENT_TYPE="text/plain",
        HTTP_X_GUEST="Ada",
        REMOTE_ADDR="192.0.2.7",
        **{"wsgi.input": BytesIO(b"Ada, and what is not of this request")},
    )
    assert (status, fields["content-type"]) == ("200 OK", "application/json")
    assert fields["content-length"] == str(len(content))
    assert content.startswith(b'["POST","/k%C3%A4se?q=tea&q=%26","1.0","http","192.0.2.7","Ada",')
    for told in (b'"x-guest":"Ada"', b'"content-type":"text/plain"', b'"content-length":"3"'):
        assert told in content


def test_a_target_is_never_empty() -> None:
    assert b'["GET","/","1.0",' in ask(site, "")[2]


def test_a_stream_has_no_length() -> None:
    status, fields, content = ask(site, "/stream")
    assert (status, content) == ("200 OK", b"3\n2\n1\n")
    assert "content-length" not in fields
    assert "transfer-encoding" not in fields


def test_where_there_is_no_body_nothing_is_sent() -> None:
    assert ask(site, "/nothing") == ("204 No Content", {}, b"")
    _, fields, content = ask(site, "/", "HEAD")
    assert int(fields["content-length"]) > 0
    assert content == b""


def test_errors_are_answered_and_give_nothing_away() -> None:
    status, fields, content = ask(site, "/refuse")
    assert (status, fields["retry-after"]) == ("409 Conflict", "5")
    assert content.endswith(b"Not now.\n")
    status, _, content = ask(site, "/fail")
    assert status == "500 Internal Server Error"
    assert b"swordfish" not in content


@pytest.mark.parametrize("taken", [1, 3])
def test_a_stream_goes_out_piece_by_piece_and_is_closed(taken: int) -> None:
    log: list[str] = []

    async def handler(request: Request) -> Response:
        return Response.stream(_numbers(log))

    environ: dict[str, Any] = {}
    setup_testing_defaults(environ)
    iterable: Any = wsgi(handler)(environ, lambda status, fields: None)
    pieces = iter(iterable)
    assert log == []
    for number in range(taken):
        assert next(pieces) == f"{3 - number}\n".encode()
        assert log[-1] == f"made {3 - number}"
    iterable.close()
    assert log[-1] == "closed"


def test_the_producer_of_a_stream_that_nobody_wants_is_closed_too() -> None:
    closed: list[str] = []

    class Producer:
        def __aiter__(self) -> AsyncIterator[bytes]:
            return _numbers([])

        async def aclose(self) -> None:
            closed.append("producer")

    async def handler(request: Request) -> Response:
        return Response.stream(Producer())

    assert ask(handler, "/", "HEAD")[2] == b""
    assert closed == ["producer"]

"""What is written is read back as it was meant: by our parser, and by readers that are not ours."""

from collections.abc import AsyncIterator
from http.client import HTTPResponse
from io import BytesIO
from itertools import product
from typing import Any

import h11
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Body, Headers, Request, Response
from interfaces.memory import converse
from tests.properties.grammar import (
    FRAMING,
    VISIBLE,
    Drawn,
    Field,
    cut_at,
    names,
    pipelines,
    places,
    texts,
)
from tests.use_cases.feeding import outcome
from use_cases import Limits, RequestHead, Signal

many = settings(max_examples=300)

# Set by the server, whatever a handler says; h11 reads `date` like any other field.
OURS = FRAMING | {"date", "keep-alive"}


@many
@given(requests=pipelines, places=places)
def test_requests_are_parsed_as_they_were_written(requests: list[Drawn], places: list[int]) -> None:
    seen = outcome(cut_at(b"".join(each.render() for each in requests), places), Limits())
    for request in requests:
        head = seen.pop(0)
        assert isinstance(head, RequestHead)
        assert (head.method, head.target) == (request.method, request.target)
        assert tuple(head.headers) == request.fields
        assert head.length == (len(request.body) if request.chunks is None else None)
        if request.body:
            assert seen.pop(0) == request.body
        assert seen.pop(0) is Signal.END_OF_MESSAGE
    assert seen == []


# The `Connection` of a response is not drawn: what it does is a table in tests/use_cases.
# Those without content are drawn more often than one in four hundred.
statuses = st.sampled_from([200, 204, 205, 206, 304, 404]) | st.integers(200, 599)
response_fields = st.lists(
    st.tuples(
        names.filter(lambda name: name.lower() not in OURS),
        st.lists(texts(VISIBLE, least=1), max_size=2).map(" ".join),
    ),
    max_size=4,
)
contents = st.binary(max_size=40) | st.lists(st.binary(max_size=20), max_size=4)


async def stream(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def answer(status: int, fields: list[Field], content: bytes | list[bytes], request: bytes) -> bytes:
    """Return what a server sends whose handler gives such responses."""

    async def handler(request: Request) -> Response:
        body = Body(content if isinstance(content, bytes) else stream(content))
        return Response(status, Headers(fields), body)

    return converse(handler, [request])


def expected(status: int, method: str, content: bytes | list[bytes]) -> bytes:
    """Return the content that a client is to see (RFC 9112 section 6.3)."""
    if method == "HEAD" or status in (204, 205, 304):
        return b""
    return content if isinstance(content, bytes) else b"".join(content)


@many
@given(
    status=statuses,
    fields=response_fields,
    content=contents,
    method=st.sampled_from(["GET", "HEAD"]),
)
def test_h11_reads_the_responses_that_were_meant(
    status: int, fields: list[Field], content: bytes | list[bytes], method: str
) -> None:
    request = f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 2
    data = answer(status, fields, content, request)
    client = h11.Connection(h11.CLIENT)
    for turn in range(2):
        client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
        client.send(h11.EndOfMessage())
        if turn == 0:
            client.receive_data(data)
        head = client.next_event()
        assert isinstance(head, h11.Response)
        assert head.status_code == status
        raw = [(name.decode(), value.decode("latin-1")) for name, value in head.headers.raw_items()]
        assert [item for item in raw if item[0].lower() not in OURS] == fields
        body = b""
        while isinstance(event := client.next_event(), h11.Data):
            body += event.data
        assert isinstance(event, h11.EndOfMessage)
        assert body == expected(status, method, content)
        if turn == 0:
            client.start_next_cycle()
    assert client.trailing_data == (b"", False)  # nothing is left over


class Socket:
    """What http.client wants of a socket that it reads a response from."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> BytesIO:
        return BytesIO(self._data)


def as_socket(data: bytes) -> Any:
    return Socket(data)


@many
@given(
    status=statuses,
    fields=response_fields,
    content=contents,
    version=st.sampled_from(["1.0", "1.1"]),
)
def test_the_standard_library_reads_the_responses_that_were_meant(
    status: int, fields: list[Field], content: bytes | list[bytes], version: str
) -> None:
    data = answer(status, fields, content, f"GET / HTTP/{version}\r\nHost: a\r\n\r\n".encode())
    response = HTTPResponse(as_socket(data), method="GET")
    response.begin()
    assert response.status == status
    assert response.read() == expected(status, "GET", content)


def test_every_status_is_framed_so_that_the_next_response_is_found() -> None:
    contents: list[bytes | list[bytes]] = [b"", b"abc", [], [b"a", b"bc"]]
    for status, method, content in product(range(200, 600), ["GET", "HEAD"], contents):
        request = f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n".encode()
        once = answer(status, [], content, request)
        assert once.endswith(b"\r\n\r\n") or expected(status, method, content)
        assert answer(status, [], content, request * 2) == once * 2

"""Heads and chunks as octets, read back line by line, and by our own parser."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Body, Headers, Response
from tests.use_cases.drawing import texts_of
from tests.use_cases.feeding import outcome
from tests.use_cases.requests import END, chunked, in_chunks
from use_cases import (
    CONTINUE,
    LAST_CHUNK,
    REASONS,
    Framing,
    Limits,
    ResponseHead,
    render_chunk,
    render_head,
)
from use_cases.syntax import parse_fields

some = settings(max_examples=20)

DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


class Pieces:
    """A stream that nobody reads here."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        raise AssertionError("a head is rendered before the body is read")


def stream(status: int = 200, *fields: tuple[str, str], length: int | None = None) -> Response:
    return Response(status, Headers(fields), Body(Pieces(), length))


def answer(response: Response, **parts: Any) -> ResponseHead:
    """Render the answer to a GET over HTTP/1.1 that persists, changed in some parts."""
    usual: dict[str, Any] = {"method": "GET", "version": "1.1", "persistent": True}
    return render_head(response, date=DATE, **usual | parts)


def lines(response: Response, **parts: Any) -> list[str]:
    data = answer(response, **parts).data.decode("latin-1")
    assert data.endswith("\r\n\r\n")
    return data[:-4].split("\r\n")


def fields(response: Response, **parts: Any) -> dict[str, str]:
    """Return the fields of a head, each of which must stand there once."""
    pairs = [line.split(": ", 1) for line in lines(response, **parts)[1:]]
    found = dict(pairs)
    assert len(found) == len(pairs)
    return found


def test_a_head_is_a_status_line_fields_and_an_empty_line() -> None:
    head = answer(Response(201, Headers([("B", "c"), ("b", "d")]), Body(b"e")))
    assert head.data == (
        b"HTTP/1.1 201 Created\r\nB: c\r\nb: d\r\n"
        b"Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nContent-Length: 1\r\n\r\n"
    )


def test_every_answer_is_in_http_1_1() -> None:  # RFC 9110 section 2.5: our version, not theirs
    assert lines(Response(), version="1.0")[0] == "HTTP/1.1 200 OK"


def test_a_status_without_a_phrase_keeps_its_space() -> None:  # RFC 9112 section 4
    assert lines(Response(299))[0] == "HTTP/1.1 299 "


def test_every_status_has_a_date() -> None:  # RFC 9110 section 6.6.1
    assert {fields(Response(status))["Date"] for status in REASONS} == {DATE}


def test_a_date_of_the_handler_stays_alone() -> None:
    written = [line for line in lines(stream(200, ("date", "then"))) if "date" in line.lower()]
    assert written == ["date: then"]


def test_values_are_latin_1() -> None:
    assert b"B: \xe9\r\n" in answer(Response(headers=Headers({"B": "é"}))).data


BYTES = Response(body=Body(b"abc"))
PROMISE = stream(200, ("Content-Length", "5"))
LENGTH, CHUNKED, CLOSE, NONE = Framing.LENGTH, Framing.CHUNKED, Framing.CLOSE, Framing.NONE

# RFC 9112 section 6.3: response, method, version; framing, and the fields that tell of it.
FRAMINGS: dict[str, tuple[Response, str, str, Framing, dict[str, str]]] = {
    "bytes": (BYTES, "GET", "1.1", LENGTH, {"Content-Length": "3"}),
    "bytes, to 1.0": (BYTES, "GET", "1.0", LENGTH, {"Content-Length": "3"}),
    "bytes, to HEAD": (BYTES, "HEAD", "1.1", NONE, {"Content-Length": "3"}),
    "no bytes": (Response(), "GET", "1.1", LENGTH, {"Content-Length": "0"}),
    "an error": (Response(404), "GET", "1.1", LENGTH, {"Content-Length": "0"}),
    "a length": (stream(length=5), "GET", "1.1", LENGTH, {"Content-Length": "5"}),
    "a length, to HEAD": (stream(length=5), "HEAD", "1.1", NONE, {"Content-Length": "5"}),
    "a promised length": (PROMISE, "GET", "1.1", LENGTH, {"Content-Length": "5"}),
    "a stream": (stream(), "GET", "1.1", CHUNKED, {"Transfer-Encoding": "chunked"}),
    "a stream, to 1.0": (stream(), "GET", "1.0", CLOSE, {"Connection": "close"}),
    "a stream, to HEAD": (stream(), "HEAD", "1.1", NONE, {}),
    "a stream, to HEAD of 1.0": (stream(), "HEAD", "1.0", NONE, {"Connection": "keep-alive"}),
    "204": (Response(204), "GET", "1.1", NONE, {}),
    "204 with a body": (Response(204, body=Body(b"abc")), "GET", "1.1", NONE, {}),
    "204 with a body, to HEAD": (Response(204, body=Body(b"abc")), "HEAD", "1.1", NONE, {}),
    "204 with a stream": (stream(204), "GET", "1.1", NONE, {}),
    "205": (Response(205), "GET", "1.1", NONE, {"Content-Length": "0"}),
    "205 with a body": (stream(205, length=5), "GET", "1.1", NONE, {"Content-Length": "0"}),
    "205 with a stream, to HEAD": (stream(205), "HEAD", "1.1", NONE, {"Content-Length": "0"}),
    "304": (Response(304), "GET", "1.1", NONE, {}),
    "304 with a length": (stream(304, length=5), "GET", "1.1", NONE, {"Content-Length": "5"}),
    "304 with a stream, to 1.0": (stream(304), "GET", "1.0", NONE, {"Connection": "keep-alive"}),
    "304, to HEAD": (Response(304), "HEAD", "1.1", NONE, {}),
}


@pytest.mark.parametrize(
    ("response", "method", "version", "framing", "told"), FRAMINGS.values(), ids=FRAMINGS
)
def test_the_peer_is_told_where_the_body_ends(
    response: Response, method: str, version: str, framing: Framing, told: dict[str, str]
) -> None:
    head = answer(response, method=method, version=version)
    assert head.framing is framing
    assert head.length == (int(told["Content-Length"]) if framing is LENGTH else 0)
    assert head.persistent is (framing is not CLOSE)

    written = fields(response, method=method, version=version)
    usual = {"Date": DATE} | ({"Connection": "keep-alive"} if version == "1.0" else {})
    assert written == usual | told


def test_the_bytes_count_and_not_what_the_handler_declared() -> None:
    response = Response(200, Headers({"content-length": "99", "X": "y"}), Body(b"abc"))
    assert fields(response) == {"X": "y", "Date": DATE, "Content-Length": "3"}


def test_fields_of_the_connection_are_not_the_handlers_to_set() -> None:
    names = ("Transfer-Encoding", "CONNECTION", "Keep-Alive", "content-length")
    response = Response(200, Headers([(name, "1") for name in names]))
    assert fields(response) == {"Date": DATE, "Content-Length": "0"}


def test_the_peer_is_told_whether_the_connection_persists() -> None:
    # RFC 9112 sections 9.3 and 9.6: what the server would like, the peer's version, the field of
    # the handler, and what the peer is told
    for asked, version, value, told in (
        (True, "1.1", "", ""),
        (True, "1.0", "", "keep-alive"),
        (False, "1.1", "", "close"),
        (False, "1.0", "", "close"),
        (True, "1.1", "close", "close"),
        (True, "1.0", "a, Close", "close"),
        (True, "1.1", "closed", ""),
    ):
        response = Response(headers=Headers({"Connection": value}))
        head = answer(response, version=version, persistent=asked)
        assert head.persistent is (told != "close")
        assert fields(response, version=version, persistent=asked).get("Connection", "") == told


def test_100_continue_is_a_head_without_fields() -> None:  # RFC 9110 section 15.2
    assert CONTINUE == b"HTTP/1.1 100 Continue\r\n\r\n"


def test_a_chunk_is_its_size_in_hex_and_its_octets() -> None:  # RFC 9112 section 7.1
    assert render_chunk(b"\r\n" * 13) == b"1a\r\n" + b"\r\n" * 13 + b"\r\n"


@some
@given(st.lists(st.binary(min_size=1, max_size=20), max_size=4))
def test_the_parser_reads_the_chunks_that_are_rendered(pieces: list[bytes]) -> None:
    data = chunked(b"".join(map(render_chunk, pieces)) + LAST_CHUNK)
    body = [b"".join(pieces)] if pieces else []
    assert outcome([data], Limits()) == [in_chunks(), *body, END]


@some
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["B", "set-cookie", "Connection", "Date", "Transfer-Encoding"]),
            texts_of("a,: \t\r\n\0é", max_size=6),
        ),
        max_size=4,
    )
)
def test_a_field_is_read_back_as_it_was_set_or_cannot_be_set(items: list[tuple[str, str]]) -> None:
    try:
        response = Response(headers=Headers(items))
    except ValueError:
        assert any(character in value for _, value in items for character in "\r\n\0")
        return
    section = answer(response).data.partition(b"\r\n")[2].removesuffix(b"\r\n")
    read = list(parse_fields(section, Limits()))
    ours = {"connection", "transfer-encoding", "content-length", "date"}
    assert [item for item in read if item[0].lower() not in ours] == [
        (name, value.strip(" \t")) for name, value in items if name.lower() not in ours
    ]
    assert [value for name, value in read if name.lower() == "content-length"] == ["0"]

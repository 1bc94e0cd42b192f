"""Responses compressed for those who can read it."""

import zlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities import Headers, Response
from examples.middleware.gzip import Compressed, gzip, wanted
from interfaces import converse, drive
from tests.examples.asking import app_with, ask
from tests.fakes.producer import FakeProducer

TEXT = "Dependencies point inward. " * 100
ACCEPTED = {"Accept-Encoding": "gzip"}


def unpacked(data: bytes) -> bytes:
    return zlib.decompress(data, 31)


def pieces(response: Response) -> list[bytes]:
    async def collect() -> list[bytes]:
        return [piece async for piece in response.body]

    return drive(collect())


@pytest.mark.parametrize(
    ("field", "wants"),
    [
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("br, gzip", True),
        ("gzip;q=0.001", True),
        ("gzip ; q=0.5", True),
        ("*", True),
        ("*;q=0.5", True),
        ("identity, *;q=0.5", False),
        ("gzip;q=0.8, identity;q=0.5", True),
        ("gzip, identity;q=0", True),
        ("identity;q=0", False),
        ("gzip;q=0.5, identity;q=1", False),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("gzip;q=0, *", False),
        ("*;q=0", False),
        ("br", False),
        ("", False),
        ("gzipped", False),
        ("gzip;q=2", False),
        ("gzip;q=0.0001", False),
        ("gzip;level=1", False),
    ],
)
def test_what_a_client_wants(field: str, wants: bool) -> None:
    assert wanted(Headers({"Accept-Encoding": field})) is wants


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_any_field_is_understood_or_passed_over(field: str) -> None:
    assert wanted(Headers({"Accept-Encoding": field})) in (True, False)


def test_a_text_is_compressed() -> None:
    response = Response.text(TEXT, headers={"ETag": '"1"', "Accept-Ranges": "bytes"})
    reply = ask(gzip(), response, ACCEPTED)
    assert unpacked(reply.content) == TEXT.encode()
    assert len(reply.content) < len(TEXT) / 10
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["etag"] == 'W/"1"'
    assert "accept-ranges" not in reply.headers


def test_one_who_does_not_ask_gets_it_as_it_is() -> None:
    reply = ask(gzip(), Response.text(TEXT, headers={"ETag": '"1"'}))
    assert reply.text == TEXT
    assert reply.headers["vary"] == "Accept-Encoding"
    assert reply.headers["etag"] == '"1"'
    assert "content-encoding" not in reply.headers


@pytest.mark.parametrize(
    "response",
    [
        Response.text(TEXT[:499]),
        Response.of(TEXT.encode(), "image/png"),
        Response(200, Headers(), Response.text(TEXT).body),
        Response.text(TEXT, headers={"Content-Encoding": "br"}),
        Response.text(TEXT, headers={"Cache-Control": "private, No-Transform"}),
        Response.text(TEXT, 206, headers={"Content-Range": "bytes 0-2699/9999"}),
        Response(204),
    ],
    ids=["small", "image", "no type", "coded", "no-transform", "part", "nothing"],
)
def test_what_is_left_alone(response: Response) -> None:
    reply = ask(gzip(), response, ACCEPTED)
    assert reply.headers == response.headers
    assert reply.content == response.body.content


@pytest.mark.parametrize(
    "kind",
    ["text/html; charset=utf-8", "Application/JSON", "image/svg+xml", "application/problem+json"],
)
def test_types_that_are_worth_it(kind: str) -> None:
    reply = ask(gzip(), Response.of(TEXT.encode(), kind), ACCEPTED)
    assert reply.headers["content-encoding"] == "gzip"


def test_vary_is_said_once() -> None:
    for vary in ("*", "Origin, accept-encoding"):
        reply = ask(gzip(), Response.text(TEXT, headers={"Vary": vary}), ACCEPTED)
        assert reply.headers.get_all("vary") == [vary]
    reply = ask(gzip(), Response.text(TEXT, headers={"Vary": "Origin", "ETag": 'W/"1"'}), ACCEPTED)
    assert reply.headers.elements("vary") == ["origin", "accept-encoding"]
    assert reply.headers.get_all("etag") == ['W/"1"']


def test_a_304_speaks_of_what_is_stored() -> None:
    response = Response(304, Headers({"ETag": '"1"'}))
    reply = ask(gzip(), response, ACCEPTED)
    assert (reply.headers["etag"], reply.headers["vary"]) == ('W/"1"', "Accept-Encoding")
    assert ask(gzip(), response).headers["etag"] == '"1"'


def test_each_piece_of_a_stream_can_be_read_when_it_comes() -> None:
    stream = Response.stream(FakeProducer(b"one", b"two"), "text/plain", headers={})
    compressed = replace(stream, body=type(stream.body)(Compressed(stream.body, 6)))
    reading = zlib.decompressobj(31)
    read = [reading.decompress(piece) for piece in pieces(compressed)]
    assert read == [b"one", b"two", b""]
    assert reading.eof


@given(st.lists(st.binary(), max_size=5))
def test_a_stream_unpacks_to_what_it_was(parts: list[bytes]) -> None:
    stream = Response.stream(FakeProducer(*parts), "text/plain")
    assert unpacked(ask(gzip(), stream, ACCEPTED).content) == b"".join(parts)


def test_a_stream_of_promised_length_promises_no_other() -> None:
    length = {"Content-Length": str(len(TEXT))}
    reply = ask(gzip(), Response.stream(FakeProducer(TEXT.encode()), "text/css", 200, length),
                ACCEPTED)  # fmt: skip
    assert "content-length" not in reply.headers
    assert unpacked(reply.content) == TEXT.encode()


def test_head_gets_the_fields_of_get() -> None:
    def conversation(method: str, response: Response) -> bytes:
        app = app_with(gzip(), response)
        manager = app.lifespan()
        handler = drive(manager.__aenter__())
        ask = f"{method} / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        answer = converse(handler, [ask])
        drive(manager.__aexit__(None, None, None))
        return answer

    head, _, body = conversation("GET", Response.text(TEXT)).partition(b"\r\n\r\n")
    assert f"Content-Length: {len(body)}".encode() in head
    assert conversation("HEAD", Response.text(TEXT)) == head + b"\r\n\r\n"

    producer = FakeProducer(b"never read")
    answer = conversation("HEAD", Response.stream(producer, "text/plain"))
    assert b"Content-Encoding: gzip\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")
    assert (producer.given, producer.closes) == (0, 1)

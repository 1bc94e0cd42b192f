"""Requests as handlers see them."""

import pytest

from entities import Body, Headers, HTTPError, Pairs, Request
from tests.entities.driving import Pieces, drive


def test_a_request_is_a_plain_get_unless_it_is_told_otherwise() -> None:
    request = Request()
    assert (request.method, request.target, request.version) == ("GET", "/", "1.1")
    assert (request.scheme, request.peer, request.host) == ("http", "", "")
    assert len(request.headers) == 0
    assert drive(request.read()) == b""
    assert request.params == request.state == {}


def test_a_request_says_what_carried_it() -> None:
    request = Request(version="1.0", scheme="https", peer="192.0.2.1")
    assert (request.version, request.scheme, request.peer) == ("1.0", "https", "192.0.2.1")


def test_headers_may_be_given_as_a_mapping() -> None:
    assert Request(headers={"Host": "a:80"}).host == "a:80"
    headers = Headers({"Host": "a"})
    assert Request(headers=headers).headers is headers


def test_a_body_may_be_given_as_bytes_a_stream_or_a_body() -> None:
    body = Body(b"abc")
    assert Request(body=body).body is body
    assert drive(Request(body=b"abc").read()) == b"abc"
    assert drive(Request(body=Pieces(b"ab", b"c")).read()) == b"abc"


def test_a_body_over_the_limit_is_refused_when_it_is_read() -> None:
    with pytest.raises(HTTPError) as caught:
        drive(Request(body=Body(Pieces(b"abc"), limit=2)).read())
    assert caught.value.status == 413


# RFC 3986 section 3: path and query


def test_the_path_ends_at_the_first_question_mark() -> None:
    request = Request(target="/a/b?c=/d?e")
    assert request.raw_path == request.path == "/a/b"
    assert list(request.query) == [("c", "/d?e")]


def test_the_path_is_decoded_for_people_and_raw_for_routes() -> None:
    request = Request(target="/a%2Fb%20c/%C3%A4%FF+?%3F")
    assert request.raw_path == "/a%2Fb%20c/%C3%A4%FF+"
    assert request.path == "/a/b c/ä\N{REPLACEMENT CHARACTER}+"


def test_the_query_is_decoded_in_order_with_repeats_and_blanks() -> None:
    request = Request(target="/?b=%C3%A4+c&a=1&a=%262&d=&e&f=%FF")
    assert list(request.query) == [
        ("b", "ä c"), ("a", "1"), ("a", "&2"), ("d", ""), ("e", ""),
        ("f", "\N{REPLACEMENT CHARACTER}"),
    ]  # fmt: skip


def test_no_query_has_no_fields() -> None:
    assert Request().query == Request(target="/?").query == Pairs()


def test_an_asterisk_is_a_path_of_its_own() -> None:  # RFC 9112 section 3.2.4
    assert Request("OPTIONS", "*").raw_path == "*"


def test_what_was_decoded_is_kept() -> None:
    request = Request(target="/?a=b", headers={"Cookie": "a=b"})
    assert request.query is request.query
    assert request.cookies is request.cookies


def test_cookies_come_from_every_line() -> None:  # RFC 9113 section 8.2.3 allows several
    request = Request(headers=Headers([("Cookie", "a=1; b=2"), ("cookie", "a=3; c=4")]))
    assert request.cookies == {"a": "1", "b": "2", "c": "4"}


# Change by copying


def test_a_copy_carries_parameters_and_everything_else() -> None:
    request = Request(
        "PUT", "/a?b=c", {"Cookie": "d=e"}, b"f", version="1.0", scheme="https", peer="g"
    ).with_state(user="h")
    copy = request.with_params({"id": 1})
    assert copy.params == {"id": 1}
    for name in ("method", "target", "headers", "body", "version", "scheme", "peer", "state"):
        assert getattr(copy, name) is getattr(request, name)
    assert copy.query["b"] == "c"
    assert copy.cookies["d"] == "e"
    assert request.params == {}


def test_state_adds_up_in_copies() -> None:
    request = Request().with_params({"id": 1})
    copy = request.with_state(a=1, b=2).with_state(b=3)
    assert copy.state == {"a": 1, "b": 3}
    assert copy.params == {"id": 1}
    assert request.state == {}


def test_a_copy_is_of_the_same_class() -> None:
    class Special(Request):
        __slots__ = ()

    assert type(Special().with_state(a=1)) is Special


def test_a_request_shows_its_method_and_target() -> None:
    assert repr(Request("PUT", "/a?b")) == "<Request PUT /a?b>"

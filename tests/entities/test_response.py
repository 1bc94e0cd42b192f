"""Responses as handlers make them."""

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError
from http import HTTPStatus
from typing import Any

import pytest

from entities import Body, Cookie, Fault, Headers, Response
from tests.entities.driving import Pieces, drive


def refused(make: Callable[[], object], message: str) -> bool:
    with pytest.raises(ValueError, match=message):
        make()
    return True


def test_a_response_is_an_empty_200_unless_it_is_told_otherwise() -> None:
    response = Response()
    assert (response.status, list(response.headers), response.body.content) == (200, [], b"")


def test_two_responses_do_not_share_a_body() -> None:
    assert Response().body is not Response().body


def test_a_response_is_final() -> None:  # RFC 9110 section 15
    assert [Response(status).status for status in (200, 299, 599)] == [200, 299, 599]
    for status in (-1, 0, 100, 199, 600):
        assert refused(lambda status=status: Response(status), "from 200 to 599")  # type: ignore[misc]


def test_a_response_takes_no_dict_and_no_bytes() -> None:
    wrong: Any = {"X-A": "b"}
    with pytest.raises(TypeError, match="headers must be Headers, not dict"):
        Response(200, wrong)
    wrong = b"body"
    with pytest.raises(TypeError, match="body must be Body, not bytes"):
        Response(200, Headers(), wrong)
    wrong = "Hello"
    with pytest.raises(TypeError, match="status must be int, not str"):
        Response(wrong)


def test_a_response_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Response().status = 404  # type: ignore[misc]


@pytest.mark.parametrize(
    ("response", "content", "content_type"),
    [
        (Response.text("ä"), "ä".encode(), "text/plain; charset=utf-8"),
        (Response.html("<p>ä"), "<p>ä".encode(), "text/html; charset=utf-8"),
        (Response.json({"ä": [1, None]}), '{"ä":[1,null]}'.encode(), "application/json"),
        (Response.of(b"a", "image/png"), b"a", "image/png"),
    ],
)
def test_content_comes_with_its_type(response: Response, content: bytes, content_type: str) -> None:
    assert response.status == 200
    assert response.body.content == content
    assert list(response.headers) == [("Content-Type", content_type)]


@pytest.mark.parametrize(
    "make",
    [Response.text, Response.html, Response.json, lambda *rest: Response.of(b"", "a/b", *rest[1:])],
)  # fmt: skip
def test_status_and_fields_may_be_given(make: Callable[..., Response]) -> None:
    response = make("a", 404, {"X": "y"})
    assert response.status == 404
    assert response.headers["x"] == "y"


def test_the_type_may_be_given() -> None:
    response = Response.text("a", headers=[("content-type", "text/csv")])
    assert list(response.headers) == [("content-type", "text/csv")]


def test_pieces_are_sent_as_they_come() -> None:
    response = Response.stream(Pieces(b"a", b"b"))
    assert response.status == 200
    assert response.headers["content-type"] == "application/octet-stream"
    assert response.body.length is None
    assert drive(response.body.read()) == b"ab"
    other = Response.stream(Pieces(), "text/csv", 206, {"X": "y"})
    assert (other.status, list(other.headers)) == (206, [("X", "y"), ("Content-Type", "text/csv")])


# RFC 8259


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [float("-inf")]])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    assert refused(lambda: Response.json(value), "JSON")
    with pytest.raises(TypeError):
        Response.json({1, 2})


def test_half_a_surrogate_pair_is_escaped() -> None:  # RFC 8259 section 8.2
    text = "\ud800 ä \N{GRINNING FACE}"
    content = Response.json(text).body.content or b""
    assert content == '"\\ud800 ä \N{GRINNING FACE}"'.encode()
    assert json.loads(content) == text


# RFC 9110 section 8.6: the length of a stream may be promised


def test_a_promised_length_is_the_length_of_the_body() -> None:
    assert Response.stream(Pieces(), headers={"content-length": "5"}).body.length == 5


def test_a_length_that_is_no_number_is_refused() -> None:
    for length in ("", "-5", "+5", "5.0", "1_0", "a", "\xb2", "5, 5"):
        with pytest.raises(ValueError, match="not a number of octets"):
            Response.stream(Pieces(), headers={"Content-Length": length})


def test_a_length_that_is_known_is_not_promised() -> None:
    assert Response(200, Headers({"Content-Length": "5"}), Body(b"abc")).body.length == 3
    assert Response(200, Headers({"Content-Length": "5"}), Body(Pieces(), 3)).body.length == 3


# RFC 9110 section 10.2.2: Location is a URI reference


def test_a_redirect_names_the_place() -> None:
    response = Response.redirect("/a?b=c#d")
    assert (response.status, response.headers["location"]) == (303, "/a?b=c#d")
    assert Response.redirect("/", 308).status == 308


def test_what_cannot_stand_in_a_location_is_encoded() -> None:
    def location(text: str) -> str:
        return Response.redirect(text).headers["location"]

    assert location("/ä b") == "/%C3%A4%20b"
    assert location("/%C3%A4%20b") == "/%C3%A4%20b"
    assert location("/\r\nSet-Cookie: a=b") == "/%0D%0ASet-Cookie:%20a=b"
    assert location("http://[::1]:80/~a!$&'()*+,;=@") == "http://[::1]:80/~a!$&'()*+,;=@"
    assert location('/"<>\\^`{|}') == "/%22%3C%3E%5C%5E%60%7B%7C%7D"


# Change by copying


def test_a_copy_has_another_field() -> None:
    response = Response.text("a")
    copy = response.with_header("content-TYPE", "text/csv").with_header("X", "y")
    assert list(copy.headers) == [("content-TYPE", "text/csv"), ("X", "y")]
    assert copy.body is response.body
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_copy_sets_one_more_cookie() -> None:
    response = Response().with_cookie(Cookie("a", "1")).with_cookie(Cookie("b", "2"))
    assert [value[:4] for value in response.headers.get_all("set-cookie")] == ["a=1;", "b=2;"]


def test_over_tls_a_cookie_is_secure_unless_it_says_otherwise() -> None:
    response = Response(201, Headers({"Set-Cookie": "by=hand", "X-A": "b"}), Body(b"c"))
    for secure in (None, True, False):
        response = response.with_cookie(Cookie("a", "1", secure=secure))
    as_it_was = list(response.headers)
    secured = response.secured()
    assert [value[-6:] == "Secure" for value in secured.headers.get_all("set-cookie")] == [
        False, True, True, False
    ]  # fmt: skip
    assert list(response.headers) == as_it_was
    assert list(secured.secured().headers) == list(secured.headers)
    assert (secured.status, secured.headers["x-a"], secured.body) == (201, "b", response.body)


def test_a_response_without_cookies_is_secured_as_it_is() -> None:
    response = Response.text("a")
    assert response.secured() is response


def test_a_copy_of_a_fault_keeps_its_error() -> None:
    error = LookupError()
    fault = Fault(503, error=error)
    for copy in (fault.with_header("a", "b"), fault.with_cookie(Cookie("a", "b")).secured()):
        assert isinstance(copy, Fault)
        assert copy.error is error
    assert fault.with_cookie(Cookie("a", "b")).secured().headers["set-cookie"].endswith("; Secure")


def test_a_field_with_a_line_break_cannot_be_set() -> None:
    assert refused(lambda: Response().with_header("X", "a\r\nb: c"), "line break")


def test_a_part_may_be_of_a_subclass() -> None:
    class Kept(Headers):
        """Headers of a program's own."""

    response = Response(HTTPStatus.NOT_FOUND, Kept({"A": "b"}))
    assert response.status == 404
    assert response.headers["a"] == "b"

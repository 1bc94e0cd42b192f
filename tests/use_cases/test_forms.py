"""Bodies as forms and JSON."""

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Form, Headers, HTTPError
from tests.use_cases.drawing import texts_of
from use_cases import parse_form, parse_json
from use_cases.forms import FORM, JSON, media_type

some = settings(max_examples=20)


def of_type(content_type: str) -> Headers:
    return Headers([("Content-Type", content_type)])


def form(body: bytes, most: int = 1000) -> Form:
    return parse_form(of_type(FORM), body, most)


def value(body: bytes) -> Any:
    return parse_json(of_type(JSON), body)


def refusal(read: Callable[[], object]) -> int:
    with pytest.raises(HTTPError) as caught:
        read()
    return caught.value.status


# RFC 9110 section 8.3.1: type and subtype are case-insensitive, parameters stand apart.
def test_a_media_type_is_read_without_its_parameters() -> None:
    for written in ("text/html", "TEXT/Html", "text/html;a=b", "\ttext/html ; charset=utf-8"):
        assert media_type(of_type(written)) == "text/html"


def test_there_may_be_no_media_type() -> None:
    assert media_type(Headers()) == ""


def test_a_form_keeps_order_repeats_and_blanks() -> None:
    assert list(form(b"a=1&b=&a=2&c")) == [("a", "1"), ("b", ""), ("a", "2"), ("c", "")]


def test_a_form_is_decoded() -> None:
    assert form(b"n%C3%A4me=A+B%26C") == form("näme=A B%26C".encode()) == Form({"näme": "A B&C"})


def test_an_empty_form_has_no_fields() -> None:
    assert len(form(b"")) == 0


def test_a_form_may_name_its_charset() -> None:
    assert parse_form(of_type(f"{FORM}; charset=UTF-8"), b"a=b")["a"] == "b"


def test_a_form_that_is_not_utf_8_is_refused() -> None:
    bodies = [b"a=\xff", b"a=%FF", b"%E4=b"]
    assert {refusal(partial(form, body)) for body in bodies} == {400}


def test_a_form_has_so_many_fields_and_no_more() -> None:
    assert len(form(b"&".join([b"a=b"] * 3), most=3)) == 3
    assert refusal(lambda: form(b"&".join([b"a=b"] * 4), most=3)) == 400
    assert refusal(lambda: form(b"&" * 1000)) == 400


def test_a_form_of_another_media_type_is_refused() -> None:
    for written in ("", JSON, "application/a+json", "text/plain", "multipart/form-data; a=b"):
        assert refusal(partial(parse_form, of_type(written), b"a=b")) == 415
    assert refusal(lambda: parse_form(Headers(), b"a=b")) == 415


def test_json_is_read() -> None:  # RFC 6839 section 3.1 has the suffix
    for written in (JSON, "Application/JSON; a=b", "application/problem+json"):
        assert parse_json(of_type(written), '{"ä": [1, null]}'.encode()) == {"ä": [1, None]}


def test_json_of_another_media_type_is_refused() -> None:
    for written in ("", FORM, "text/json", "application/json-seq", "application/a+jsonp"):
        assert refusal(partial(parse_json, of_type(written), b"{}")) == 415
    assert refusal(lambda: parse_json(Headers(), b"{}")) == 415


def test_a_number_of_json_is_a_number() -> None:
    assert value(b"[1, -2.5e3]") == [1, -2500.0]


def test_what_is_not_json_is_refused() -> None:  # RFC 8259
    bodies = [
        b"", b" ", b"{", b"{}{}", b"{'a': 1}", b"[1,]", b"01", b"+1", b"a", b"NaN", b"[Infinity]",
        b"-Infinity", b"1e999", b"[-1e999]", b'"\x00"', b'"\xff"', b"\xef\xbb\xbf{}", b"1" * 5000,
        '"a"'.encode("utf-16"), b"[" * 200_000,
    ]  # fmt: skip
    assert {refusal(partial(value, body)) for body in bodies} == {400}


def test_a_refusal_says_what_to_do() -> None:
    for read, detail in (
        (lambda: parse_form(Headers(), b""), f"Send the body with Content-Type: {FORM}."),
        (lambda: parse_json(Headers(), b""), f"Send the body with Content-Type: {JSON}."),
        (lambda: form(b"a&b", most=1), "The form is not UTF-8, or has more than 1 fields."),
        (lambda: value(b"[" * 200_000), "The JSON is nested too deeply."),
        (lambda: value(b"NaN"), "The body is not JSON: NaN is not a JSON value."),
        (lambda: value(b"1" * 30 + b"e400"), f"The body is not JSON: {'1' * 20} is too large."),
    ):
        with pytest.raises(HTTPError) as caught:
            read()
        assert caught.value.detail == detail


def test_a_refusal_keeps_its_cause() -> None:
    for read in (lambda: value(b"{"), lambda: value(b"[" * 200_000), lambda: form(b"\xff")):
        with pytest.raises(HTTPError) as caught:
            read()
        assert caught.value.__cause__ is not None


# What JSON escapes, and what it does not.
texts = texts_of('a/é€\U0001f600\\"\n\0', max_size=4)
scalars = st.none() | st.booleans() | st.integers() | texts
json_values = scalars | st.lists(scalars, max_size=3) | st.dictionaries(texts, scalars, max_size=3)


@some
@given(json_values)
def test_any_json_comes_through(written: Any) -> None:
    assert value(json.dumps(written).encode()) == written


@some
@given(st.binary(max_size=20))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    for read in (form, value):
        with suppress(HTTPError):
            read(body)

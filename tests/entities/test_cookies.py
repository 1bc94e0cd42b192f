"""Cookies: read leniently, written strictly (RFC 6265bis)."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Cookie, parse_cookies
from tests.entities.drawing import texts_of


def test_a_cookie_is_safe_unless_you_say_otherwise() -> None:
    assert str(Cookie("a", "b")) == "a=b; Path=/; SameSite=Lax; HttpOnly"


def test_a_cookie_says_all_that_it_was_given() -> None:
    cookie = Cookie(
        "a", "b", max_age=60, path="/c", domain="d.example", secure=True, same_site="Strict"
    )
    assert str(cookie) == (
        "a=b; Path=/c; SameSite=Strict; Domain=d.example; Max-Age=60; HttpOnly; Secure"
    )


def test_a_cookie_may_be_shown_to_scripts_and_to_other_sites() -> None:
    cookie = Cookie("a", "b", secure=True, http_only=False, same_site="None")
    assert str(cookie) == "a=b; Path=/; SameSite=None; Secure"


def test_an_age_of_zero_deletes() -> None:
    assert "; Max-Age=0;" in str(Cookie("a", "", max_age=0))
    kept = Cookie("__Host-a", "b", max_age=60, secure=True)
    deleted = replace(kept, value="", max_age=0)
    assert str(deleted) == "__Host-a=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly; Secure"


def test_the_value_may_be_empty() -> None:
    assert str(Cookie("a", "")).startswith("a=;")


# RFC 6265bis section 4.1.1: cookie-octet


def refused(name: str = "a", value: str = "b", **parts: Any) -> bool:
    try:
        Cookie(name, value, **parts)
    except ValueError:
        return True
    return False


def test_a_value_is_visible_ascii_without_five_signs() -> None:
    taken = {code for code in range(0x250) if not refused(value=chr(code))}
    assert taken == set(range(0x21, 0x7F)) - set(b'",;\\')
    assert refused(value="b\n")


def test_a_name_is_a_token() -> None:
    names = ["", "a b", "a=", "a;", "a,", "ä", "a\r\n", '"a"', "a\0"]
    assert [name for name in names if not refused(name)] == []


def test_an_attribute_cannot_smuggle_in_another() -> None:
    texts = ["/;Secure", "/\r\n", "/\n", "/ä", "/\0", "/\x7f"]
    assert [text for text in texts if not refused(path=text)] == []
    assert [text for text in texts if not refused(domain=text)] == []
    assert not refused(path="/a b,c")


def test_a_cookie_for_all_sites_has_to_be_secure() -> None:
    with pytest.raises(ValueError, match="SameSite=None needs secure=True"):
        Cookie("a", "b", same_site="None")


# RFC 6265bis section 4.1.3: the prefixes


@pytest.mark.parametrize("name", ["__Secure-a", "__Host-a", "__secure-a", "__HOST-a"])
def test_a_prefix_has_to_be_secure(name: str) -> None:
    for secure in (None, False):
        with pytest.raises(ValueError, match=f"cookie {name}: its prefix needs secure=True"):
            Cookie(name, "b", secure=secure)
    assert str(Cookie(name, "b", secure=True)).endswith("; Secure")


def test_the_prefix_of_a_host_is_for_it_alone_and_for_all_of_it() -> None:
    for parts in ({"path": "/a"}, {"path": ""}, {"domain": "a.example"}):
        assert refused("__Host-a", secure=True, **parts)
        assert not refused("__Secure-a", secure=True, **parts)
    with pytest.raises(ValueError, match="needs the path / and no domain"):
        Cookie("__Host-a", "b", secure=True, path="/a")


def test_a_name_that_only_resembles_a_prefix_is_free() -> None:
    names = ["_Host-a", "Host-a", "__Hosta", "__Secure", "a__Host-"]
    assert [name for name in names if refused(name)] == []


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(ValueError, match="percent-encode it"):
        Cookie("a", "b c")


# RFC 6265bis section 5.8.3: the Cookie field


@pytest.mark.parametrize(
    ("field", "cookies"),
    [
        ("", {}),
        ("a=b", {"a": "b"}),
        ("a=b; c=d", {"a": "b", "c": "d"}),
        ("a=b;c=d;", {"a": "b", "c": "d"}),
        (" a = b ;\tc\t=\td\t", {"a": "b", "c": "d"}),
        ("a=b=c", {"a": "b=c"}),
        ("a=", {"a": ""}),
        ("a=first; a=second", {"a": "first"}),
        ("A=b; a=c", {"A": "b", "a": "c"}),
        ('a="b c"', {"a": "b c"}),
        ('a=""', {"a": ""}),
        ('a="', {"a": '"'}),
        ('a="b', {"a": '"b'}),
        ("=b; a; ; =; c=d", {"c": "d"}),
        ("a=\xa0", {"a": "\xa0"}),
        ("XaX=XbX", {"XaX": "XbX"}),
    ],
)
def test_cookies_are_read(field: str, cookies: dict[str, str]) -> None:
    assert parse_cookies(field) == cookies


values = texts_of("aZ09!#$%&'()*+-./:<=>?@[]^_`{|}~", max_size=4)


@settings(max_examples=20)
@given(st.dictionaries(texts_of("aZ0!#$_-", min_size=1, max_size=3), values, max_size=3))
def test_cookies_that_were_set_come_back(given: dict[str, str]) -> None:
    pairs = [str(Cookie(name, value)).partition(";")[0] for name, value in given.items()]
    assert parse_cookies("; ".join(pairs)) == given


@settings(max_examples=20)
@given(texts_of('a=;" \t\r\n\0ä', max_size=12))
def test_any_field_gives_cookies_with_names(field: str) -> None:
    assert "" not in parse_cookies(field)

"""Header fields: names without case, and nothing that could end a line early."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Headers, is_token
from tests.entities.drawing import texts_of

some = settings(max_examples=20)

HEADERS = Headers([("Set-Cookie", "a=1"), ("Host", "b"), ("set-cookie", "c=2")])


def refused(name: str, value: str) -> bool:
    try:
        Headers([(name, value)])
    except ValueError:
        return True
    return False


def test_names_are_found_in_any_case() -> None:  # RFC 9110 section 5.1
    assert HEADERS["HOST"] == HEADERS.get("host") == "b"
    assert HEADERS.get_all("SET-cookie") == ["a=1", "c=2"]
    assert "hOsT" in HEADERS
    assert list(HEADERS.without("SET-COOKIE")) == [("Host", "b")]
    assert list(HEADERS.without("HOST").with_value("Set-Cookie", "d")) == [("Set-Cookie", "d")]


def test_names_keep_the_case_in_which_they_were_given() -> None:
    assert [name for name, _ in HEADERS] == ["Set-Cookie", "Host", "set-cookie"]


def test_headers_that_differ_in_the_case_of_names_are_equal() -> None:
    one, other = Headers({"A": "b"}), Headers({"a": "b"})
    assert one == other
    assert hash(one) == hash(other)
    assert one != Headers({"A": "B"})


# RFC 9110 section 5.6.2: token = 1*tchar


def test_a_token_is_made_of_letters_digits_and_fifteen_signs() -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    tchars = {*letters, *"0123456789", *"!#$%&'*+-.^_`|~"}
    assert {chr(code) for code in range(0x250) if is_token(chr(code))} == tchars
    assert is_token("".join(sorted(tchars)))


def test_a_token_is_one_character_at_least() -> None:
    assert not is_token("")
    assert not is_token("a\n")
    assert not is_token("a b")


def test_a_name_that_is_no_token_is_refused() -> None:
    names = ["", "a b", "a:", "a\r\n", "a\n", "ä", "a\0", "(a)", " a", "a\t"]
    assert [name for name in names if not refused(name, "b")] == []
    with pytest.raises(ValueError, match="is not a field name"):
        Headers({"a b": "c"})


# RFC 9110 section 5.5: field values


def test_a_value_has_no_control_character_but_tab_and_none_beyond_latin_1() -> None:
    taken = {code for code in range(0x250) if not refused("a", chr(code))}
    assert taken == {0x09, *range(0x20, 0x7F), *range(0x80, 0x100)}
    assert not refused("a", "")


def test_a_value_with_a_line_break_is_refused_wherever_it_stands() -> None:
    values = ["b\r\nc: d", "\r\nb", "b\n", "b\r", "b\r\n", "b\0", "b\r\n c"]
    assert [value for value in values if not refused("a", value)] == []
    with pytest.raises(ValueError, match="the value of Location holds a line break"):
        Headers({"Location": "/\r\nSet-Cookie: a=b"})


def test_no_way_to_change_headers_leads_around_the_check() -> None:
    with pytest.raises(ValueError, match="line break"):
        HEADERS.with_added("a", "b\n")
    with pytest.raises(ValueError, match="line break"):
        HEADERS.with_value("a", "b\n")


def test_what_a_parser_has_checked_is_not_checked_again() -> None:
    headers = Headers.unchecked([("Host", "a")])
    assert headers == Headers({"Host": "a"})
    assert list(Headers.unchecked([("a b", "\n")])) == [("a b", "\n")]


# RFC 9110 section 5.6.1: lists


def test_the_elements_of_a_list_add_up_over_its_lines_in_lower_case() -> None:
    headers = Headers([("Connection", "a, B"), ("X", "y"), ("connection", "C")])
    assert headers.elements("CONNECTION") == ["a", "b", "c"]


def test_empty_elements_do_not_count() -> None:
    assert Headers({"a": ", b ,,\tc\t, "}).elements("a") == ["b", "c"]
    assert Headers({"a": ""}).elements("a") == []
    assert Headers().elements("a") == []


def test_only_space_and_tab_around_an_element_are_dropped() -> None:
    assert Headers({"a": "\xa0b\x85, XdX"}).elements("a") == ["\xa0b\x85", "xdx"]


anything = texts_of("aB:, \t\r\n\0\x7f\x85\xe9\u2028€", max_size=5)


@some
@given(st.lists(st.tuples(anything, anything), max_size=3))
def test_whatever_can_be_built_is_one_line_to_a_field(items: list[tuple[str, str]]) -> None:
    try:
        headers = Headers(items)
    except ValueError:
        return
    written = b"".join(f"{name}: {value}\r\n".encode("latin-1") for name, value in headers)
    lines = written.split(b"\r\n")[:-1]
    assert [line.partition(b":")[0].decode() for line in lines] == [name for name, _ in items]
    assert not any(octet in line for line in lines for octet in b"\r\n\0")


@some
@given(st.lists(st.tuples(st.sampled_from(["a", "A", "b"]), st.sampled_from("123")), max_size=6))
def test_a_look_up_finds_what_a_search_would(items: list[tuple[str, str]]) -> None:
    headers = Headers(items)
    for sought in ("a", "A", "b", "c"):
        expected = [value for name, value in items if name.lower() == sought.lower()]
        assert headers.get_all(sought) == expected
        assert headers.get(sought, "none") == (expected[0] if expected else "none")
        assert (sought in headers) is bool(expected)

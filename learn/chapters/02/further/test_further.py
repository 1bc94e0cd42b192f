"""Entity tags, and the three ways in which two of them can be the same."""

from dataclasses import FrozenInstanceError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Headers
from further.etag import ETag, parse_etags
from tests.entities.drawing import texts_of


def test_a_tag_is_written_as_it_stands_in_the_field() -> None:
    assert str(ETag("v1")) == '"v1"'
    assert str(ETag("v1", weak=True)) == 'W/"v1"'
    assert str(ETag("")) == '""'


def test_tags_are_equal_and_hash_alike_if_they_hold_the_same() -> None:
    assert ETag("v1") == ETag("v1")
    assert ETag("v1") != ETag("v1", weak=True)
    assert ETag("v1") != ETag("V1")
    assert len({ETag("v1"), ETag("v1"), ETag("v1", weak=True)}) == 2


def test_a_tag_never_changes() -> None:
    with pytest.raises(FrozenInstanceError):
        ETag("v1").weak = True  # type: ignore[misc]


def test_between_the_quotes_stands_what_is_visible_but_a_quote() -> None:
    def refused(opaque: str) -> bool:
        try:
            ETag(opaque)
        except ValueError:
            return True
        return False

    taken = {code for code in range(0x250) if not refused(chr(code))}
    assert taken == {0x21, *range(0x23, 0x7F), *range(0x80, 0x100)}
    assert refused("v1\n")
    assert refused('v1"')


@pytest.mark.parametrize(
    ("one", "other", "strongly", "weakly"),
    [  # RFC 9110 section 8.8.3.2 has this table
        ('W/"1"', 'W/"1"', False, True),
        ('W/"1"', 'W/"2"', False, False),
        ('W/"1"', '"1"', False, True),
        ('"1"', 'W/"1"', False, True),
        ('"1"', '"1"', True, True),
        ('"1"', '"2"', False, False),
    ],
)
def test_tags_match_strongly_or_weakly(one: str, other: str, strongly: bool, weakly: bool) -> None:
    (first,), (second,) = parse_etags(one), parse_etags(other)
    assert first.matches_strongly(second) is strongly
    assert first.matches_weakly(second) is weakly


def test_a_list_is_read_in_order() -> None:
    headers = Headers([("If-None-Match", '"v1", W/"v2"'), ("if-none-match", '"v3"')])
    value = ", ".join(headers.get_all("If-None-Match"))
    assert parse_etags(value) == [ETag("v1"), ETag("v2", weak=True), ETag("v3")]


def test_a_tag_may_hold_a_comma() -> None:
    assert parse_etags('"a,b" ,\t"W/c"') == [ETag("a,b"), ETag("W/c")]


def test_empty_elements_do_not_count() -> None:  # RFC 9110 section 5.6.1
    assert parse_etags(', "v1" ,,\t"v2",') == [ETag("v1"), ETag("v2")]
    assert parse_etags("") == []


def test_what_is_no_list_of_tags_gives_none() -> None:
    for value in ("v1", "*", '"v1', 'w/"v1"', 'W/ "v1"', '"v1" v2', '"v 1"', '\xa0"v1"', '"€"'):
        assert parse_etags(value) == [], value


@settings(max_examples=20)
@given(st.lists(st.tuples(texts_of("aW/,;é!", max_size=4), st.booleans()), max_size=3))
def test_what_was_written_is_read_again(parts: list[tuple[str, bool]]) -> None:
    tags = [ETag(opaque, weak) for opaque, weak in parts]
    assert parse_etags(", ".join(map(str, tags))) == tags

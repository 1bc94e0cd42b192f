"""Pairs of names and values, and forms, which are such pairs."""

import pytest

from entities import Form, Pairs

PAIRS = Pairs([("a", "1"), ("b", "2"), ("a", "3")])


def test_pairs_keep_their_order_and_their_repeats() -> None:
    assert list(PAIRS) == [("a", "1"), ("b", "2"), ("a", "3")]
    assert len(PAIRS) == 3


def test_pairs_are_made_from_pairs_a_mapping_or_nothing() -> None:
    assert Pairs({"a": "1"}) == Pairs(pair for pair in [("a", "1")])
    assert len(Pairs()) == 0


def test_the_first_value_of_a_name_is_found() -> None:
    assert PAIRS["a"] == PAIRS.get("a") == "1"


def test_all_values_of_a_name_are_found_in_order() -> None:
    assert PAIRS.get_all("a") == ["1", "3"]


def test_a_name_that_is_not_there_has_a_default() -> None:
    assert PAIRS.get("c") == ""
    assert PAIRS.get("c", "d") == "d"
    assert PAIRS.get_all("c") == []
    with pytest.raises(KeyError):
        PAIRS["c"]


def test_an_empty_value_is_a_value() -> None:
    assert Pairs({"a": ""}).get("a", "default") == ""


def test_names_are_contained_and_values_are_not() -> None:
    assert "a" in PAIRS
    assert "A" not in PAIRS
    assert "1" not in PAIRS


def test_what_is_returned_can_be_changed_without_harm() -> None:
    PAIRS.get_all("a").append("4")
    assert PAIRS.get_all("a") == ["1", "3"]


def test_a_pair_is_added_at_the_end_of_a_copy() -> None:
    assert list(PAIRS.with_added("b", "4")) == [*PAIRS, ("b", "4")]
    assert len(PAIRS) == 3


def test_a_copy_has_one_value_for_a_name() -> None:
    assert list(PAIRS.with_value("a", "4")) == [("b", "2"), ("a", "4")]
    assert list(Pairs().with_value("a", "4")) == [("a", "4")]


def test_a_copy_lacks_a_name() -> None:
    assert list(PAIRS.without("a")) == [("b", "2")]
    assert PAIRS.without("c") == PAIRS


def test_pairs_are_equal_and_hash_alike_if_they_hold_the_same_in_the_same_order() -> None:
    assert Pairs(list(PAIRS)) == PAIRS
    assert hash(Pairs(list(PAIRS))) == hash(PAIRS)
    assert Pairs(reversed(list(PAIRS))) != PAIRS
    assert PAIRS.without("b") != PAIRS
    assert hash(PAIRS.without("b")) != hash(PAIRS)


def test_pairs_of_another_kind_are_not_equal() -> None:
    assert Pairs() != Form()
    assert Pairs() != ()


def test_a_form_stays_a_form() -> None:
    assert Form({"a": "1"}).with_added("b", "2") == Form({"a": "1", "b": "2"})


def test_pairs_show_what_they_hold() -> None:
    assert repr(Form({"a": "1"})) == "Form([('a', '1')])"

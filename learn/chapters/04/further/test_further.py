"""Languages that clients ask for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from further.languages import choose, preferred

FIREFOX = "de-CH,de;q=0.8,en-US;q=0.5,en;q=0.3"


def test_the_highest_weight_stands_first() -> None:
    assert preferred("en;q=0.7, de-CH, de;q=0.9") == [("de-ch", 1.0), ("de", 0.9), ("en", 0.7)]


def test_equal_weights_keep_their_order() -> None:
    assert preferred("fr, de;q=1.000, en;q=1.") == [("fr", 1.0), ("de", 1.0), ("en", 1.0)]


def test_white_space_case_and_empty_elements_do_not_matter() -> None:
    assert preferred(", DE\t;\tQ=0.5 ,, en ") == [("en", 1.0), ("de", 0.5)]


def test_what_is_no_range_with_a_weight_is_left_out() -> None:
    assert preferred("") == []
    for element in (
        "de;q=2", "de;q=1.001", "de;q=0.1234", "de;q=.5", "de;q=-0", "de;q=nan", "de;q=", "de;x=1",
        "d_e", "toolonganame", "de-", "-de", "de de", "*-de", "\xa0de", "de;q=\u0661",
    ):  # fmt: skip
        assert preferred(f"{element}, en;q=0.5") == [("en", 0.5)], element


def test_the_language_with_the_highest_weight_is_chosen() -> None:
    assert choose(FIREFOX, ["en", "de"]) == "de"
    assert choose(FIREFOX, ["en", "fr"]) == "en"
    assert choose("EN", ["en"]) == "en"


def test_a_range_fits_what_begins_with_it_up_to_a_hyphen() -> None:
    assert choose("de;q=0.9, en;q=0.7", ["en", "de-CH"]) == "de-CH"
    assert choose("de", ["den", "de-CH-1996"]) == "de-CH-1996"
    assert choose("de-CH", ["de"]) is None


def test_the_longest_range_that_fits_gives_the_weight() -> None:
    assert choose("de;q=0.9, de-CH;q=0.1, en;q=0.5", ["de-CH", "en"]) == "en"
    assert choose("*;q=0.9, en;q=0.1", ["en", "fr"]) == "fr"


def test_a_weight_of_nothing_rules_a_language_out() -> None:
    assert choose("en;q=0, *", ["en", "fr"]) == "fr"
    assert choose("en;q=0, *", ["en-GB"]) is None


def test_the_first_offered_among_equals_is_chosen() -> None:
    assert choose("*", ["fr", "de"]) == "fr"
    assert choose("de, fr", ["fr", "de"]) == "fr"


def test_nothing_is_chosen_where_nothing_fits() -> None:
    assert choose("de", ["fr"]) is None
    assert choose("de", []) is None
    assert choose("", ["fr"]) is None


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["de", "en-US", "*", ";q=0.5", ";q=0", ",", " ", "-", "x", "é"])))
def test_any_value_is_read(parts: list[str]) -> None:
    value = "".join(parts)
    weights = [weight for _, weight in preferred(value)]
    assert weights == sorted(weights, reverse=True)
    assert choose(value, ["de", "en-US"]) in {"de", "en-US", None}

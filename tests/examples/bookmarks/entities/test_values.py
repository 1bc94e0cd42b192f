"""Addresses, titles and tags cannot be made against the rules."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.bookmarks.entities import Address, Invalid, Tag, Title

addresses = st.builds(
    "http{}://{}{}".format,
    st.sampled_from(["", "s"]),
    st.text(string.ascii_letters, min_size=1),
    st.text(string.printable).map(lambda text: "/" + text),
)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://example.com/a?b=c#d", "https://example.com/a?b=c#d"),
        (" HTTP://Example.COM ", "http://example.com/"),
        ("http://example.com:8080/Path", "http://example.com:8080/Path"),
        ("http://[::1]:80/", "http://[::1]:80/"),
        ("http://bücher.example/ü", "http://bücher.example/ü"),
        ("http://example.com/" + "a" * 1981, "http://example.com/" + "a" * 1981),
    ],
)
def test_an_address_has_one_spelling(text: str, address: str) -> None:
    assert Address(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com",
        "//example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.com/",
        "http://",
        "http://:80/",
        "http:example.com",
        "http://example.com:port/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://[::1/",
        "http://example.com/a b",
        "java\nscript:alert(1)",
        "http://example.com/\x00",
        "http://example.com/\ud800",
        "http://ada:secret@example.com/",
        "http://example.com/" + "a" * 1982,
    ],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Address(text)
    assert refusal.value.reasons.keys() == {"url"}


@pytest.mark.parametrize(
    ("text", "title"),
    [(" two\n words ", "two words"), ("👨‍👩‍👧", "👨‍👩‍👧"), ("a" * 200, "a" * 200)],
)
def test_a_title_is_one_line(text: str, title: str) -> None:
    assert Title(text) == title


@pytest.mark.parametrize("text", ["", " \n", "a" * 201, "bell\a", "half\udc00"])
def test_what_is_no_title_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="Give a title"):
        Title(text)


def test_capitals_of_a_tag_do_not_matter() -> None:
    assert Tag(" Web_Dev-2 ") == Tag("web_dev-2") == "web_dev-2"


@pytest.mark.parametrize("text", ["", "a b", "a,b", "#a", "a" * 31, "<b>", "a\x00"])
def test_what_is_no_tag_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="A tag has"):
        Tag(text)


@given(addresses | st.text())
def test_an_address_is_web_alone_and_stays_what_it_is(text: str) -> None:
    try:
        address = Address(text)
    except Invalid:
        return
    assert address.startswith(("http://", "https://"))
    assert not any(character.isspace() for character in address)
    assert len(address) <= 2000
    assert address.encode()
    assert Address(address) == address


@given(st.text() | st.text(string.ascii_letters))
def test_a_title_and_a_tag_stay_what_they_are(text: str) -> None:
    for kind in (Title, Tag):
        try:
            value = kind(text)
        except Invalid:
            continue
        assert kind(value) == value
        assert value.encode()

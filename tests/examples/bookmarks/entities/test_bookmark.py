"""Drafts and bookmarks."""

import pytest

from examples.bookmarks.entities import Bookmark, Draft, Invalid


def test_a_draft_is_made_of_texts() -> None:
    draft = Draft.of(" HTTP://a ", " The  letter A ", ["B", "a", "b"])
    assert (draft.url, draft.title, draft.tags) == ("http://a/", "The letter A", ("a", "b"))


def test_without_a_title_the_address_is_the_title() -> None:
    assert Draft.of("http://a", " ").title == "http://a/"
    assert Draft.of("http://a/" + "b" * 500).title == "http://a/" + "b" * 191


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Invalid) as refusal:
        Draft.of("a", "b" * 201, ["c d"])
    assert refusal.value.reasons.keys() == {"url", "title", "tags"}


def test_a_missing_address_is_no_fault_of_the_title() -> None:
    with pytest.raises(Invalid) as refusal:
        Draft.of("")
    assert refusal.value.reasons.keys() == {"url"}


def test_there_are_at_most_ten_tags() -> None:
    tags = [f"tag{number}" for number in range(11)]
    assert len(Draft.of("http://a", tags=[*tags[:10], "TAG1"]).tags) == 10
    with pytest.raises(Invalid, match="at most 10"):
        Draft.of("http://a", tags=tags)


def test_a_bookmark_is_a_draft_with_a_number() -> None:
    draft = Draft.of("http://a", "A", ["b"])
    bookmark = Bookmark.numbered(3, draft)
    assert (bookmark.id, bookmark.url, bookmark.title, bookmark.tags) == (
        3,
        "http://a/",
        "A",
        ("b",),
    )

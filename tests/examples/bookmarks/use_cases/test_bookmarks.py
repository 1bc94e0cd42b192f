"""What can be done with bookmarks: with no HTTP, no database and no event loop."""

from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest

from examples.bookmarks.entities import Invalid
from examples.bookmarks.use_cases import AlreadyKept, Bookmarks, Entry, NotFound
from tests.examples.bookmarks.fakes import MemoryRepository

T = TypeVar("T")


def now(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run what never waits: there is no event loop in these tests."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    raise AssertionError("this waits")


@pytest.fixture
def bookmarks() -> Bookmarks:
    return Bookmarks(MemoryRepository())


def test_a_bookmark_is_kept(bookmarks: Bookmarks) -> None:
    added = now(bookmarks.add(Entry("http://a", "A", ["b"])))
    assert (added.url, added.title, added.tags) == ("http://a/", "A", ("b",))
    assert now(bookmarks.get(added.id)) == added


def test_an_address_is_kept_once(bookmarks: Bookmarks) -> None:
    now(bookmarks.add(Entry("http://a", "A")))
    with pytest.raises(AlreadyKept):
        now(bookmarks.add(Entry("HTTP://A/", "Another title")))


def test_what_breaks_a_rule_is_not_kept(bookmarks: Bookmarks) -> None:
    with pytest.raises(Invalid):
        now(bookmarks.add(Entry("ftp://a")))
    assert now(bookmarks.find()).bookmarks == []


@pytest.mark.parametrize("count", range(7))
def test_pages_hold_everything_once(bookmarks: Bookmarks, count: int) -> None:
    now(bookmarks.import_all([Entry(f"http://a/{number}") for number in range(count)]))
    found, sizes, before = [], [], None
    while True:
        page = now(bookmarks.find(before=before, limit=3))
        found += page.bookmarks
        sizes.append(len(page.bookmarks))
        before = page.older
        if before is None:
            break
    assert [bookmark.url for bookmark in found] == [
        f"http://a/{number}" for number in reversed(range(count))
    ]
    assert sizes == {0: [0], 3: [3], 6: [3, 3]}.get(count, [3] * (count // 3) + [count % 3])


def test_a_new_bookmark_moves_no_other_to_another_page(bookmarks: Bookmarks) -> None:
    now(bookmarks.import_all([Entry(f"http://a/{number}") for number in range(4)]))
    first = now(bookmarks.find(limit=2))
    now(bookmarks.add(Entry("http://a/new")))
    second = now(bookmarks.find(before=first.older, limit=2))
    assert [each.url for each in second.bookmarks] == ["http://a/1", "http://a/0"]


def test_bookmarks_are_found_by_tag(bookmarks: Bookmarks) -> None:
    now(bookmarks.add(Entry("http://a", tags=["x"])))
    now(bookmarks.add(Entry("http://b", tags=["y"])))
    now(bookmarks.add(Entry("http://c", tags=["x", "y"])))
    assert [each.url for each in now(bookmarks.find("X")).bookmarks] == ["http://c/", "http://a/"]
    assert now(bookmarks.find("z")).bookmarks == []
    with pytest.raises(Invalid, match="A tag has"):
        now(bookmarks.find("x y"))


@pytest.mark.parametrize("limit", [-1, 0, 101])
def test_a_page_has_bounds(bookmarks: Bookmarks, limit: int) -> None:
    with pytest.raises(Invalid, match="Ask for 1 to 100"):
        now(bookmarks.find(limit=limit))


def test_a_bookmark_is_renamed(bookmarks: Bookmarks) -> None:
    added = now(bookmarks.add(Entry("http://a", "A", ["b"])))
    renamed = now(bookmarks.rename(added.id, " New "))
    assert (renamed.id, renamed.title, renamed.tags) == (added.id, "New", ("b",))
    assert now(bookmarks.get(added.id)) == renamed
    with pytest.raises(Invalid):
        now(bookmarks.rename(added.id, ""))


def test_a_removed_bookmark_is_gone_and_may_come_back(bookmarks: Bookmarks) -> None:
    number = now(bookmarks.add(Entry("http://a"))).id
    now(bookmarks.remove(number))
    for call in (bookmarks.get(number), bookmarks.rename(number, "A"), bookmarks.remove(number)):
        with pytest.raises(NotFound, match=f"number {number}"):
            now(call)
    assert now(bookmarks.add(Entry("http://a"))).id > number


def test_an_import_may_be_repeated(bookmarks: Bookmarks) -> None:
    entries = [Entry("http://a"), Entry("http://b"), Entry("http://a/")]
    assert now(bookmarks.import_all(entries)) == 2
    assert now(bookmarks.import_all([*entries, Entry("http://c")])) == 1


def test_an_import_is_kept_whole_or_not_at_all(bookmarks: Bookmarks) -> None:
    with pytest.raises(Invalid) as refusal:
        now(bookmarks.import_all([Entry("http://a"), Entry("b"), Entry("c", tags=["d e"])]))
    assert refusal.value.reasons.keys() == {"2.url", "3.url", "3.tags"}
    assert now(bookmarks.find()).bookmarks == []


def test_an_import_has_a_bound(bookmarks: Bookmarks) -> None:
    entries = [Entry(f"http://a/{number}") for number in range(1001)]
    with pytest.raises(Invalid, match="at most 1000"):
        now(bookmarks.import_all(entries))
    assert now(bookmarks.import_all(entries[:1000])) == 1000

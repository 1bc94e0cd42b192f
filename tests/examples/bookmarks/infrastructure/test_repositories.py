"""One contract, two repositories: what the port promises, the real one and the fake both keep."""

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.bookmarks.entities import Bookmark, Draft, Tag, Title
from examples.bookmarks.infrastructure import SqliteRepository, prepare
from examples.bookmarks.use_cases import Repository
from tests.examples.bookmarks.fakes import MemoryRepository


@contextmanager
def in_memory() -> Iterator[Repository]:
    yield MemoryRepository()


@contextmanager
def in_a_file() -> Iterator[Repository]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "bookmarks.db")
        prepare(file)
        with closing(SqliteRepository(file)) as repository:
            yield repository


@pytest.fixture(params=[in_memory, in_a_file], ids=["memory", "sqlite"])
def repository(request: pytest.FixtureRequest) -> Iterator[Repository]:
    with request.param() as repository:
        yield repository


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


def draft(name: str, *tags: str) -> Draft:
    return Draft.of(f"http://{name}/", f"The title of {name}", tags)


def test_a_new_repository_is_empty(repository: Repository, runner: asyncio.Runner) -> None:
    assert runner.run(repository.find(None, None, 10)) == []
    assert runner.run(repository.get(1)) is None


def test_what_is_added_is_found(repository: Repository, runner: asyncio.Runner) -> None:
    async def check() -> None:
        drafts = [draft("a", "y", "x"), draft("b")]
        added = await repository.add(drafts)
        assert [
            Bookmark.numbered(each.id, own) for each, own in zip(added, drafts, strict=True)
        ] == (added)
        assert added[0].id < added[1].id
        assert [await repository.get(each.id) for each in added] == added
        assert await repository.find(None, None, 10) == added[::-1]

    runner.run(check())


def test_an_address_is_kept_once(repository: Repository, runner: asyncio.Runner) -> None:
    async def check() -> None:
        (first,) = await repository.add([draft("a", "x")])
        assert await repository.add([Draft.of("http://a/", "Another", ["y"])]) == []
        added = await repository.add([draft("a"), draft("b"), draft("b"), draft("c")])
        assert [each.url for each in added] == ["http://b/", "http://c/"]
        assert await repository.get(first.id) == first
        assert len(await repository.find(None, None, 10)) == 3

    runner.run(check())


def test_one_of_many_at_once_keeps_an_address(
    repository: Repository, runner: asyncio.Runner
) -> None:
    async def check() -> None:
        added = await asyncio.gather(*(repository.add([draft("a")]) for _ in range(50)))
        assert sorted(map(len, added)) == [0] * 49 + [1]

    runner.run(check())


def test_some_are_found_by_tag_number_and_limit(
    repository: Repository, runner: asyncio.Runner
) -> None:
    async def check() -> None:
        a, b, c, d = await repository.add(
            [draft("a", "x"), draft("b", "x", "y"), draft("c", "y"), draft("d", "x")]
        )
        assert await repository.find(Tag("x"), None, 10) == [d, b, a]
        assert await repository.find(Tag("x"), d.id, 10) == [b, a]
        assert await repository.find(Tag("x"), d.id, 1) == [b]
        assert await repository.find(None, c.id, 10) == [b, a]
        assert await repository.find(None, 10**17, 2) == [d, c]
        assert await repository.find(Tag("xy"), None, 10) == []

    runner.run(check())


def test_a_title_changes_and_nothing_else(repository: Repository, runner: asyncio.Runner) -> None:
    async def check() -> None:
        a, b = await repository.add([draft("a", "x", "y"), draft("b")])
        renamed = await repository.rename(a.id, Title("New"))
        assert renamed == Bookmark(a.url, Title("New"), a.tags, id=a.id)
        assert await repository.get(a.id) == renamed
        assert await repository.get(b.id) == b
        assert await repository.rename(b.id + 1, Title("New")) is None

    runner.run(check())


def test_a_number_is_given_once(repository: Repository, runner: asyncio.Runner) -> None:
    async def check() -> None:
        a, b = await repository.add([draft("a", "x"), draft("b", "x")])
        assert await repository.remove(b.id)
        assert not await repository.remove(b.id)
        assert await repository.get(b.id) is None
        assert await repository.find(Tag("x"), None, 10) == [a]
        (again,) = await repository.add([draft("b")])
        assert again.id > b.id
        assert again.tags == ()

    runner.run(check())


@pytest.mark.parametrize("number", [-(10**17), -1, 0, 10**17])
def test_any_number_may_be_asked_for(
    repository: Repository, runner: asyncio.Runner, number: int
) -> None:
    async def check() -> None:
        await repository.add([draft("a")])
        assert await repository.get(number) is None
        assert await repository.rename(number, Title("A")) is None
        assert not await repository.remove(number)

    runner.run(check())


names = st.sampled_from(["a", "b", "c", "d"])
tags = st.lists(st.sampled_from(["x", "y", "z"]), max_size=3)
drafts = st.builds(lambda name, tags: draft(name, *tags), names, tags)
steps = st.tuples(
    st.sampled_from(["add", "rename", "remove"]), st.integers(0, 3), st.lists(drafts, max_size=4)
)


async def take(repository: Repository, verb: str, place: int, new: list[Draft]) -> None:
    """Take a step; `rename` and `remove` mean the bookmark at a place in the list."""
    found = await repository.find(None, None, 10)
    if verb == "add":
        await repository.add(new)
    elif place < len(found) and verb == "remove":
        await repository.remove(found[place].id)
    elif place < len(found):
        await repository.rename(found[place].id, Title(f"New title {len(new)}"))


async def contents(repository: Repository) -> list[list[tuple[str, str, tuple[str, ...]]]]:
    """Return what there is, in all and by tag. Numbers may differ: gaps are allowed."""
    pages = [await repository.find(tag, None, 10) for tag in (None, Tag("x"), Tag("y"), Tag("z"))]
    return [[(each.url, each.title, each.tags) for each in page] for page in pages]


@given(st.lists(steps, max_size=12))
def test_both_hold_the_same_after_any_steps(taken: list[tuple[str, int, list[Draft]]]) -> None:
    async def check() -> None:
        with in_memory() as fake, in_a_file() as real:
            for step in taken:
                await take(fake, *step)
                await take(real, *step)
            assert await contents(real) == await contents(fake)

    asyncio.run(check())

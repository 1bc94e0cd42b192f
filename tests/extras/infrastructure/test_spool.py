"""The spool on disk: files are kept in memory or on disk, and gone afterwards."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest

from entities import Body
from extras.infrastructure import spool_to_disk
from extras.infrastructure.spool import MEMORY, PIECE
from interfaces import drive

T = TypeVar("T")

LARGE = bytes(range(256)) * (3 * PIECE // 256) + b"end"


async def cut(content: bytes, size: int = 10_000) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


async def keep(content: bytes) -> list[bytes]:
    """Keep a content, and read it twice."""
    async with spool_to_disk(cut(content)) as opened:
        assert opened().length == len(content)
        return [await opened().read() for _ in range(2)]


SHOWN = Path("/proc/self/fd")


def on_disk() -> int:
    """Count the open files of this process that have no name, where the system shows them."""
    links = SHOWN.iterdir() if SHOWN.exists() else ()
    return sum(link.is_symlink() and "(deleted)" in str(link.readlink()) for link in links)


def run(coroutine: Coroutine[object, object, T]) -> T:
    return asyncio.run(coroutine)


@pytest.mark.parametrize("content", [b"", b"x", bytes(MEMORY), bytes(MEMORY + 1), LARGE])
def test_what_is_kept_can_be_read_again(content: bytes) -> None:
    assert run(keep(content)) == [content, content]


@pytest.mark.parametrize("content", [b"", b"x", LARGE[:MEMORY]])
def test_what_is_small_needs_neither_a_disk_nor_an_event_loop(content: bytes) -> None:
    assert drive(keep(content)) == [content, content]


def test_two_may_read_at_a_time() -> None:
    async def both() -> list[bytes]:
        async with spool_to_disk(cut(LARGE)) as opened:
            return await asyncio.gather(*[opened().read() for _ in range(8)])

    assert run(both()) == [LARGE] * 8


def test_what_is_large_is_on_disk_without_a_name_and_gone_afterwards() -> None:
    if not SHOWN.exists():
        pytest.skip("this system does not show the open files of a process")

    async def look() -> list[int]:
        before = on_disk()
        async with spool_to_disk(cut(LARGE)):
            during = on_disk()
        with suppress(LookupError):
            async with spool_to_disk(cut(LARGE)):
                raise LookupError
        return [during - before, on_disk() - before]

    assert run(look()) == [1, 0]


def test_nothing_stays_when_the_content_breaks_off() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield bytes(MEMORY + 1)
        raise ConnectionResetError

    async def look() -> int:
        before = on_disk()
        with pytest.raises(ConnectionResetError):
            async with spool_to_disk(broken()):
                pass
        return on_disk() - before

    assert run(look()) == 0


def test_what_was_kept_cannot_be_read_once_the_block_is_left() -> None:
    async def late(content: bytes) -> Body:
        async with spool_to_disk(cut(content)) as opened:
            return opened()

    async def read(content: bytes) -> bytes:
        return await (await late(content)).read()

    for content in (b"x", LARGE):
        with pytest.raises(ValueError, match="closed file"):
            run(read(content))


def test_what_is_large_needs_an_event_loop_which_has_a_thread_wait_for_the_disk() -> None:
    with pytest.raises(RuntimeError, match="event loop"):
        drive(keep(bytes(MEMORY + 1)))


def test_a_cancelled_upload_leaves_nothing() -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(MEMORY)
            await asyncio.sleep(0)

    async def upload() -> None:
        async with spool_to_disk(endless()):
            pass

    async def look() -> None:
        task = asyncio.create_task(upload())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before = on_disk()
    run(look())
    assert on_disk() == before

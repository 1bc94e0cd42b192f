"""The file: made, brought up to date, or refused with a reason and left as it was."""

import asyncio
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from examples.bookmarks.entities import Draft
from examples.bookmarks.infrastructure import SqliteRepository, Unusable, prepare
from examples.bookmarks.infrastructure.schema import APPLICATION, MIGRATIONS, connect


def execute(file: Path, *statements: str) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def ask(file: Path, query: str) -> Sequence[object]:
    with closing(sqlite3.connect(file)) as connection:
        row: Sequence[object] = connection.execute(query).fetchone()
        return row


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bookmarks.db"


def test_a_new_file_is_made(file: Path) -> None:
    prepare(file)
    assert ask(file, "PRAGMA user_version") == (len(MIGRATIONS),)
    assert ask(file, "PRAGMA application_id") == (APPLICATION,)
    assert ask(file, "PRAGMA journal_mode") == ("wal",)
    assert ask(file, "PRAGMA integrity_check") == ("ok",)


def test_a_write_is_on_the_disk_when_it_returns(file: Path) -> None:
    with closing(connect(file)) as connection:
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_what_is_in_a_file_stays_when_it_is_prepared_again(file: Path) -> None:
    async def keep() -> None:
        with closing(SqliteRepository(file)) as repository:
            assert len(await repository.find(None, None, 10)) == len(kept)
            kept.extend(await repository.add([Draft.of(f"http://a/{len(kept)}", tags=["x"])]))

    kept: list[object] = []
    for _ in range(3):
        prepare(file)
        asyncio.run(keep())
    assert len(kept) == 3


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_an_older_file_is_brought_up_to_date(file: Path, version: int) -> None:
    statements = [statement for migration in MIGRATIONS[:version] for statement in migration]
    numbers = [f"PRAGMA application_id = {APPLICATION}", f"PRAGMA user_version = {version}"]
    execute(file, *statements, *numbers)
    if version:
        execute(file, "INSERT INTO bookmark (url, title) VALUES ('http://a/', 'A')")
    prepare(file)
    assert ask(file, "PRAGMA user_version") == (len(MIGRATIONS),)

    async def find() -> list[str]:
        with closing(SqliteRepository(file)) as repository:
            return [each.title for each in await repository.find(None, None, 10)]

    assert asyncio.run(find()) == (["A"] if version else [])


def test_a_row_that_breaks_a_rule_is_a_bug_and_not_the_fault_of_who_asks(file: Path) -> None:
    async def find() -> None:
        with closing(SqliteRepository(file)) as repository:
            await repository.find(None, None, 10)

    prepare(file)
    execute(file, "INSERT INTO bookmark (url, title) VALUES ('ftp://a/', 'A')")
    with pytest.raises(RuntimeError, match="no migration mends 1"):
        asyncio.run(find())


def test_a_migration_that_fails_leaves_nothing_behind(file: Path) -> None:
    # A table of that name stands in the way of the second step of the second migration.
    first = [*MIGRATIONS[0], "CREATE TABLE tag_by_name (x)"]
    execute(file, *first, f"PRAGMA application_id = {APPLICATION}", "PRAGMA user_version = 1")
    with pytest.raises(Unusable, match="cannot be used: there is already a table"):
        prepare(file)
    assert ask(file, "PRAGMA user_version") == (1,)
    assert ask(file, "SELECT count(*) FROM sqlite_master WHERE name = 'tag'") == (0,)


def test_a_newer_file_is_left_alone(file: Path) -> None:
    prepare(file)
    execute(file, "PRAGMA user_version = 99")
    with pytest.raises(Unusable, match="has version 99, written by a newer program"):
        prepare(file)
    assert ask(file, "PRAGMA user_version") == (99,)


@pytest.mark.parametrize(
    "statement", ["CREATE TABLE other (x)", "PRAGMA user_version = 1", "PRAGMA application_id = 7"]
)
def test_the_database_of_another_program_is_left_alone(file: Path, statement: str) -> None:
    execute(file, statement)
    before = file.read_bytes()
    with pytest.raises(Unusable, match="database of another program"):
        prepare(file)
    assert file.read_bytes() == before


def test_what_is_no_database_is_left_alone(file: Path) -> None:
    file.write_text("These are my notes, and no database.\n" * 100)
    before = file.read_bytes()
    with pytest.raises(Unusable, match="is not a database; name another file"):
        prepare(file)
    assert file.read_bytes() == before


def test_a_file_in_no_folder_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(Unusable, match="cannot be opened; name a file in a folder"):
        prepare(tmp_path / "gone/bookmarks.db")
    with pytest.raises(Unusable, match="cannot be opened"):
        prepare(tmp_path)


@contextmanager
def nobody_special() -> Iterator[None]:
    """Give up the right of root, if we have it, to write everywhere."""
    user = os.geteuid()
    os.seteuid(user or 65534)
    try:
        yield
    finally:
        os.seteuid(user)


@pytest.mark.skipif(os.name != "posix", reason="the rights to a file are those of POSIX")
@pytest.mark.parametrize("state", ["empty", "prepared"])
def test_a_file_that_may_only_be_read_is_not_used(state: str) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder, "bookmarks.db")
        file.touch()
        if state == "prepared":
            prepare(file)
        file.chmod(0o444)
        Path(folder).chmod(0o555)
        try:
            with nobody_special(), pytest.raises(Unusable, match=r"cannot be (opened|written to)"):
                prepare(file)
        finally:
            Path(folder).chmod(0o700)


def test_a_file_in_use_is_said_to_be(file: Path) -> None:
    prepare(file)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unusable, match="is in use by a program"):
            prepare(file, patience=0.05)


def test_a_name_with_a_meaning_to_sqlite_is_the_name_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    prepare(Path(":memory:"))
    assert (tmp_path / ":memory:").exists()

"""The program as a person starts it, with real clients; and what is left when it is killed."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPException
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.infrastructure.programs import program, refusal

PROGRAM = ("-m", "examples.bookmarks", "--quiet", "--file")
WRITERS = 4
BATCH = 5


def everything(url: str) -> list[dict[str, Any]]:
    """Follow the links from page to page; return all bookmarks, the newest first."""
    found: list[dict[str, Any]] = []
    with httpx.Client(base_url=url) as client:
        target = "/api/bookmarks?limit=100"
        while target:
            reply = client.get(target)
            assert reply.status_code == 200
            found += reply.json()
            target = reply.links.get("next", {}).get("url", "")
    return found


def test_a_program_and_a_person_see_the_same(tmp_path: Path) -> None:
    with (
        program(*PROGRAM, str(tmp_path / "bookmarks.db")) as (_, url),
        httpx.Client(base_url=url, headers={"Origin": url.removesuffix("/")}) as client,
    ):
        added = client.post("/api/bookmarks", json={"url": "http://a", "title": "Aleph"})
        assert (added.status_code, added.headers["location"]) == (201, "/api/bookmarks/1")
        shown = client.post("/bookmarks", data={"url": "http://b"}, follow_redirects=True)
        assert (shown.status_code, shown.url.path) == (200, "/")
        assert "Aleph" in shown.text
        assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
        assert [each["url"] for each in everything(url)] == ["http://b/", "http://a/"]


def test_another_name_may_be_given(tmp_path: Path) -> None:
    file = str(tmp_path / "bookmarks.db")
    with program(*PROGRAM, file, "--name", "marks.example") as (_, url):
        reply = httpx.get(url, headers={"Host": "marks.example:8000"})
        assert reply.status_code == 200


@pytest.mark.parametrize("workers", ["1", "2"])
def test_what_many_write_at_once_is_there(tmp_path: Path, workers: str) -> None:
    async def write(url: str) -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=40)
        async with httpx.AsyncClient(base_url=url, limits=limits, timeout=30) as client:
            # Each address is sent twice; one of the two is kept.
            posts = [
                client.post("/api/bookmarks", json={"url": f"http://a/{number}", "tags": ["x"]})
                for number in [*range(150), *range(150)]
            ]
            gets = [client.get("/api/bookmarks?tag=x") for _ in range(150)]
            mixed = [
                each for group in zip(posts[::2], posts[1::2], gets, strict=True) for each in group
            ]
            return await asyncio.gather(*mixed)

    file = str(tmp_path / "bookmarks.db")
    with program(*PROGRAM, file, "--workers", workers) as (_, url):
        replies = asyncio.run(write(url))
        kept = everything(url)

    statuses = [reply.status_code for reply in replies]
    assert {status: statuses.count(status) for status in set(statuses)} == {
        201: 150,
        409: 150,
        200: 150,
    }
    created = [reply.json() for reply in replies if reply.status_code == 201]
    assert sorted(created, key=lambda each: -each["id"]) == kept
    assert {each["url"] for each in kept} == {f"http://a/{number}" for number in range(150)}


def write_until_it_dies(url: str, writer: int, note: Callable[[str], None]) -> None:
    """Send bookmarks and imports in turn, each tagged with its own name; note what was answered."""
    try:
        with httpx.Client(base_url=url) as client:
            for number in range(100_000):
                name = f"w{writer}-{number}"
                count = BATCH if number % 2 else 1
                entries = [
                    {"url": f"http://{name}/{part}", "title": name, "tags": [name, "x"]}
                    for part in range(count)
                ]
                if count == 1:
                    reply = client.post("/api/bookmarks", json=entries[0])
                    assert reply.status_code == 201
                else:
                    reply = client.post("/api/import", json=entries)
                    assert reply.json() == {"added": BATCH, "known": 0}
                note(name)
    except (httpx.TransportError, HTTPException, OSError):
        return


def test_what_was_answered_survives_the_end_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "bookmarks.db"
    answered: list[str] = []
    for _ in range(3):
        enough = threading.Event()
        before = len(answered)

        def note(name: str, before: int = before, enough: threading.Event = enough) -> None:
            answered.append(name)
            if len(answered) >= before + 40:
                enough.set()

        with program(*PROGRAM, str(file)) as (process, url):
            first = len(answered)  # So that no round sends the addresses of another.
            writers = [
                threading.Thread(target=write_until_it_dies, args=(url, first + each, note))
                for each in range(WRITERS)
            ]
            for writer in writers:
                writer.start()
            assert enough.wait(timeout=30)
            process.kill()  # While they write: none of them has come to an end.
            for writer in writers:
                writer.join(timeout=30)
            assert not any(writer.is_alive() for writer in writers)

    with program(*PROGRAM, str(file)) as (_, url):
        kept = everything(url)

    parts: dict[str, int] = {}
    for bookmark in kept:
        name = bookmark["title"]
        assert bookmark["tags"] == sorted([name, "x"])
        assert bookmark["url"].startswith(f"http://{name}/")
        parts[name] = parts.get(name, 0) + 1
    assert len(answered) >= 120
    assert set(answered) - parts.keys() == set()
    # What was not answered may be there too, but then it is whole.
    assert {name: BATCH if int(name.partition("-")[2]) % 2 else 1 for name in parts} == parts
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_file_that_cannot_be_used_ends_the_program_with_a_hint(tmp_path: Path) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text("These are my notes, and no database.\n" * 100)
    said = refusal(*PROGRAM, str(notes), "--port", "0")
    assert said == f"{notes} is not a database; name another file.\n"
    gone = tmp_path / "gone/bookmarks.db"
    assert refusal(*PROGRAM, str(gone), "--port", "0").startswith(f"{gone} cannot be opened; ")

"""The API, asked in memory."""

from typing import Any

import pytest

from extras.interfaces import Client, Reply

A = {"url": "HTTP://A.example", "title": "A", "tags": ["Letters"]}


def add(client: Client, **bookmark: Any) -> Reply:
    reply: Reply = client.post("/api/bookmarks", json=bookmark)
    return reply


def reasons(reply: Reply, status: int) -> dict[str, str]:
    """Check the form of a refusal, and return its reasons."""
    assert reply.headers["content-type"] == "application/problem+json"
    document = reply.json()
    assert (reply.status, document["status"]) == (status, status), reply.text
    assert document["detail"]
    found: dict[str, str] = document["reasons"]
    return found


def test_a_bookmark_is_created_and_stands_where_it_is_said(client: Client) -> None:
    reply = add(client, **A)
    assert reply.status == 201
    bookmark = {"id": 1, "url": "http://a.example/", "title": "A", "tags": ["letters"]}
    assert reply.json() == bookmark
    assert client.get(reply.headers["location"]).json() == bookmark


def test_the_second_for_an_address_is_a_conflict(client: Client) -> None:
    add(client, **A)
    assert reasons(add(client, url="http://a.example/"), 409).keys() == {"url"}


@pytest.mark.parametrize(
    ("bookmark", "fields"),
    [
        ({}, {"url"}),
        ({"url": "javascript:alert(1)"}, {"url"}),
        ({"url": "http://a/", "title": "x" * 201, "tags": ["a b"]}, {"title", "tags"}),
        ({"url": 1, "title": None, "tags": "a"}, {"url", "title", "tags"}),
        ({"url": "http://a/", "tags": [1]}, {"tags"}),
        ({"url": "http://a/", "titel": "A"}, {"titel"}),
        ({"url": "http://a/", "title": "\ud800"}, {"title"}),
    ],
)
def test_every_reason_is_given(client: Client, bookmark: Any, fields: set[str]) -> None:
    assert reasons(add(client, **bookmark), 422).keys() == fields
    assert client.get("/api/bookmarks").json() == []


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("text/plain", b"{}", 415),
        ("application/json", b"{", 400),
        ("application/json", b"[]", 400),
    ],
)
def test_what_the_framework_refuses_has_the_same_form(
    client: Client, kind: str, body: bytes, status: int
) -> None:
    reply = client.post("/api/bookmarks", headers={"Content-Type": kind}, content=body)
    assert reasons(reply, status) == {}


def test_pages_are_linked_and_keep_the_tag(client: Client) -> None:
    for number in range(5):
        add(client, url=f"http://a/{number}", tags=["x"] if number != 1 else [])
    found, target, asked = [], "/api/bookmarks?tag=X&limit=2", 0
    while target:
        reply = client.get(target)
        found += [each["url"] for each in reply.json()]
        target = reply.headers.get("link").removeprefix("<").removesuffix('>; rel="next"')
        asked += 1
    assert found == [f"http://a/{number}" for number in (4, 3, 2, 0)]
    assert asked == 2


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=", "limit"),
        ("limit=٣", "limit"),
        ("before=x", "before"),
        ("before=-1", "before"),
        ("before=" + "9" * 19, "before"),
        ("tag=a+b", "tags"),
    ],
)
def test_a_query_that_means_nothing_is_refused(client: Client, query: str, field: str) -> None:
    assert reasons(client.get(f"/api/bookmarks?{query}"), 422).keys() == {field}


def test_a_bookmark_is_renamed(client: Client) -> None:
    number = add(client, **A).json()["id"]
    reply = client.patch(f"/api/bookmarks/{number}", json={"title": "New"})
    assert (reply.status, reply.json()["title"]) == (200, "New")
    assert client.get(f"/api/bookmarks/{number}").json() == reply.json()


@pytest.mark.parametrize("change", [{}, {"title": 1}, {"title": ""}, {"title": "A", "url": "b"}])
def test_nothing_but_a_title_changes(client: Client, change: Any) -> None:
    number = add(client, **A).json()["id"]
    reply = client.patch(f"/api/bookmarks/{number}", json=change)
    assert reasons(reply, 422).keys() == {"title"}


def test_a_removed_bookmark_is_not_found(client: Client) -> None:
    target = add(client, **A).headers["location"]
    assert client.delete(target).status == 204
    assert reasons(client.delete(target), 404).keys() == {"id"}
    assert reasons(client.get(target), 404).keys() == {"id"}
    assert reasons(client.patch(target, json={"title": "B"}), 404).keys() == {"id"}


def test_an_import_is_kept_whole_or_not_at_all(client: Client) -> None:
    entries: list[Any] = [{"url": "http://a/"}, {"url": "http://b/"}, {"url": "http://a/"}]
    assert client.post("/api/import", json=entries).json() == {"added": 2, "known": 1}
    bad = client.post("/api/import", json=[{"url": "http://c/"}, {"url": "d"}])
    assert reasons(bad, 422).keys() == {"2.url"}
    shapes = client.post("/api/import", json=[1, {"url": "http://c/"}, {"link": "d"}])
    assert reasons(shapes, 422).keys() == {"1.entry", "3.link"}
    assert len(client.get("/api/bookmarks").json()) == 2

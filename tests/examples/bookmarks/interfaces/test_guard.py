"""Other sites are kept out."""

import pytest

from extras.interfaces import Client

FORM = {"url": "http://a/"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://memory"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://memory.evil.example"},
        {"Origin": "http://memory:8080"},
        {"Origin": "null"},
    ],
)
def test_no_other_site_can_change_anything(client: Client, headers: dict[str, str]) -> None:
    assert client.post("/bookmarks", data=FORM, headers=headers).status == 403
    assert client.post("/api/bookmarks", json=FORM, headers=headers).status == 403
    assert client.delete("/api/bookmarks/1", headers=headers).status == 403
    assert client.get("/", headers=headers).status == 200
    assert client.get("/api/bookmarks").json() == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://memory"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://memory"},
    ],
)
def test_our_own_forms_and_other_programs_can(client: Client, headers: dict[str, str]) -> None:
    assert client.post("/bookmarks", data=FORM, headers=headers).status == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "memory.evil.example", "evil.example:80", "memory:80:80", "[", ""]
)
def test_a_name_that_is_not_ours_gets_nothing(client: Client, host: str) -> None:
    reply = client.get("/api/bookmarks", headers={"Host": host})
    assert reply.status == 421
    assert client.get("/", headers={"Host": host}).status == 421


@pytest.mark.parametrize("host", ["memory:8000", "MEMORY", "memory:", "[::1]:80", "[::1]"])
def test_our_name_is_known_with_any_port(client: Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status == 200


def test_a_page_may_load_nothing_but_the_style(client: Client) -> None:
    reply = client.get("/")
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert reply.headers["referrer-policy"] == "same-origin"
    assert client.get("/style.css").headers["content-type"] == "text/css; charset=utf-8"

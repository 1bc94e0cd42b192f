"""The pages, asked in memory as a browser without scripts would."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples.bookmarks.interfaces import web_app
from examples.bookmarks.interfaces.reading import entries_of_text
from examples.bookmarks.use_cases import Entry
from extras.interfaces import Client
from tests.examples.bookmarks.fakes import open_bookmarks

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{0}{title}&amp;"""

TAGS = {
    "a", "button", "details", "form", "h1", "h2", "header", "html", "input", "label", "li", "link",
    "main", "meta", "nav", "p", "small", "span", "summary", "textarea", "title", "ul",
}  # fmt: skip


class Reader(HTMLParser):
    """Collects the tags of a page, its text, and what its fields hold."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.labels: list[str] = []
        self.attributes: set[str] = set()
        self.fields: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.text = ""
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.attributes |= attributes.keys()
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "label":
            self.labels.append(attributes["for"])
        if tag in ("input", "textarea"):
            self.fields[attributes["id"]] = attributes.get("value", "")
        if tag == "a":
            self.links[attributes["href"]] = attributes.get("rel", "")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_a_form_is_answered_with_a_redirect_to_what_it_did(client: Client) -> None:
    reply = client.post("/bookmarks", data={"url": "http://a", "title": "Aleph", "tags": "x, y"})
    assert (reply.status, reply.headers["location"]) == (303, "/?done=added")
    page = Reader(client.get("/?done=added").text)
    assert "The bookmark is kept." in page.text
    assert "Aleph" in page.text
    assert page.links.keys() >= {"http://a/", "/?tag=x", "/?tag=y"}


def test_a_refused_form_comes_back_as_it_was(client: Client) -> None:
    fields = {"url": "ftp://a", "title": "Aleph", "tags": "x y"}
    reply = client.post("/bookmarks", data=fields)
    assert reply.status == 422
    page = Reader(reply.text)
    assert {name: page.fields[name] for name in fields} == fields
    assert "begins with http:// or https://" in page.text
    assert "url-reason" in page.ids
    assert "aria-invalid" in page.attributes


def test_an_address_that_is_kept_is_a_conflict(client: Client) -> None:
    client.post("/bookmarks", data={"url": "http://a"})
    reply = client.post("/bookmarks", data={"url": "http://a/"})
    assert reply.status == 409
    assert "already" in Reader(reply.text).text


def test_a_bookmark_is_renamed_and_removed_by_forms(client: Client) -> None:
    client.post("/bookmarks", data={"url": "http://a", "title": "Aleph"})
    reply = client.post("/bookmarks/1/rename", data={"title": "Beth"})
    assert (reply.status, reply.headers["location"]) == (303, "/?done=renamed")
    assert "Beth" in client.get("/").text
    assert client.post("/bookmarks/1/rename", data={"title": ""}).status == 422
    assert client.post("/bookmarks/1/remove", data={}).status == 303
    assert "There is nothing here yet." in client.get("/").text
    gone = client.post("/bookmarks/1/remove", data={})
    assert gone.status == 404
    assert "no bookmark with the number 1" in Reader(gone.text).text


def test_pages_and_tags_can_be_followed(client: Client) -> None:
    lines = "\n".join(f"http://a/{number} #x" for number in range(45))
    assert client.post("/import", data={"entries": lines}).status == 303
    target, seen = "/?tag=x", []
    while target:
        page = Reader(client.get(target).text)
        seen += [link for link in page.links if link.startswith("http://a/")]
        target = next((link for link, rel in page.links.items() if rel == "next"), "")
    assert seen == [f"http://a/{number}" for number in reversed(range(45))]


@pytest.mark.parametrize("query", ["before=x", "tag=a+b", "limit=0"])
def test_a_query_that_means_nothing_gets_a_page_that_says_so(client: Client, query: str) -> None:
    reply = client.get(f"/?{query}")
    assert (reply.status, reply.headers["content-type"]) == (422, "text/html; charset=utf-8")
    assert "That did not work" in reply.text


def test_an_import_that_is_refused_comes_back_with_every_reason(client: Client) -> None:
    assert client.get("/import").status == 200
    reply = client.post("/import", data={"entries": "http://a/ A\n\nnothing B\nhttp://c #d!"})
    assert reply.status == 422
    page = Reader(reply.text)
    assert "Bookmark 2: Give a whole address" in page.text
    assert "Bookmark 3: A tag has" in page.text
    assert "http://a/ A\n\nnothing B" in page.text
    assert "There is nothing here yet." in client.get("/").text


def test_a_line_is_an_address_a_title_and_tags() -> None:
    assert entries_of_text("http://a The letter #one A #two\n\n  http://b") == [
        Entry("http://a", "The letter A", ["one", "two"]),
        Entry("http://b", "", []),
    ]


def test_every_field_has_a_label(client: Client) -> None:
    client.post("/bookmarks", data={"url": "http://a"})
    client.post("/bookmarks", data={"url": "http://b"})
    for target in ("/", "/import"):
        page = Reader(client.get(target).text)
        assert sorted(page.labels) == sorted(page.fields)
        assert len(set(page.ids)) == len(page.ids)


def check_markup(text: str) -> Reader:
    """Check that a page holds our own elements and no attribute that runs a script."""
    page = Reader(text)
    assert page.tags <= TAGS
    assert not [name for name in page.attributes if name.startswith("on")]
    return page


def test_what_is_typed_never_becomes_markup(client: Client) -> None:
    shown = " ".join(HOSTILE.split())
    kept = client.post("/bookmarks", data={"url": "http://a/?" + quote(HOSTILE), "title": HOSTILE})
    assert kept.status == 303
    raw = {"url": f"http://b/{HOSTILE.replace(' ', '')}"}
    assert client.post("/bookmarks", data=raw).status == 303
    assert shown in check_markup(client.get("/").text).text
    refused = client.post("/bookmarks", data={"url": HOSTILE, "title": HOSTILE, "tags": HOSTILE})
    assert check_markup(refused.text).fields["tags"] == HOSTILE
    for target in ("/?title=", "/?done=", "/?tag=", "/?url=", "/?before="):
        check_markup(client.get(target + quote(HOSTILE)).text)
    check_markup(client.post("/import", data={"entries": HOSTILE}).text)


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("<>&\"'{}=/"), max_size=100))
def test_a_field_comes_back_as_it_was_typed(text: str) -> None:
    with Client(web_app(open_bookmarks, hosts=["memory"])) as client:
        reply = client.post("/bookmarks", data={"url": "", "title": text, "tags": text})
        assert reply.status == 422
        assert check_markup(reply.text).fields["tags"] == text

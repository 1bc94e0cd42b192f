"""From what is sent to what the use cases take."""

import re

from entities import Pairs
from examples.bookmarks.entities import Invalid
from examples.bookmarks.use_cases import Bookmarks, Entry, Page

FIELDS = ("url", "title", "tags")


def entry_of_json(data: object) -> Entry:
    """Read a bookmark from JSON. Raises Invalid for another shape."""
    if not isinstance(data, dict):
        raise Invalid({"entry": "Send an object with url, title and tags."})
    reasons = {name: "There is no such field." for name in data if name not in FIELDS}
    url, title, tags = data.get("url", ""), data.get("title", ""), data.get("tags", [])
    reasons |= {
        name: "Send a text." for name in ("url", "title") if not isinstance(data.get(name, ""), str)
    }
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        reasons["tags"] = "Send a list of texts."
    if reasons:
        raise Invalid(reasons)
    return Entry(url, title, tags)


def entry_of_form(form: Pairs) -> Entry:
    """Read a bookmark from a form, where spaces or commas stand between the tags."""
    return Entry(form.get("url"), form.get("title"), re.findall(r"[^\s,]+", form.get("tags")))


def entries_of_text(text: str) -> list[Entry]:
    """Read one bookmark from each line: an address, words of a title, #tags."""
    entries = []
    for url, *words in filter(None, map(str.split, text.splitlines())):
        title = " ".join(word for word in words if not word.startswith("#"))
        entries.append(Entry(url, title, [word[1:] for word in words if word.startswith("#")]))
    return entries


async def page_of_query(query: Pairs, bookmarks: Bookmarks) -> Page:
    """Find the page that a query string asks for: `tag`, `before` and `limit`, all optional."""
    before = _number(query, "before") if "before" in query else None
    limit = _number(query, "limit") if "limit" in query else 20
    return await bookmarks.find(query.get("tag"), before, limit)


def _number(query: Pairs, name: str) -> int:
    if not re.fullmatch("[0-9]{1,18}", query[name]):
        raise Invalid({name: "Give a number of at most 18 digits."})
    return int(query[name])

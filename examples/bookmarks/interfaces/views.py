"""The pages as markup.

`fill` escapes whatever it puts into a template, unless that is Markup already. So what somebody
typed cannot become markup because a call to `escape` was forgotten.
"""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from entities import Pairs
from examples.bookmarks.entities import Bookmark
from examples.bookmarks.interfaces import templates
from examples.bookmarks.use_cases import Page

DONE = {
    "added": "The bookmark is kept.",
    "imported": "The bookmarks are kept. Those that were here already stay as they are.",
    "removed": "The bookmark is gone.",
    "renamed": "The bookmark has its new title.",
}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def fill(template: str, **values: object) -> Markup:
    """Put values into the {places} of a template, escaped unless they are Markup."""
    return Markup(template.format_map({name: _safe(value) for name, value in values.items()}))


def _safe(value: object) -> str:
    if isinstance(value, list):
        return "".join(map(_safe, value))
    return value if isinstance(value, Markup) else escape(str(value))


def home(page: Page, fields: Pairs, reasons: Mapping[str, str] | None = None) -> str:
    """Show a page of bookmarks, and the form as it was filled in, with what is wrong with it.

    `fields` are those of the query or of the refused form: both may hold an address and a title,
    so a bookmarklet can open the form filled in.
    """
    reasons = reasons or {}
    done = DONE.get(fields.get("done"), "")
    tag = "" if reasons else fields.get("tag")
    query = urlencode({"tag": tag, "before": page.older} if tag else {"before": page.older})
    content = fill(
        templates.HOME,
        done=fill(templates.DONE, text=done) if done else "",
        form=[_field(name, fields.get(name), reasons.get(name, "")) for name in templates.FIELDS],
        heading=f"Tagged {tag}" if tag else "Bookmarks",
        everything=fill(templates.EVERYTHING) if tag or "before" in fields else "",
        items=[_item(each) for each in page.bookmarks] or fill(templates.NOTHING),
        older=fill(templates.OLDER, query=query) if page.older else "",
    )
    return _page("Not kept yet" if reasons else "Bookmarks", content)


def import_form(text: str = "", reasons: Mapping[str, str] | None = None) -> str:
    """Show the form to import bookmarks, with what is wrong in which of them."""
    title = "Not imported yet" if reasons else "Import"
    shown = _reasons(reasons) if reasons else ""
    return _page(title, fill(templates.IMPORT, title=title, reasons=shown, text=text))


def refusal(reasons: Mapping[str, str]) -> str:
    """Say why something was refused."""
    return _page("That did not work", fill(templates.REFUSAL, reasons=_reasons(reasons)))


def _page(title: str, content: Markup) -> str:
    return fill(templates.PAGE, title=title, content=content)


def _reasons(reasons: Mapping[str, str]) -> Markup:
    items = []
    for field, why in reasons.items():
        number, dot, _ = field.partition(".")
        items.append(fill("<li>{text}</li>", text=f"Bookmark {number}: {why}" if dot else why))
    return fill(templates.REASONS, items=items)


def _field(name: str, value: str, why: str) -> Markup:
    wrong = fill(templates.WRONG, name=name) if why else ""
    reason = fill(templates.REASON, name=name, why=why) if why else ""
    field = fill(templates.FIELDS[name], value=value, wrong=wrong)
    return fill("{field}{reason}", field=field, reason=reason)


def _item(bookmark: Bookmark) -> Markup:
    tags = [fill(templates.TAG, query=urlencode({"tag": tag}), tag=tag) for tag in bookmark.tags]
    return fill(
        templates.ITEM,
        id=bookmark.id,
        url=bookmark.url,
        title=bookmark.title,
        address="" if str(bookmark.title) == bookmark.url else bookmark.url,
        tags=fill(templates.TAGS, tags=tags) if tags else "",
    )

"""The pages as markup.

`fill` escapes whatever it puts into a template, unless that is Markup already. So what somebody
typed cannot become markup because a call to `escape` was forgotten.
"""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from entities import Pairs
from examples.bookmarks.entities import Bookmark
from examples.bookmarks.interfaces.templates import (
    EVERYTHING,
    FIELD,
    HOME,
    IMPORT,
    ITEM,
    NOTHING,
    OLDER,
    PAGE,
    REFUSAL,
    STATUS,
)
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
    escaped = {
        name: value if isinstance(value, Markup) else escape(str(value))
        for name, value in values.items()
    }
    return Markup(template.format_map(escaped))


def joined(parts: list[Markup]) -> Markup:
    """Put pieces of markup one after the other."""
    return Markup("".join(parts))


def home(page: Page, fields: Pairs, reasons: Mapping[str, str] | None = None) -> str:
    """Show a page of bookmarks, and the form as it was filled in, with what is wrong with it.

    `fields` are those of the query or of the refused form: both may hold an address and a title,
    so a bookmarklet can open the form filled in.
    """
    reasons = reasons or {}
    done = DONE.get(fields.get("done"), "")
    tag = "" if reasons else fields.get("tag")
    older = ""
    if page.older is not None:
        query = {"tag": tag, "before": page.older} if tag else {"before": page.older}
        older = fill(OLDER, href=f"/?{urlencode(query)}")
    content = fill(
        HOME,
        done=fill(STATUS, text=done) if done else "",
        form=joined([_field(name, fields.get(name), reasons.get(name, "")) for name in FIELDS]),
        heading=f"Tagged {tag}" if tag else "Bookmarks",
        everything=fill(EVERYTHING) if tag or "before" in fields else "",
        items=joined([_item(each) for each in page.bookmarks]) or fill(NOTHING),
        older=older,
    )
    return _page("Bookmarks" if not reasons else "Not kept yet", content)


def import_form(text: str = "", reasons: Mapping[str, str] | None = None) -> str:
    """Show the form to import bookmarks, with what is wrong in which entry."""
    title = "Not imported yet" if reasons else "Import"
    shown = _reasons(reasons) if reasons else ""
    return _page(title, fill(IMPORT, title=title, reasons=shown, text=text))


def refusal(reasons: Mapping[str, str]) -> str:
    """Say why something was refused."""
    return _page("That did not work", fill(REFUSAL, reasons=_reasons(reasons)))


def _page(title: str, content: Markup) -> str:
    return fill(PAGE, title=title, content=content)


def _reasons(reasons: Mapping[str, str]) -> Markup:
    items = []
    for field, why in reasons.items():
        number, dot, _ = field.partition(".")
        items.append(fill("<li>{text}</li>", text=f"Bookmark {number}: {why}" if dot else why))
    return fill('<ul class="reason" role="alert">{items}</ul>', items=joined(items))


def _field(name: str, value: str, why: str) -> Markup:
    label, attributes = FIELDS[name]
    wrong, reason = Markup(), Markup()
    if why:
        wrong = fill(' aria-invalid="true" aria-describedby="{name}-reason" autofocus', name=name)
        reason = fill('<p class="reason" id="{name}-reason">{why}</p>', name=name, why=why)
    return fill(
        FIELD,
        name=name,
        label=label,
        value=value,
        attributes=attributes,
        wrong=wrong,
        reason=reason,
    )


def _item(bookmark: Bookmark) -> Markup:
    tags = [
        fill('<li><a href="/?{query}">{tag}</a></li>', query=urlencode({"tag": tag}), tag=tag)
        for tag in bookmark.tags
    ]
    return fill(
        ITEM,
        id=bookmark.id,
        url=bookmark.url,
        title=bookmark.title,
        address="" if str(bookmark.title) == bookmark.url else bookmark.url,
        tags=fill('<ul class="tags" aria-label="Tags">{tags}</ul>', tags=joined(tags))
        if tags
        else "",
    )


FIELDS = {
    "url": ("Address", Markup('type="url" required maxlength="2000" placeholder="https://"')),
    "title": ("Title, if not the address", Markup('maxlength="200"')),
    "tags": ("Tags, with spaces between them", Markup('autocapitalize="none"')),
}

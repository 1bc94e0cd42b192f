"""The API: JSON in, JSON out; a refusal is a problem document (RFC 9457)."""

from typing import Any
from urllib.parse import urlencode

from entities import Handler, Request, Response
from examples.bookmarks.entities import Bookmark, Invalid, Refused
from examples.bookmarks.interfaces.reading import entry_of_json, page_of_query
from examples.bookmarks.interfaces.statuses import status_of
from examples.bookmarks.use_cases import Bookmarks, check_each
from interfaces import App

app = App()


@app.middleware
async def problems(request: Request, handler: Handler) -> Response:
    """Answer every refusal in one form, also those that the framework makes."""
    try:
        response = await handler(request)
    except Refused as refusal:
        details = " ".join(dict.fromkeys(refusal.reasons.values()))
        return _problem(Response(status_of(refusal)), details, refusal.reasons)
    if response.status < 400:
        return response
    text = (await response.body.read()).decode()
    return _problem(response, text.partition("\n\n")[2].strip(), {})


@app.get("/bookmarks")
async def find(request: Request, bookmarks: Bookmarks) -> Response:
    """Give a page of bookmarks, and in Link the address of the next (RFC 8288)."""
    page = await page_of_query(request.query, bookmarks)
    response = Response.json([_json(bookmark) for bookmark in page.bookmarks])
    if page.older is None:
        return response
    query = urlencode([*request.query.without("before"), ("before", page.older)])
    return response.with_header("Link", f'<{request.raw_path}?{query}>; rel="next"')


@app.post("/bookmarks")
async def add(request: Request, data: dict[str, Any], bookmarks: Bookmarks) -> Response:
    """Keep a bookmark: 201, and where it stands."""
    added = await bookmarks.add(entry_of_json(data))
    return Response.json(_json(added), 201, {"Location": f"{request.raw_path}/{added.id}"})


@app.get("/bookmarks/{number:int}")
async def get(number: int, bookmarks: Bookmarks) -> dict[str, object]:
    """Give one bookmark."""
    return _json(await bookmarks.get(number))


@app.patch("/bookmarks/{number:int}")
async def rename(number: int, data: dict[str, Any], bookmarks: Bookmarks) -> dict[str, object]:
    """Give a bookmark another title: the one thing of it that changes."""
    title = data.get("title")
    if not isinstance(title, str) or len(data) != 1:
        raise Invalid({"title": "Send an object with a title, a text, and nothing else."})
    return _json(await bookmarks.rename(number, title))


@app.delete("/bookmarks/{number:int}")
async def remove(number: int, bookmarks: Bookmarks) -> None:
    """Forget a bookmark."""
    await bookmarks.remove(number)


@app.post("/import")
async def import_all(data: list[Any], bookmarks: Bookmarks) -> dict[str, int]:
    """Keep many bookmarks, all or none, and pass over those that are kept already."""
    added = await bookmarks.import_all(check_each(entry_of_json, data))
    return {"added": added, "known": len(data) - added}


def _json(bookmark: Bookmark) -> dict[str, object]:
    return {"id": bookmark.id, "url": bookmark.url, "title": bookmark.title, "tags": bookmark.tags}


def _problem(response: Response, detail: str, reasons: dict[str, str]) -> Response:
    content = {"status": response.status, "detail": detail, "reasons": reasons}
    headers = response.headers.with_value("Content-Type", "application/problem+json")
    return Response.json(content, response.status, headers)

"""The pages: forms that work without a script.

A form that is accepted is answered with a redirect, so that a reload sends nothing again
(Post/Redirect/Get). One that is refused comes back as it was filled in, with the reasons.
"""

from entities import Form, Handler, Request, Response
from examples.bookmarks.entities import Refused
from examples.bookmarks.interfaces import views
from examples.bookmarks.interfaces.reading import entries_of_text, entry_of_form, page_of_query
from examples.bookmarks.interfaces.statuses import status_of
from examples.bookmarks.interfaces.templates import STYLE
from examples.bookmarks.use_cases import Bookmarks
from interfaces import App

app = App()


@app.middleware
async def refusals(request: Request, handler: Handler) -> Response:
    """Answer a refusal that no form shows with a page of its own."""
    try:
        return await handler(request)
    except Refused as refusal:
        return Response.html(views.refusal(refusal.reasons), status_of(refusal))


@app.get("/")
async def home(request: Request, bookmarks: Bookmarks) -> Response:
    """Show the form, and a page of bookmarks."""
    page = await page_of_query(request.query, bookmarks)
    return Response.html(views.home(page, request.query))


@app.post("/bookmarks")
async def add(form: Form, bookmarks: Bookmarks) -> Response:
    """Keep a bookmark."""
    try:
        await bookmarks.add(entry_of_form(form))
    except Refused as refusal:
        markup = views.home(await bookmarks.find(), form, refusal.reasons)
        return Response.html(markup, status_of(refusal))
    return Response.redirect("/?done=added")


@app.post("/bookmarks/{number:int}/rename")
async def rename(number: int, form: Form, bookmarks: Bookmarks) -> Response:
    """Give a bookmark another title."""
    await bookmarks.rename(number, form.get("title"))
    return Response.redirect("/?done=renamed")


@app.post("/bookmarks/{number:int}/remove")
async def remove(number: int, bookmarks: Bookmarks) -> Response:
    """Forget a bookmark. A form can say only GET or POST, hence the path."""
    await bookmarks.remove(number)
    return Response.redirect("/?done=removed")


@app.get("/import")
async def import_form() -> Response:
    """Show the form to import bookmarks."""
    return Response.html(views.import_form())


@app.post("/import")
async def import_all(form: Form, bookmarks: Bookmarks) -> Response:
    """Keep many bookmarks, all or none."""
    try:
        await bookmarks.import_all(entries_of_text(form.get("entries")))
    except Refused as refusal:
        markup = views.import_form(form.get("entries"), refusal.reasons)
        return Response.html(markup, status_of(refusal))
    return Response.redirect("/?done=imported")


@app.get("/style.css")
async def style() -> Response:
    """Give the style: a resource of its own, so that pages may forbid all style inside them."""
    return Response.of(STYLE.encode(), "text/css; charset=utf-8")

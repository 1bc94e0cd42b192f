"""One example of each thing that an application does.

Start it: python3 application_example.py

This file is the composition root: it alone knows both this App, made with `interfaces`, and who
serves it, which is `run` from `infrastructure`.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Inward needs Python 3.11 or newer. This is Python " + sys.version.split()[0])

import asyncio
from collections.abc import AsyncIterator
from html import escape
from math import fsum

from entities import Cookie, Form, Handler, Headers, HTTPError, Request, Response
from infrastructure import run
from interfaces import App

app = App()


class Guestbook:
    """What several endpoints share. They ask for it by type."""

    def __init__(self) -> None:
        self.names = ["Ada", "Grace", "Tim"]


@app.provide(Guestbook)
async def open_guestbook() -> AsyncIterator[Guestbook]:
    """Make the guestbook at start-up; what stands after the yield runs at shutdown."""
    book = Guestbook()
    yield book
    print(f"The guestbook closes with {len(book.names)} names.")


@app.middleware
async def friendly_misses(request: Request, handler: Handler) -> Response:
    """Give a browser a page where a program gets a line of text."""
    response = await handler(request)
    if response.status not in (404, 405) or "text/html" not in request.headers.get("accept"):
        return response
    title, _, detail = (await response.body.read()).decode().partition("\n\n")
    markup = f"<h2>{title}</h2><p>{detail} You asked for <code>{escape(request.path)}</code>.</p>"
    return page(markup + routes(), response.status, response.headers.without("content-type"))


@app.get("/")
async def home() -> Response:
    """This page: what this is, and the map of its own routes."""
    return page(LAYERS + routes() + READ_NEXT)


@app.get("/welcome/{name}")
async def welcome(name: str) -> str:
    """A parameter in the path, filled by its name."""
    return f"Welcome {name}"


@app.get("/search")
async def search(request: Request, book: Guestbook) -> list[str]:
    """A query, as in <a href="/search?q=a">?q=a</a>, an injected guestbook, JSON out."""
    return [name for name in book.names if request.query.get("q").lower() in name.lower()]


@app.get("/login")
async def login_form() -> Response:
    """A form."""
    field = '<input name="name" placeholder="Your name" aria-label="Your name" required autofocus>'
    return page(f'<form method="post">{field} <button>Sign the guestbook</button></form>')


@app.post("/login")
async def login(form: Form, book: Guestbook) -> Response:
    """Reads the form, sets a cookie, redirects to a URL made from the name of its route."""
    name = form.get("name").strip()
    if not name:
        raise HTTPError(400, "The form needs a name.")
    book.names.append(name)
    return Response.redirect(app.url("welcome", name=name)).with_cookie(Cookie("signed", "yes"))


@app.post("/sum")
async def total(data: dict[str, float]) -> dict[str, float]:
    """JSON in, JSON out."""
    try:
        return {"sum": fsum(data.values())}
    except (TypeError, OverflowError) as error:
        raise HTTPError(422, "Send numbers whose sum is not too large.") from error


@app.get("/countdown")
async def countdown() -> Response:
    """A streamed response, a line a second; watch it with curl -N."""

    async def lines() -> AsyncIterator[bytes]:
        for number in (3, 2, 1):
            yield f"{number}\n".encode()
            await asyncio.sleep(1)
        yield b"Lift-off!\n"

    return Response.stream(lines(), "text/plain; charset=utf-8")


def routes() -> str:
    """List the routes of this very application, linked where a click can follow."""
    rows = ""
    for route in app.endpoints:
        path = route.pattern.replace("{name}", "Ada")
        shown = f'<a href="{path}">{route.pattern}</a>' if route.method == "GET" else route.pattern
        rows += f"<tr><td>{route.method}<td>{shown}<td>{route.function.__doc__}"
    return f"<h2>What answers here</h2><table>{rows}</table>"


def page(content: str, status: int = 200, headers: Headers = Headers()) -> Response:
    """Put content, which is markup already, into the frame of every page."""
    head = f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
    top = (
        '<h1><a href="/">Inward</a></h1><p>A web server in four layers. Dependencies point inward.'
    )
    markup = f'<!doctype html><html lang="en"><title>Inward</title>{head}{top}{content}</html>'
    return Response.html(markup, status, headers)


LAYERS = """
<div class="ring"><b>infrastructure</b> asyncio, sockets, signals, logs
<div class="ring"><b>interfaces</b> the conversation, the App, your endpoints
<div class="ring"><b>use_cases</b> parse, route, render
<div class="ring"><b>entities</b> Request, Response, Route</div></div></div></div>"""
READ_NEXT = """<h2>What to read next</h2><ol>
<li><code>application_example.py</code>, the file that made this page
<li><code>README.md</code>, then the README in each layer's folder, from the inside out
<li><code>.importlinter</code>, the contracts that prove what the picture says</ol>"""
STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#0b6477, #6fd8ea) }
body { font: 17px/1.55 system-ui, sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }
a, b, h1, h2 { color: var(--ink) } h1 a { text-decoration: none } td { padding: .2em 1em .2em 0 }
.ring { border: 2px solid var(--ink); border-radius: 14px; padding: .5em 1em; margin-top: .5em;
        background: color-mix(in srgb, var(--ink) 9%, transparent) }
table { border-spacing: 0 } td:first-child { font: .8em monospace } td { vertical-align: baseline }
input, button { font: inherit; padding: .3em .6em }"""

if __name__ == "__main__":
    run(app)

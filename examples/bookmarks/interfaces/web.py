"""The API and the pages as one App, given the use cases by whoever starts it."""

from collections.abc import Collection

from examples.bookmarks.interfaces import api, pages
from examples.bookmarks.interfaces.guard import guard
from examples.bookmarks.use_cases import Bookmarks
from interfaces import App, Provider


def web_app(provider: Provider[Bookmarks], hosts: Collection[str]) -> App:
    """Make the App; `hosts` are the names and addresses by which it may be asked."""
    app = App(providers={Bookmarks: provider})
    app.middleware(guard(hosts))
    app.include("/api", api.app)
    app.include("", pages.app)
    return app

"""Bookmarks over HTTP: a JSON API for programs, pages with forms for people.

Each endpoint turns a request into the arguments of a use case, and what that returns or refuses
into a response. Nothing here knows where bookmarks are kept.
"""

from examples.bookmarks.interfaces.web import web_app

__all__ = ["web_app"]

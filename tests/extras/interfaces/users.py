"""The types of what users of the extras write. Nothing here runs: mypy reads it in `make types`."""

from typing import assert_type

from extras.interfaces import Client, Reply
from interfaces import App


def what_a_client_gets() -> None:
    app = App()
    app.get("/")(lambda: {"a": 1})
    with Client(app) as client:
        assert_type(client, Client)
        reply = assert_type(client.request("GET", "/"), Reply)
        assert_type(reply.status, int)
        assert_type(reply.text, str)
        assert_type(reply.content, bytes)
        assert_type(reply.headers.get("a"), str)

"""A name for each request."""

import pytest

from entities import Request
from examples.middleware.request_id import request_id
from extras.interfaces import Client
from interfaces import App


def echo(field: str = "X-Request-ID") -> App:
    app = App()
    app.middleware(request_id(field, new=lambda: "made"))

    @app.get("/")
    async def show(request: Request) -> str:
        return str(request.state["request_id"])

    return app


@pytest.mark.parametrize("given", ["abc-1_2.3", "a" * 64])
def test_a_sane_one_is_kept(given: str) -> None:
    with Client(echo()) as client:
        reply = client.get("/", headers={"x-request-id": given})
    assert (reply.text, reply.headers["x-request-id"]) == (given, given)


@pytest.mark.parametrize("given", ["", "a" * 65, "a b", "a\tb", "<b>", 'x" 200', "\xe9"])
def test_any_other_is_replaced(given: str) -> None:
    with Client(echo()) as client:
        reply = client.get("/", headers={"X-Request-ID": given})
    assert (reply.text, reply.headers["x-request-id"]) == ("made", "made")


def test_a_refusal_has_one_in_the_field_of_your_choice() -> None:
    with Client(echo("X-Trace")) as client:
        reply = client.get("/nothing")
    assert (reply.status, reply.headers["x-trace"]) == (404, "made")


def test_two_that_are_made_differ() -> None:
    app = App()
    app.middleware(request_id())
    with Client(app) as client:
        first, second = (client.get("/").headers["x-request-id"] for _ in range(2))
    assert first != second
    assert len(first) == 32

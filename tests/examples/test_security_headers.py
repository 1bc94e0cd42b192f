"""Fields that tell browsers to be careful."""

import pytest

from entities import Request, Response
from examples.middleware.security_headers import security_headers
from interfaces import drive
from tests.examples.asking import ask

OK = Response.text("hello")


def test_the_fields_are_set_where_they_are_absent() -> None:
    reply = ask(security_headers("default-src 'self';\n    frame-ancestors 'none'"), OK)
    assert dict(reply.headers) == {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'",
    }


def test_a_refusal_has_them_too() -> None:
    reply = ask(security_headers(), OK, method="DELETE")
    assert reply.status == 405
    assert reply.headers["content-security-policy"] == "frame-ancestors 'self'"


def test_what_an_endpoint_says_stays() -> None:
    own = Response.text("hello", headers={"referrer-policy": "no-referrer"})
    reply = ask(security_headers("", referrer="same-origin"), own)
    assert reply.headers.get_all("referrer-policy") == ["no-referrer"]
    assert "content-security-policy" not in reply.headers


@pytest.mark.parametrize(("scheme", "sent"), [("https", ["max-age=60"]), ("http", [])])
def test_hsts_is_sent_over_https_alone(scheme: str, sent: list[str]) -> None:
    async def handler(request: Request) -> Response:
        return OK

    protected = security_headers(hsts=60)(Request(scheme=scheme), handler)
    assert drive(_answer(protected)).headers.get_all("strict-transport-security") == sent


async def _answer(awaitable: object) -> Response:
    response = await awaitable  # type: ignore[misc]
    assert isinstance(response, Response)
    return response


def test_a_text_that_is_no_field_is_an_error_at_start_up() -> None:
    with pytest.raises(ValueError, match="line break"):
        security_headers(referrer="no-referrer\r\nX: y")

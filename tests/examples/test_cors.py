"""Pages of other origins that may read an answer, and those that may not."""

import pytest

from entities import ConfigurationError, Response
from examples.middleware.cors import cors
from tests.examples.asking import ask

SHOP = "https://shop.example"
OK = Response.text("hello", headers={"Vary": "Accept"})


def preflight(origin: str, method: str = "PUT") -> dict[str, str]:
    return {"Origin": origin, "Access-Control-Request-Method": method}


def test_a_page_on_the_list_may_read() -> None:
    reply = ask(cors([SHOP], expose=["ETag", "Link"]), OK, {"Origin": SHOP})
    assert reply.text == "hello"
    assert reply.headers["access-control-allow-origin"] == SHOP
    assert reply.headers["access-control-expose-headers"] == "ETag, Link"
    assert "access-control-allow-credentials" not in reply.headers
    assert reply.headers.elements("vary") == ["accept", "origin"]


@pytest.mark.parametrize("origin", ["https://other.example", "null", SHOP + ":8443", SHOP.upper()])
def test_a_page_that_is_not_on_the_list_may_not(origin: str) -> None:
    reply = ask(cors([SHOP], credentials=True), OK, {"Origin": origin})
    assert (reply.status, reply.text) == (200, "hello")
    assert [name for name, _ in reply.headers if name.lower().startswith("access")] == []
    assert "origin" in reply.headers.elements("vary")


def test_the_same_origin_is_told_nothing_but_that_answers_vary() -> None:
    reply = ask(cors([SHOP]), OK)
    assert reply.headers.elements("vary") == ["accept", "origin"]
    assert "access-control-allow-origin" not in reply.headers


def test_anyone_may_read_where_anyone_may() -> None:
    reply = ask(cors(["*"]), OK, {"Origin": "https://other.example"})
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers.elements("vary") == ["accept"]


def test_a_preflight_is_answered_without_the_endpoint() -> None:
    layer = cors([SHOP], methods=["PUT", "GET"], headers=["X-Key"], credentials=True, max_age=60)
    reply = ask(layer, RuntimeError("not called"), preflight(SHOP), "OPTIONS")
    assert (reply.status, reply.content) == (204, b"")
    assert dict(reply.headers) == {
        "Access-Control-Allow-Origin": SHOP,
        "Access-Control-Allow-Credentials": "true",
        "Access-Control-Allow-Methods": "PUT, GET",
        "Access-Control-Allow-Headers": "X-Key",
        "Access-Control-Max-Age": "60",
        "Vary": "Origin",
    }


def test_the_preflight_of_a_stranger_is_refused() -> None:
    reply = ask(cors([SHOP]), OK, preflight("https://other.example"), "OPTIONS")
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers
    assert reply.headers["vary"] == "Origin"


def test_options_without_that_question_is_the_application_s() -> None:
    reply = ask(cors([SHOP]), OK, {"Origin": SHOP}, "OPTIONS")
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"
    assert reply.headers["access-control-allow-origin"] == SHOP


def test_a_refusal_further_in_can_be_read_too() -> None:
    reply = ask(cors([SHOP]), OK, {"Origin": SHOP}, "DELETE")
    assert reply.status == 405
    assert reply.headers["access-control-allow-origin"] == SHOP


@pytest.mark.parametrize(
    "origin", ["shop.example", SHOP + "/", SHOP.upper(), "null", "*", "", SHOP + ", " + SHOP]
)
def test_what_is_no_origin(origin: str) -> None:
    with pytest.raises(ConfigurationError, match="is not an origin; write a list"):
        cors([SHOP, origin])


def test_a_text_is_no_list() -> None:
    with pytest.raises(ConfigurationError, match="write a list"):
        cors(SHOP)


def test_credentials_never_go_to_anyone() -> None:
    with pytest.raises(ConfigurationError, match="credentials need a list"):
        cors(["*"], credentials=True)

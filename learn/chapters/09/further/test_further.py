"""Cross-origin resource sharing, as a browser asks for it."""

import pytest

from entities import ConfigurationError, HTTPError
from further.cors import cors
from interfaces import App
from tests.interfaces.asking import Client, Reply

SHOP = "https://shop.example"
ASKED = {"Access-Control-Request-Method": "POST"}


def make_app() -> App:
    """Make an App that the shop may use."""
    app = App()
    app.middleware(cors([SHOP]))

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.post("/guestbook")
    async def sign() -> str:
        raise HTTPError(403, "The guestbook is full.")

    return app


def ask(method: str, target: str, headers: dict[str, str]) -> Reply:
    """Start the App, ask it once, and shut it down."""
    with Client(make_app()) as client:
        return client.request(method, target, headers=headers)


def test_a_page_of_a_known_origin_may_read_the_answer() -> None:
    reply = ask("GET", "/welcome/Ada", {"Origin": SHOP})
    assert reply.text == "Welcome Ada"
    assert reply.headers["access-control-allow-origin"] == SHOP
    assert reply.headers["vary"] == "Origin"


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://other.example"}])
def test_others_get_the_answer_and_no_leave_to_read_it(headers: dict[str, str]) -> None:
    reply = ask("GET", "/welcome/Ada", headers)
    assert reply.text == "Welcome Ada"
    assert "access-control-allow-origin" not in reply.headers
    assert reply.headers["vary"] == "Origin"


def test_a_refusal_may_be_read_as_well() -> None:
    reply = ask("POST", "/guestbook", {"Origin": SHOP})
    assert reply.status == 403
    assert reply.headers["access-control-allow-origin"] == SHOP


def test_a_preflight_is_answered_with_what_is_allowed() -> None:
    reply = ask("OPTIONS", "/guestbook", {"Origin": SHOP, **ASKED})
    assert (reply.status, reply.content) == (204, b"")
    assert reply.headers["access-control-allow-origin"] == SHOP
    assert reply.headers["access-control-allow-methods"] == "GET, HEAD, POST"
    assert reply.headers["access-control-allow-headers"] == "Content-Type"
    assert "allow" not in reply.headers


def test_a_preflight_of_another_origin_is_told_nothing() -> None:
    reply = ask("OPTIONS", "/guestbook", {"Origin": "https://other.example", **ASKED})
    assert not [name for name, _ in reply.headers if name.lower().startswith("access-control")]
    assert reply.headers["vary"] == "Origin"


def test_options_that_is_no_preflight_goes_on() -> None:
    assert ask("OPTIONS", "/guestbook", {"Origin": SHOP}).headers["allow"] == "OPTIONS, POST"


@pytest.mark.parametrize("origin", [SHOP + "/", "shop.example", SHOP + "/basket", "://", ""])
def test_what_is_no_origin_is_refused_at_start_up(origin: str) -> None:
    with pytest.raises(ConfigurationError):
        cors([origin])

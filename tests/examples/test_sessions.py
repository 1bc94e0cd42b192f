"""Sessions in a signed cookie."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities import ConfigurationError, Request, Response
from examples.middleware.sessions import sessions
from extras.interfaces import Client, Reply
from interfaces import App
from tests.fakes.clock import FakeClock

KEY, OTHER = b"k" * 32, b"o" * 32
HOUR = 3600


def visits(**options: Any) -> App:
    """Make an App that counts visits, forgets, and does what a test would like."""
    app = App()
    app.middleware(sessions(options.pop("keys", [KEY]), **options))

    @app.get("/")
    async def count(request: Request) -> dict[str, Any]:
        session = request.state["session"]
        session["visits"] = session.get("visits", 0) + 1
        return dict(session)

    @app.get("/look")
    async def look(request: Request) -> Response:
        return Response.json(request.state["session"], headers={"Vary": "Accept"})

    @app.get("/leave")
    async def leave(request: Request) -> None:
        request.state["session"].clear()

    @app.get("/put/{value}")
    async def put(request: Request, value: str) -> None:
        request.state["session"]["it"] = _VALUES[value]

    return app


_VALUES: dict[str, object] = {"set": {1, 2}, "nan": float("nan"), "large": "x" * 4000}


def cookie_of(reply: Reply, name: str = "session") -> str:
    found = re.match(rf"{name}=([^;]*)", reply.headers["set-cookie"])
    assert found
    return found[1]


def look(app: App, cookie: str, name: str = "session") -> Reply:
    with Client(app) as client:
        reply: Reply = client.get("/look", headers={"Cookie": f"{name}={cookie}"})
    return reply


def begin(app: App) -> str:
    with Client(app) as client:
        return cookie_of(client.get("/"))


def test_what_is_put_in_comes_back() -> None:
    with Client(visits()) as client:
        first = client.get("/")
        second = client.get("/", headers={"Cookie": f"a=b; session={cookie_of(first)}"})
    assert (first.json(), second.json()) == ({"visits": 1}, {"visits": 2})
    attributes = first.headers["set-cookie"].split("; ")[1:]
    assert attributes == ["Path=/", "SameSite=Lax", "Max-Age=1209600", "HttpOnly"]


def test_a_look_changes_nothing_but_what_answers_vary_by() -> None:
    reply = look(visits(), begin(visits()))
    assert reply.json() == {"visits": 1}
    assert "set-cookie" not in reply.headers
    assert reply.headers.get_all("vary") == ["Accept, Cookie"]


def test_an_empty_session_deletes_the_cookie() -> None:
    with Client(visits(secure=True)) as client:
        reply = client.get("/leave", headers={"Cookie": "session=" + begin(visits())})
        assert "set-cookie" not in client.get("/leave").headers
    assert reply.headers["set-cookie"] == (
        "session=; Path=/; SameSite=Lax; Max-Age=0; HttpOnly; Secure"
    )


def test_the_cookie_is_as_you_say() -> None:
    app = visits(cookie="s", max_age=60, secure=True, same_site="None")
    with Client(app) as client:
        attributes = client.get("/").headers["set-cookie"].split("; ")
    assert attributes[1:] == ["Path=/", "SameSite=None", "Max-Age=60", "HttpOnly", "Secure"]
    assert look(app, attributes[0].removeprefix("s="), "s").json() == {"visits": 1}


@given(st.data())
def test_a_cookie_with_another_character_is_as_if_absent(data: st.DataObject) -> None:
    cookie = begin(visits())
    place = data.draw(st.integers(0, len(cookie) - 1))
    other = data.draw(st.sampled_from("Aab09-_=.").filter(lambda each: each != cookie[place]))
    assert look(visits(), cookie[:place] + other + cookie[place + 1 :]).json() == {}


@given(st.text(st.characters(min_codepoint=33, max_codepoint=255, exclude_characters=';"\x7f')))
def test_any_other_text_is_as_if_absent(text: str) -> None:
    latin = "".join(each for each in text if each.isprintable())
    assert look(visits(), latin).json() == {}


def test_other_values_under_the_old_signature_are_as_if_absent() -> None:
    payload, _, signature = begin(visits()).partition(".")
    content = json.loads(urlsafe_b64decode(payload))
    forged = urlsafe_b64encode(json.dumps(content | {"data": {"visits": 99}}).encode()).decode()
    assert look(visits(), f"{forged}.{signature}").json() == {}


def test_a_cookie_is_worth_nothing_under_another_name() -> None:
    assert look(visits(cookie="other"), begin(visits()), "other").json() == {}


@pytest.mark.parametrize(
    ("later", "seen"),
    [(HOUR, {"visits": 1}), (HOUR + 1, {}), (-1, {})],
    ids=["in time", "old", "future"],
)
def test_the_age_is_signed_too(later: float, seen: dict[str, int]) -> None:
    clock = FakeClock()
    clock.seconds = 1000.0
    cookie = begin(visits(now=clock, max_age=HOUR))
    clock.seconds += later
    assert look(visits(now=clock, max_age=HOUR), cookie).json() == seen


def test_keys_can_be_rotated() -> None:
    old, both, new = visits(keys=[KEY]), visits(keys=[OTHER, KEY]), visits(keys=[OTHER])
    assert look(both, begin(old)).json() == {"visits": 1}
    assert look(new, begin(both)).json() == {"visits": 1}
    assert look(new, begin(old)).json() == {}


@pytest.mark.parametrize("keys", [[], [b"short"], [KEY, b"k" * 31]])
def test_a_weak_key_is_an_error_at_start_up(keys: list[bytes]) -> None:
    with pytest.raises(ConfigurationError, match="at least 32 octets"):
        sessions(keys)


@pytest.mark.parametrize(
    ("value", "error", "words"),
    [
        ("set", TypeError, "set is not JSON serializable"),
        ("nan", ValueError, "not JSON compliant"),
        ("large", ValueError, r"the session takes \d{4} octets, 4096 are kept; keep large things"),
    ],
)
def test_what_cannot_be_kept(value: str, error: type[Exception], words: str) -> None:
    with Client(visits()) as client, pytest.raises(error, match=words):
        client.get(f"/put/{value}")

"""The page with the traceback."""

import logging
from html.parser import HTMLParser

import pytest

from entities import Disconnected, HTTPError, ProtocolError, Request, Response
from examples.middleware.debug import debug
from interfaces import App, drive
from tests.examples.asking import local

HTML = {"Accept": "text/html,application/xhtml+xml"}


class Trouble(Exception):
    """What the endpoints below raise."""


def answer(request: Request, error: Exception | None = None) -> Response:
    """Ask an App whose endpoint raises."""
    app = App()
    app.middleware(debug)

    @app.get("/")
    async def fail() -> None:
        if error is not None:
            raise error
        try:
            raise Trouble("<b>the cause</b>")
        except Trouble as cause:
            raise LookupError("<script>alert(1)</script>") from cause

    async def whole() -> Response:
        async with app.lifespan() as handler:
            return await handler(request)

    return drive(whole())


class Classes(HTMLParser):
    """Collects the class of each item of a list, and the names of all tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.classes: list[str] = []
        self.tags: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "li":
            self.classes.append(dict(attrs)["class"] or "")


def text_of(response: Response) -> str:
    assert response.body.content is not None
    return response.body.content.decode()


def test_a_browser_gets_a_page_with_the_layers(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "inward.errors"):
        response = answer(local(headers=HTML))
    page = text_of(response)
    found = Classes(page)
    assert response.status == 500
    assert "default-src &#x27;none" not in page
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert found.classes[:5] == [
        "infrastructure", "interfaces", "use_cases", "entities", "yours",
    ]  # fmt: skip
    assert {"interfaces", "yours"} <= set(found.classes[5:])
    assert "raise LookupError(" in page
    assert page.index("LookupError: &lt;script&gt;") < page.index("Trouble: &lt;b&gt;the cause")
    assert not {"script", "b"} & found.tags
    assert "GET / HTTP/1.1 failed" in caplog.text


def test_a_program_gets_text() -> None:
    response = answer(local())
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert text_of(response).endswith("LookupError: <script>alert(1)</script>\n")
    assert "The above exception was the direct cause" in text_of(response)


@pytest.mark.parametrize(
    "request_",
    [
        local(headers=HTML, peer="192.0.2.1"),
        local(headers=HTML | {"Host": "attacker.example"}),
        local(headers=HTML | {"X-Forwarded-For": "192.0.2.1"}),
    ],
)
def test_nobody_else_is_shown_anything(request_: Request) -> None:
    with pytest.raises(LookupError):
        answer(request_)


def test_a_refusal_is_no_bug() -> None:
    assert answer(local(headers=HTML), HTTPError(403, "Not you.")).status == 403


@pytest.mark.parametrize(
    "error", [ProtocolError(400, "no", "RFC 9112"), Disconnected(), KeyboardInterrupt()]
)
def test_what_is_not_the_program_s_fault_goes_on(error: Exception) -> None:
    with pytest.raises(type(error)):
        answer(local(headers=HTML), error)


def test_an_exchange_without_a_bug_is_left_alone() -> None:
    async def handler(request: Request) -> Response:
        return Response.text("well")

    async def ask() -> Response:
        return await debug(local(), handler)

    assert text_of(drive(ask())) == "well"

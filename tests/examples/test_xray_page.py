"""The page of the X-ray."""

import asyncio
import json
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities import Request
from examples.xray.page import item, pages, shown, visible
from examples.xray.picture import microseconds
from examples.xray.recording import Place, Record, Recorder, Span
from examples.xray.watch import Watch
from examples.xray.watching import House
from interfaces import App, drive
from tests.examples.asking import local
from tests.infrastructure.programs import program, refusal
from tests.infrastructure.serving import serving

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>"


def record(text: str = "GET") -> Record:
    return Record(
        number=1, peer=text, came=text.encode(errors="replace"), octets_in=3, method=text,
        target=text, version=text, fields=[(text, text)], route=text, params=text, endpoint=text,
        value=text, error=text, status=200, went=text.encode(errors="replace"), octets_out=4,
        wall=1.0,
        spans=[Span(Place("entities", text[:9]), 0.5), Span(Place("yours", text), 0.25)],
    )  # fmt: skip


class Page(HTMLParser):
    """Collects the tags of a page, their attributes, and its text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def ask(request: Request, *records: Record) -> tuple[int, str, dict[str, str]]:
    async def main() -> tuple[int, str, dict[str, str]]:
        recorder = Recorder()
        for each in records:
            recorder.add(each)
        async with pages(recorder, HOSTILE).lifespan() as handler:
            response = await handler(request)
            fields = {name.lower(): value for name, value in response.headers}
            return response.status, (await response.body.read()).decode(), fields

    return drive(main())


@given(st.one_of(st.text(min_size=1), st.just(HOSTILE)))
def test_whatever_came_is_shown_and_is_no_markup(text: str) -> None:
    for write in (shown, item):
        hostile, tame = Page(write(record(text))), Page(write(record("GET\n")))
        assert set(hostile.tags) <= set(tame.tags)
        assert {name for name, _ in hostile.attributes} <= {name for name, _ in tame.attributes}
    page = Page(shown(record(text)))
    assert page.text.count(text) >= 5 or not text.isprintable()


def test_the_newest_is_shown_and_all_are_listed() -> None:
    status, markup, fields = ask(local("/_xray"), record("first"), record("second"))
    page = Page(markup)
    assert status == 200
    assert fields["cache-control"] == "no-store"
    listed = Page(markup.partition("<nav")[2].partition("</nav>")[0]).text
    assert listed.index("second") < listed.index("first")
    assert ("aria-current", "true") in page.attributes
    assert ("data-following", "yes") in page.attributes
    assert ("data-newest", "2") in page.attributes
    assert HOSTILE in page.text
    assert HOSTILE not in markup


def test_one_can_be_chosen() -> None:
    _, markup, _ = ask(local("/_xray?exchange=1"), record("first"), record("second"))
    page = Page(markup)
    assert "No. 1, from first" in page.text
    assert "Follow the newest" in page.text
    assert ("data-following", "no") in page.attributes


@pytest.mark.parametrize("number", ["7", "x", "-1", "²", "1" * 5000])
def test_one_that_is_not_kept(number: str) -> None:
    status, text, _ = ask(local(f"/_xray?exchange={number}"), record("first"))
    assert status == 404
    assert "the last 50 are" in text


def test_before_anything_has_passed() -> None:
    status, markup, _ = ask(local("/_xray"))
    assert status == 200
    assert "Nothing has passed yet" in Page(markup).text


@pytest.mark.parametrize("target", ["/_xray", "/_xray/events"])
def test_nobody_else_is_shown_anything(target: str) -> None:
    for request in (
        local(target, peer="192.0.2.1"),
        local(target, {"Host": "attacker.example"}),
        local(target, {"X-Forwarded-For": "192.0.2.1"}),
    ):
        assert ask(request, record())[0] == 403


def test_the_page_loads_nothing_and_runs_its_own_script_alone() -> None:
    _, markup, fields = ask(local("/_xray"), record())
    page = Page(markup)
    assert not [value for name, value in page.attributes if name in ("src", "srcset", "style")]
    assert not [value for _, value in page.attributes if value and "//" in value]
    assert "url(" not in markup
    assert "@import" not in markup
    policy = fields["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", markup, re.DOTALL)
        digest = b64encode(sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_what_was_refused_cut_or_never_called() -> None:
    refused = Page(shown(Record(number=1, error="ProtocolError(400)", status=400, octets_in=9)))
    assert "What came is not HTTP" in refused.text
    assert "ProtocolError(400)" in refused.text
    cut = Page(shown(Record(number=1, method="GET", target="/", miss="404: nothing")))
    assert "cut off" in cut.text
    assert "404: nothing" in cut.text
    assert "Your endpoints are not asked" in cut.text


def test_octets_are_made_visible() -> None:
    assert visible(b"A: <b>\r\n\r\n\x00\x1b\xff\xc3\xa9\tz\n") == (
        "A: &lt;b&gt;<i>\\r\\n</i>\n<i>\\r\\n</i>\n\\x00\\x1b\\xff\xe9\\tz<i>\\n</i>\n"
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2e-7, "0.2 µs"), (1.5e-5, "15 µs"), (0.0042, "4.2 ms"), (0.25, "250 ms"), (3.014, "3.01 s")],
)
def test_times_can_be_compared(seconds: float, text: str) -> None:
    assert microseconds(seconds) == text


def test_events_come_as_they_happen_and_end_with_the_server() -> None:
    app = App()

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    async def main() -> list[str]:
        recorder = Recorder()
        house = House(app, pages(recorder, "app"), recorder, lambda exchange: None)
        lines: list[str] = []
        async with (
            serving(house.app, shell=house.shell) as server,
            httpx.AsyncClient(base_url=server.url, timeout=20) as client,
        ):
            async with client.stream("GET", "/_xray/events?after=0") as events:
                assert events.headers["content-type"] == "text/event-stream"
                await client.get("/welcome/Ada")
                async for line in events.aiter_lines():
                    lines.append(line)
                    if line.startswith("data:"):
                        await client.get("/welcome/Grace")
                    if line == "id: 2":
                        break
            # It was told that 1 is known, so it begins with 2; then the server stops.
            known = {"Last-Event-ID": "1"}
            async with client.stream("GET", "/_xray/events", headers=known) as events:
                stopping = asyncio.create_task(server.stop(grace=20))
                lines += [line async for line in events.aiter_lines()]
                await stopping
        return lines

    lines = asyncio.run(main())
    assert lines[0] == "retry: 1000"
    assert [line for line in lines if line.startswith("id:")] == ["id: 1", "id: 2", "id: 2"]
    data = [json.loads(line[5:]) for line in lines if line.startswith("data:")]
    assert "GET /welcome/Ada" in data[0]["item"]
    assert "Welcome Grace" in data[-1]["shown"]


def test_the_program() -> None:
    command = ("-m", "examples.xray", "application_example:app")
    with program(*command) as (_, url), httpx.Client(base_url=url, timeout=20) as client:
        assert client.get("welcome/Ada").text == "Welcome Ada"
        page = client.get("_xray").text
        refused = client.get("_xray", headers={"Host": "attacker.example"})
    assert "GET /welcome/Ada" in page
    assert "application_example:app" in page
    assert refused.status_code == 403


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--host", "0.0.0.0"], "listens on this machine alone. Leave out --host"),
        (["--host", "example.com"], "listens on this machine alone"),
        (["--loop", "uvloop"], "a shell of its own"),
    ],
)
def test_what_the_program_refuses(arguments: list[str], words: str) -> None:
    assert words in refusal("-m", "examples.xray", "application_example:app", *arguments)


def test_an_app_that_is_not_there() -> None:
    assert "There is no module 'nothing'" in refusal("-m", "examples.xray", "nothing:app")


def test_a_watch_begins_with_nothing() -> None:
    recorder = Recorder()
    house = House(App(), pages(recorder, "app"), recorder, lambda exchange: None)
    Watch(house.keep).finish()
    assert recorder.newest_first() == []

"""Every page, opened from the disk in a browser without a network: can everybody read it?"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Page

from tests.site.visiting import AXE, DESK, SITE, Visit, browsing, faults, pages, served, visit_all

DISK = SITE.as_uri() + "/"


@pytest.fixture(scope="module")
def visits() -> list[Visit]:
    """Visit all pages once, for all tests that look at all pages."""
    return asyncio.run(visit_all({str(page.relative_to(SITE)): page.as_uri() for page in pages()}))


@pytest.fixture(params=["from a disk", "from a server"])
def site(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the address of the site."""
    if request.param == "from a disk":
        yield DISK
    else:
        with served() as url:
            yield url


def in_browser(address: str, look: Callable[[Page], Awaitable[None]], **wishes: str) -> None:
    """Open a page for a reader with these wishes, and look at it."""

    async def browse() -> None:
        async with browsing() as browser:
            page = await browser.new_page(viewport=DESK, **wishes)
            await page.goto(address)
            await look(page)

    asyncio.run(browse())


def test_all_pages_are_visited(visits: list[Visit]) -> None:
    assert len(visits) == len(pages()) > 50


@pytest.mark.parametrize(("wish", "scheme"), [("light", "default"), ("dark", "slate")])
def test_a_page_is_as_light_or_dark_as_the_reader_wishes(wish: str, scheme: str) -> None:
    async def look(page: Page) -> None:
        assert await page.evaluate("document.body.dataset.mdColorScheme") == scheme

    in_browser(f"{DISK}index.html", look, color_scheme=wish)


def test_everybody_can_read_every_page(visits: list[Visit]) -> None:
    assert {visit.page: visit.faults for visit in visits if visit.faults} == {}


def test_no_page_asks_another_host(visits: list[Visit]) -> None:
    own = (DISK, "data:", "blob:")
    asked = [url for visit in visits for url in visit.requests]
    assert len(asked) > len(visits)
    assert [url for url in asked if not url.startswith(own)] == []


def test_no_page_misses_anything(visits: list[Visit]) -> None:
    assert {visit.page: visit.failed for visit in visits if visit.failed} == {}


def test_every_page_fits_a_phone(visits: list[Visit]) -> None:
    assert {visit.page: visit.sideways for visit in visits if visit.sideways > 0} == {}


def test_everybody_can_read_that_a_page_is_not_there() -> None:
    with served() as url:
        (visit,) = asyncio.run(visit_all({"404.html": f"{url}404.html"}))
    assert visit.faults == []
    assert [each for each in visit.requests if not each.startswith((url, "data:"))] == []


BAD = """<!doctype html><html lang="en"><title>Bad</title><main><h1>Bad</h1>
<p style="color: #999; background: #fff">Too pale.</p><img src="data:,"></main></html>"""


def test_what_is_hard_to_read_is_found() -> None:
    async def look(page: Page) -> None:
        await page.set_content(BAD)
        await page.evaluate(AXE.read_text(encoding="utf-8"))
        found = {fault.partition(":")[0] for fault in await faults(page)}
        assert found >= {"color-contrast", "image-alt"}

    in_browser("about:blank", look)


def test_another_host_cannot_be_reached() -> None:
    async def look(page: Page) -> None:
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        await page.set_content('<img src="http://example.com/a.png">')
        await page.wait_for_timeout(300)
        assert failed == ["http://example.com/a.png"]

    in_browser("about:blank", look)


async def tab_to(page: Page, selector: str, most: int = 150) -> int:
    """Press Tab until something that matches has the focus; return how often that was."""
    for count in range(1, most + 1):
        await page.keyboard.press("Tab")
        if await page.evaluate("s => document.activeElement.matches(s)", selector):
            return count
    raise AssertionError(f"{most} times Tab, and {selector} does not have the focus")


def test_the_keyboard_reaches_everything(site: str) -> None:
    async def look(page: Page) -> None:
        assert await tab_to(page, ".md-skip") == 1
        await tab_to(page, ".md-search__input")
        await tab_to(page, ".md-tabs__link")
        await tab_to(page, ".md-sidebar .md-nav__link")
        await tab_to(page, "article a")
        await tab_to(page, ".md-footer__link--next")

    in_browser(f"{site}tutorial/index.html", look)


def test_the_skip_link_leads_to_the_text(site: str) -> None:
    async def look(page: Page) -> None:
        await tab_to(page, ".md-skip")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        assert await page.evaluate("!!document.activeElement.closest('article')")

    in_browser(f"{site}tutorial/index.html", look)


def test_a_folded_answer_opens_by_the_keyboard(site: str) -> None:
    async def look(page: Page) -> None:
        await tab_to(page, ".md-skip")
        await page.keyboard.press("Enter")
        await tab_to(page, "article summary")
        is_open = "document.activeElement.closest('details').open"
        assert not await page.evaluate(is_open)
        await page.keyboard.press("Enter")
        assert await page.evaluate(is_open)

    in_browser(f"{site}tutorial/answers.html", look)


def test_the_search_finds_by_the_keyboard(site: str) -> None:
    async def look(page: Page) -> None:
        await tab_to(page, ".md-search__input")
        await page.keyboard.type("back-pressure")
        result = page.locator("a.md-search-result__link").first
        await result.wait_for(timeout=20_000)
        href = await result.get_attribute("href")
        assert href is not None
        assert href.startswith(site)

    in_browser(f"{site}how-to/asgi.html", look)

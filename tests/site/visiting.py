"""A browser without a network, and what it finds on the pages that it visits."""

import asyncio
import http.server
import json
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.async_api import Browser, Page, async_playwright

from tests.site.browser import find

ROOT = Path(__file__).resolve().parent.parent.parent
SITE = ROOT / "site"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds

# Names lead nowhere, so a page that wants something from another host does not get it.
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"

# A listing has thousands of words in a dozen colours. To look at one of each is enough, and takes a
# tenth of the time. The same holds for the numbers of its lines.
FEWER = """() => {
  const seen = new Set();
  for (const word of document.querySelectorAll(".highlight code span[class], .linenos a")) {
    const kind = word.closest(".linenos") ? "number" : word.className;
    if (seen.has(kind)) word.remove();
    seen.add(kind);
  }
  for (const line of document.querySelectorAll(".highlight code > span"))
    if (!line.textContent.trim()) line.remove();
}"""

# What is folded can be read as well.
OPEN = "document.querySelectorAll('details').forEach(one => { one.open = true })"

# What the theme does when a reader switches; which scheme comes first, another test looks at.
SWITCH = "scheme => { document.body.dataset.mdColorScheme = scheme }"

# The theme fades from colour to colour, and what is measured on the way is neither.
AT_ONCE = "*, *::before, *::after { transition: none !important; animation: none !important }"

# What does not hang on a colour is the same in both schemes. Contrast takes most of the time.
COLOURS = ["color-contrast", "link-in-text-block"]


@dataclass
class Visit:
    """What was found on a page."""

    page: str
    faults: list[str] = field(default_factory=list)  # against accessibility, in axe's words
    requests: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)  # requests, and scripts
    sideways: int = 0  # how many pixels of it a phone does not show


def pages() -> list[Path]:
    """Return the pages of the site. The one for what is not found has addresses of a server."""
    return [page for page in sorted(SITE.rglob("*.html")) if page.name != "404.html"]


@asynccontextmanager
async def browsing() -> AsyncIterator[Browser]:
    """Start a browser that reaches no other host."""
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=find(), args=[ALONE])
        yield browser
        await browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Serve the site on a free port of this machine, and give its URL."""
    handler = partial(_Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002
        """Say nothing."""


async def visit_all(addresses: dict[str, str]) -> list[Visit]:
    """Visit each address, two at a time; the keys are the names of the pages."""
    waiting = list(addresses.items())
    visits: list[Visit] = []
    async with browsing() as browser:

        async def walk() -> None:
            while waiting:
                name, address = waiting.pop()
                context = await browser.new_context(viewport=DESK)
                visits.append(await visit(await context.new_page(), name, address))
                await context.close()

        await asyncio.gather(walk(), walk())
    return visits


async def visit(page: Page, name: str, address: str) -> Visit:
    """Look at a page in both schemes, and on a phone."""
    found = Visit(name)
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda request: found.requests.append(request.url))
    page.on("requestfailed", lambda request: found.failed.append(request.url))
    page.on("pageerror", lambda error: found.failed.append(str(error)))
    await page.goto(address)
    await page.add_style_tag(content=AT_ONCE)

    await page.evaluate(OPEN)
    await page.set_viewport_size(PHONE)
    found.sideways = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    await page.evaluate(FEWER)
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found.faults += [f"phone: {fault}" for fault in await faults(page, colours=False)]
    await page.set_viewport_size(DESK)
    for scheme, rest in (("default", True), ("slate", False)):
        await page.evaluate(SWITCH, scheme)
        found.faults += [f"{scheme}: {fault}" for fault in await faults(page, rest=rest)]
    return found


async def faults(page: Page, *, colours: bool = True, rest: bool = True) -> list[str]:
    """Return what axe says against a page: the rule, the place, and what to do."""
    # Its preload reads the style sheets once more, which a page on a disk may not.
    options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
    if not rest:
        options["runOnly"] = COLOURS
    if not colours:
        options["rules"] = {rule: {"enabled": False} for rule in COLOURS}
    result = await page.evaluate(f"axe.run(document, {json.dumps(options)})")
    return [
        f"{rule['id']}: {node['target']}: {node['failureSummary']}"
        for rule in result["violations"]
        for node in rule["nodes"]
    ]

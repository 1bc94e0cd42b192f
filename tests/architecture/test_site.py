"""Build the site, and check that no page of it loads anything from another host.

A page that does tells that host who reads what, and breaks where there is no network. A link
that a reader may follow is no such load.

What a script fetches cannot be read from its text. The theme's own script fetches a library
from another host for one thing, diagrams in Mermaid; so no page may hold one.
"""

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.layers import ROOT

# Attributes whose target a browser loads by itself.
LOADING = {"src", "srcset", "poster", "data", "background"}

# Tags on which a browser follows `href` by itself. On <base>, every other address hangs.
LOADING_BY_HREF = {"base", "feimage", "image", "link", "use"}

FOREIGN = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLE = re.compile(r"(?:url\(\s*|@import\s+)[\"']?([^\"')]+)", re.IGNORECASE)


class Loads(HTMLParser):
    """Collects the addresses that a page, or a picture in SVG, loads from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.foreign: list[str] = []
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of one tag."""
        self._in_style = tag == "style"
        for name, value in attrs:
            address = value or ""
            if name == "class" and "mermaid" in address.split():
                self.foreign.append("mermaid")
            elif name == "style":
                self.foreign += loaded_by_style(address)
            elif name == "srcset":
                self.foreign += [each for each in address.split(",") if FOREIGN.match(each)]
            elif loads(tag, name) and FOREIGN.match(address):
                self.foreign.append(address)

    def handle_endtag(self, tag: str) -> None:
        """Leave a <style>."""
        self._in_style = False

    def handle_data(self, data: str) -> None:
        """Look at the text of a <style>."""
        if self._in_style:
            self.foreign += loaded_by_style(data)


def loads(tag: str, attribute: str) -> bool:
    return attribute in LOADING or (attribute in ("href", "xlink:href") and tag in LOADING_BY_HREF)


def loaded_by_style(text: str) -> list[str]:
    return [address for address in IN_STYLE.findall(text) if FOREIGN.match(address)]


def loaded_by_page(text: str) -> list[str]:
    page = Loads()
    page.feed(text)
    return page.foreign


CHECKS = {".css": loaded_by_style, ".html": loaded_by_page, ".svg": loaded_by_page}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    build = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr
    return folder


def test_no_page_loads_from_another_host(site: Path) -> None:
    files = [file for file in site.rglob("*") if file.suffix in CHECKS]
    assert {file.suffix for file in files} == CHECKS.keys()
    found = {str(file.relative_to(site)): CHECKS[file.suffix](file.read_text()) for file in files}
    assert {name: addresses for name, addresses in found.items() if addresses} == {}


@pytest.mark.parametrize(
    "sample",
    [
        '<script src="https://example.com/a.js"></script>',
        '<script src="//example.com/a.js"></script>',
        '<link rel="stylesheet" href="https://example.com/a.css">',
        '<link rel="preconnect" href="https://example.com" crossorigin>',
        '<img src=" HTTP://example.com/a.png">',
        '<img srcset="a.png 1x, https://example.com/a.png 2x">',
        '<object data="https://example.com/a.svg"></object>',
        '<iframe src="https://example.com/"></iframe>',
        '<base href="https://example.com/">',
        '<svg><use xlink:href="https://example.com/a.svg#b"/></svg>',
        '<p style="background: url(https://example.com/a.png)">',
        '<style>@import "https://example.com/a.css";</style>',
        "<style>@font-face { src: url('//example.com/a.woff2') }</style>",
        '<pre class="mermaid"><code>graph</code></pre>',
    ],
)
def test_a_load_from_another_host_is_found(sample: str) -> None:
    assert len(loaded_by_page(sample)) == 1


@pytest.mark.parametrize(
    "sample",
    [
        '<a href="https://example.com/">elsewhere</a>',
        '<script src="../assets/a.js"></script>',
        "<img src=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'/%3E\">",
        '<svg xmlns="http://www.w3.org/2000/svg"><use href="#b"/></svg>',
        "<style>a { background: url(\"data:image/svg+xml;utf8,<svg xmlns='http://a'/>\") }</style>",
        "<code>url(https://example.com/)</code>",
    ],
)
def test_what_stays_on_this_host_is_not_found(sample: str) -> None:
    assert loaded_by_page(sample) == []

"""Two pictures drawn by hand, as SVG: how servers compare, and what many connections cost."""

from collections.abc import Callable
from html import escape
from math import ceil, log2

from tests.benchmarks.figures import Round, rates, ratios
from tests.benchmarks.servers import REFERENCE, SERVERS, Server
from tests.benchmarks.svg import frame
from tests.benchmarks.workloads import CROWDS

Draw = Callable[[list[Round]], str]

WIDTH = 720
LEFT = 300  # where the bars begin; the names stand before it
SHADES = {"hello": "hello", "hello-differing": "hello, heads differ", "json": "JSON"}
STEP = 5000  # requests; the numbers at the side are multiples of it
DASHES = ("", "7 4", "2 3", "10 3 2 3", "14 5", "4 6")

STYLE = """\
    text { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; \
fill: #1d2b30; font-size: 13px }
    .page { fill: #ffffff }
    .ours { fill: #0b6477 }
    .peer { fill: #76858b }
    .line { stroke: #76858b; stroke-width: 2; fill: none }
    .our-line { stroke: #0b6477; stroke-width: 3; fill: none }
    .name { font-weight: 700 }
    .second { fill-opacity: .65 }
    .third { fill-opacity: .4 }
    @media (prefers-color-scheme: dark) {
      text { fill: #dfe7ea }
      .page { fill: #14191c }
      .ours { fill: #6fd8ea }
      .peer { fill: #93a1a7 }
      .line { stroke: #93a1a7 }
      .our-line { stroke: #6fd8ea }
    }
"""


def text(x: float, y: float, words: str, more: str = "") -> str:
    """Write some words."""
    return f'<text x="{x:g}" y="{y:g}"{more}>{escape(words.replace("*", ""))}</text>'


def bars(rounds: list[Round]) -> str:
    """Draw how often each server answers while the reference answers once, the best on top."""
    found = []
    for server in SERVERS.values():
        figures = [ratios(rounds, server.name, REFERENCE, name) for name in SHADES]
        if figures[0]:
            found.append((server, [each.middle if each else 0.0 for each in figures]))
    found.sort(key=lambda each: -each[1][0])
    unit = (WIDTH - LEFT - 70) / max((max(each) for _, each in found), default=1)
    inside = [text(20, 28, "bars from above: " + "; ".join(SHADES.values()))]
    for at, (server, values) in enumerate(found):
        inside += group(server, values, 44 + 40 * at, unit)
    told = "; ".join(f"{server.label.replace('*', '')} {values[0]:.1f}" for server, values in found)
    title = "Requests per second of processor time; uvicorn with h11 and Starlette is 1"
    height = 56 + 40 * len(found)
    return frame(WIDTH, height, STYLE, title, f"For hello: {told}.", inside)


def group(server: Server, values: list[float], top: float, unit: float) -> list[str]:
    """Draw the bars of one server, and its name before them."""
    drawn = [text(LEFT - 10, top + 21, server.label, ' text-anchor="end"' + name_of(server))]
    kind = "ours" if server.ours else "peer"
    for at, (value, shade) in enumerate(zip(values, ("first", "second", "third"), strict=True)):
        drawn.append(
            f'<rect class="{kind} {shade}" x="{LEFT}" y="{top + 11 * at:g}" height="10" '
            f'width="{value * unit:.1f}"/>'
        )
    return [*drawn, text(LEFT + values[0] * unit + 6, top + 10, f"{values[0]:.1f}")]


def name_of(server: Server) -> str:
    """Return what makes our own names stand out."""
    return ' class="name"' if server.ours else ""


def lines(rounds: list[Round]) -> str:
    """Draw how the rate of each server changes as connections become more."""
    series = {
        server: [rates(rounds, server.name, f"crowd-{count}") for count in CROWDS]
        for server in SERVERS.values()
        if server.crowds
    }
    measured = {
        server: [each.middle for each in values if each]
        for server, values in series.items()
        if all(values)
    }
    most = STEP * 4 * ceil(max((max(each) for each in measured.values()), default=1) / STEP / 4)
    inside = [text(60, 28, "requests per second of processor time, in thousands"), *axes(most)]
    below = 0.0  # the names must not lie on each other
    ordered = sorted(measured.items(), key=lambda each: -each[1][-1])
    for (server, values), dash in zip(ordered, DASHES, strict=False):
        below = max(below + 17, place(1, values[-1], most)[1] + 4)
        inside += [
            line(server, values, most, dash),
            text(412, below, server.label, name_of(server)),
        ]
    title = "What many connections cost"
    return frame(WIDTH, 430, STYLE, title, described(measured), inside)


def described(measured: dict[Server, list[float]]) -> str:
    """Say in words what the lines show."""
    return "; ".join(
        f"{server.label.replace('*', '')}: {values[0]:,.0f} with 1, {values[-1]:,.0f} with 4,096"
        for server, values in measured.items()
    )


def place(count: int, rate: float, most: float) -> tuple[float, float]:
    """Return where a point stands."""
    return 60 + 340 * log2(count) / 12, 380 - 330 * rate / most


def axes(most: float) -> list[str]:
    """Draw the numbers along both sides."""
    below = [text(place(n, 0, most)[0], 400, f"{n:,}", ' text-anchor="middle"') for n in CROWDS]
    left = [
        text(50, place(1, most * part / 4, most)[1] + 4, f"{most * part / 4000:.0f}",
             ' text-anchor="end"')
        for part in range(5)
    ]  # fmt: skip
    return [*below, text(230, 420, "connections", ' text-anchor="middle"'), *left]


def line(server: Server, values: list[float], most: float, dash: str) -> str:
    """Draw the line of one server."""
    points = [place(count, rate, most) for count, rate in zip(CROWDS, values, strict=True)]
    path = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    kind = "our-line" if server.ours else "line"
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline class="{kind}" points="{path}"{dashed}/>'

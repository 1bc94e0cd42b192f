"""The picture of one exchange: a bar from socket to socket, and each part of it on a line."""

from html import escape

from tests.benchmarks.costs.layers import LAYERS
from tests.benchmarks.costs.parts import Part
from tests.benchmarks.svg import frame

WIDTH = 800
LEFT = 214  # where the bar begins; names stand before it
RIGHT = 730  # and where it ends; figures stand behind
TOP = 66
LINE = 24
LETTER = 7.4  # how wide a letter is, about

# Dense as the layers in the picture of the design: the further in, the more of the colour.
STYLE = """\
    text { font-family: system-ui, -apple-system, "Segoe UI", Helvetica, Arial, sans-serif; \
fill: #1d2b30; font-size: 14px }
    .page { fill: #ffffff }
    .name { text-anchor: end }
    .bold { font-weight: 700 }
    .small { font-size: 12px }
    .inverse { fill: #ffffff }
    .kernel { fill: #76858b }
    .asyncio { fill: #76858b; fill-opacity: .55 }
    .infrastructure { fill: #0b6477; fill-opacity: .3 }
    .interfaces { fill: #0b6477; fill-opacity: .5 }
    .use_cases { fill: #0b6477; fill-opacity: .75 }
    .entities { fill: #0b6477 }
    .your-endpoint { fill: #c2541b }
    .other { fill: #ffffff; stroke: #76858b }
    @media (prefers-color-scheme: dark) {
      text { fill: #dfe7ea }
      .page, .inverse { fill: #14191c }
      .kernel, .asyncio { fill: #93a1a7 }
      .infrastructure, .interfaces, .use_cases, .entities { fill: #6fd8ea }
      .your-endpoint { fill: #f2a25c }
      .other { fill: #14191c; stroke: #93a1a7 }
    }
"""


def box(layer: str, x: float, y: float, width: float, height: float) -> str:
    """Draw a box in the colour of a layer."""
    kind = layer.replace(" ", "-")
    return (
        f'<rect class="{kind}" x="{x:.1f}" y="{y:g}" width="{max(width, 1):.1f}"'
        f' height="{height:g}"/>'
    )


def text(x: float, y: float, words: str, kind: str = "") -> str:
    """Write some words."""
    name = f' class="{kind}"' if kind else ""
    return f'<text{name} x="{x:.1f}" y="{y:g}">{escape(words)}</text>'


def legend(x: float, y: float) -> list[str]:
    """Show which colour is which layer."""
    drawn = []
    for layer in LAYERS:
        drawn += [box(layer, x, y - 11, 12, 12), text(x + 17, y, layer)]
        x += 40 + LETTER * len(layer)
    return drawn


def draw(found: list[Part]) -> str:
    """Draw the parts of an exchange one below the other, each where the one before it ends."""
    whole = sum(each.took for each in found)
    scale = (RIGHT - LEFT) / whole
    height = TOP + 44 + LINE * len(found)
    drawn = legend(24, 32)
    drawn += [text(LEFT - 12, TOP + 15, "one exchange", "name bold")]
    drawn += [text(RIGHT + 10, TOP + 15, f"{whole:.1f} µs", "bold")]
    at, y = float(LEFT), TOP + 34.0
    for each in found:
        wide = each.took * scale
        drawn += [
            box(each.layer, at, TOP, wide, 20),
            text(LEFT - 12, y + 13, each.name, "name"),
            box(each.layer, at, y, wide, 16),
            text(at + max(wide, 1) + 8, y + 13, f"{each.took:.2f}"),
        ]
        at, y = at + wide, y + LINE
    described = "; ".join(f"{each.name} ({each.layer}) {each.took:.2f}" for each in found)
    return frame(
        WIDTH,
        height,
        STYLE,
        "Where the time of one exchange goes",
        f"A bar of {whole:.1f} microseconds from socket to socket, and its parts in order: "
        f"{described}.",
        drawn,
    )

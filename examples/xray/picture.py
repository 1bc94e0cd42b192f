"""The onion, drawn: four layers in cross-section, and the way of one exchange through them.

From left to right runs the time in which code was at work, from top to bottom it goes inward. All
that is drawn was measured; nothing moves a line to where it ought to be.
"""

from html import escape
from itertools import groupby

from examples.house import LAYERS, YOURS
from examples.xray.recording import PARTS, Record, Span

WIDTH, HEIGHT = 1200, 470
LEFT, RIGHT = 300, 930  # where the way begins and ends
TOP, BAND = 84, 84  # where the outermost layer begins, and how far it is to the next one
INSET = 22  # of each layer in the one around it


def onion(record: Record | None) -> str:
    """Draw the layers, and the way of an exchange if there is one."""
    rings = "".join(_ring(depth, record) for depth in range(len(LAYERS)))
    way = _way(record) if record and record.spans else ""
    described = "The four layers, one inside the other."
    if record and record.spans:
        described += " " + ", ".join(
            f"{place}: {microseconds(seconds)}" for place, seconds in record.busy.items()
        )
    return (
        f'<svg class="onion" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="{escape(described)}">{rings}{way}</svg>'
    )


def bar(record: Record, height: int = 100) -> str:
    """Draw the share of each place in the time at work, as one bar."""
    busy, x, parts = record.busy, 0.0, ""
    whole = sum(busy.values()) or 1.0
    for place in PARTS:
        width = 1000 * busy[place] / whole
        parts += f'<rect class="{place}" x="{x:.1f}" width="{width:.1f}" height="{height}"/>'
        x += width
    return (
        f'<svg class="bar" viewBox="0 0 1000 {height}" preserveAspectRatio="none" '
        f'aria-hidden="true">{parts}</svg>'
    )


def microseconds(seconds: float) -> str:
    """Write a short time so that it can be compared at a glance."""
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= 0.01:
        return f"{seconds * 1e3:.0f} ms"
    if seconds >= 0.001:
        return f"{seconds * 1e3:.1f} ms"
    return f"{seconds * 1e6:.0f} µs" if seconds >= 1e-5 else f"{seconds * 1e6:.1f} µs"


def _ring(depth: int, record: Record | None) -> str:
    name, x, y = LAYERS[depth], 4 + depth * INSET, TOP + depth * BAND
    width, height = WIDTH - 2 * x, HEIGHT - y - 4 - depth * 10
    times = ""
    if record and record.spans:
        times = _time(x + width, y + 49, record.busy[name])
        if name == "interfaces" and record.busy[YOURS]:
            times += f'<g class="{YOURS} small">{_time(x + width, y + 74, record.busy[YOURS])}</g>'
    return (
        f'<g class="{name}"><rect class="ring" x="{x}" y="{y}" width="{width}" height="{height}" '
        f'rx="16"/><text class="name" x="{x + 20}" y="{y + 49}">{name}</text>{times}</g>'
    )


def _time(right: int, y: int, seconds: float) -> str:
    return f'<text class="time" x="{right - 20}" y="{y}">{microseconds(seconds)}</text>'


def _way(record: Record) -> str:
    """Draw where the code was at work, from the first octet in to the last one out."""
    scale = (RIGHT - LEFT) / (sum(span.seconds for span in record.spans) or 1.0)
    x, steps, runs = float(LEFT), f"M{LEFT} {_height('infrastructure')}", ""
    mine: tuple[float, float] = (0.0, 0.0)  # the widest run of yours, and its middle
    for layer, spans in groupby(record.spans, lambda span: span.place.layer):
        parts = list(spans)
        width, y = scale * sum(part.seconds for part in parts), _height(layer)
        steps += f"V{y}H{x + width:.1f}"
        if layer == YOURS:
            mine = max(mine, (width, x + width / 2))
        runs += _run(layer, x, width, parts)
        x += width
    steps += f"V{_height('infrastructure')}"
    return (
        f'<path class="way" d="{steps}"/>{runs}{_mine(record, mine[1])}'
        f"{_gate(LEFT, 'in', record.octets_in)}{_gate(RIGHT, 'out', record.octets_out)}"
    )


def _height(layer: str) -> int:
    """Return the height at which a layer is drawn: what is yours stands among the interfaces."""
    return TOP + LAYERS.index("interfaces" if layer == YOURS else layer) * BAND + BAND // 2 - 2


def _run(layer: str, x: float, width: float, parts: list[Span]) -> str:
    """Draw some time in one layer, with the name of the module that took most if there is room."""
    tall = 26 if layer == YOURS else 5
    y, wide = _height(layer), max(width, 5.0 if layer == YOURS else 1.2)
    module = max(parts, key=lambda part: part.seconds).place.module
    label = ""
    if layer != YOURS and width > 10 * len(module):
        label = f'<text class="module" x="{x + width / 2:.1f}" y="{y + 25}">{escape(module)}</text>'
    return (
        f'<g class="{layer}"><rect class="run" x="{x:.1f}" y="{y - tall}" width="{wide:.1f}" '
        f'height="{2 * tall}"/>{label}</g>'
    )


def _mine(record: Record, middle: float) -> str:
    """Name your endpoint where most of your code is at work."""
    if not middle:
        return ""
    name = f"{record.endpoint}()" if record.endpoint else "your middleware"
    y = _height(YOURS) - 32
    return f'<text class="mine {YOURS}" x="{middle:.0f}" y="{y}">{escape(name)}</text>'


def _gate(x: int, way: str, octets: int) -> str:
    """Draw the arrow by which the bytes come in or go out."""
    y = _height("infrastructure")
    if way == "in":
        line, head, text, anchor = f"V{y - 14}", f"M{x - 12} {y - 18}h24l-12 18z", x - 20, "end"
    else:
        line, head, text, anchor = f"V{y}", f"M{x - 12} 32h24l-12 -18z", x + 20, "start"
    return (
        f'<path class="gate" d="M{x} 30{line}"/><path class="head" d="{head}"/>'
        f'<text class="octets" text-anchor="{anchor}" x="{text}" y="52">'
        f"{octets:,} octets {way}</text>"
    )

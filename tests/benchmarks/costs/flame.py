"""A flame graph, as a picture that needs no script: who called whom, and how often it was seen.

The root is at the top. A box is as wide as the share of samples in which its function was at work
or waited for what it had called; its colour is the layer. Rest the pointer on a box to read it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from tests.benchmarks.costs.layers import (
    ASYNCIO,
    KERNEL,
    LAYERS,
    OTHER,
    YOURS,
    Frame,
    Stacks,
    layer_of,
    system_call,
)
from tests.benchmarks.costs.picture import LETTER, STYLE, box, legend, text
from tests.benchmarks.svg import frame

WIDTH = 1200
EDGE = 12
TOP = 76
ROW = 18
LEAST = 0.5  # a box that is narrower is left out
INVERSE = ("use_cases", "entities", YOURS)  # so dense that words upon them change their colour
ROOTED_AT = "_run_once"  # What is above it is the same in every stack.


@dataclass
class Node:
    """A function as it was called from one place, and what it called."""

    name: str
    layer: str
    count: int = 0
    calls: dict[str, Node] = field(default_factory=dict)


def tree(stacks: Stacks, root: str) -> Node:
    """Put the stacks together where they begin alike; what has no layer takes its caller's."""
    top = Node("all", OTHER)
    for stack, count in stacks.items():
        node = top
        node.count += count
        for each in _below_the_loop(stack):
            for name, layer in _boxes(each, root, node.layer):
                node = node.calls.setdefault(name, Node(name, layer))
                node.count += count
    return top


def _boxes(each: Frame, root: str, caller: str) -> list[tuple[str, str]]:
    """Return names and layers of the boxes of a frame; a system call is one below its own."""
    name, call = f"{each.function} ({Path(each.file).name})", system_call(each)
    if call:
        return [(name, ASYNCIO), (f"{call} (system call)", KERNEL)]
    return [(name, layer_of(each, root) or caller)]


def _below_the_loop(stack: tuple[Frame, ...]) -> tuple[Frame, ...]:
    for depth, each in enumerate(stack):
        if each.function.endswith(ROOTED_AT):
            return stack[depth:]
    return stack


def draw(stacks: Stacks, root: str, title: str) -> str:
    """Draw a flame graph."""
    top = tree(stacks, root)
    drawn = [text(EDGE, 28, f"{title}: {top.count:,} samples", "bold")]
    drawn += legend(EDGE, 54)
    deepest = _draw(top, float(EDGE), 0, (WIDTH - 2 * EDGE) / max(top.count, 1), drawn)
    described = f"A flame graph; the layers are {', '.join(LAYERS)}."
    height = TOP + ROW * (deepest + 1) + EDGE
    return frame(WIDTH, height, STYLE, title, described, drawn)


def _draw(node: Node, x: float, depth: int, scale: float, drawn: list[str]) -> int:
    """Draw a box and those below it; return how deep that led."""
    width, y, deepest = node.count * scale, TOP + depth * ROW, depth
    share = f"{node.name}, {node.layer}: {node.count:,}"
    letters = int((width - 6) / LETTER)
    kind = "small inverse" if node.layer in INVERSE else "small"
    shown = text(x + 3, y + 13, node.name[:letters], kind) if letters > 2 else ""
    drawn.append(
        f"<g><title>{escape(share)}</title>{box(node.layer, x, y, width - 0.5, ROW - 1)}{shown}</g>"
    )
    for each in sorted(node.calls.values(), key=lambda each: -each.count):
        if each.count * scale >= LEAST:
            deepest = max(deepest, _draw(each, x, depth + 1, scale, drawn))
        x += each.count * scale
    return deepest

"""Pictures for pages, drawn without the graph of the real repository."""

from collections.abc import Sequence

from learn.chapters import Chapter


def layers(chapters: Sequence[Chapter], number: int) -> str:
    """Draw the rings of a chapter."""
    return f"<svg><text>{len(chapters)} chapters, ring {number}</text></svg>"


def phases() -> str:
    """Draw the phases."""
    return "<svg><text>phases</text></svg>"


def journey() -> str:
    """Draw the journey."""
    return "<svg>\n\n<text>journey</text></svg>"

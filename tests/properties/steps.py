"""Counts what a call costs, in steps. Seconds would say more of the machine than of the code.

A step is a line of Python that runs, or an octet that is copied or searched. The octets are
counted by `Octets`, which are bytes that note how often they are touched: one line may copy a
megabyte. What a regular expression reads cannot be counted.
"""

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, SupportsIndex, overload


def lines(call: Callable[[], object]) -> int:
    """Return how many lines of Python the call runs, those of the standard library included."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


def octets(call: Callable[[], object]) -> int:
    """Return how many octets of `Octets` the call copies or searches."""
    before = Octets.touched
    call()
    return Octets.touched - before


class Octets(bytes):
    """Bytes that count how many octets of them are copied or searched."""

    touched = 0

    @overload
    def __getitem__(self, at: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, at: "slice[Any, Any, Any]") -> "Octets": ...
    def __getitem__(self, at: "SupportsIndex | slice[Any, Any, Any]") -> "int | Octets":
        part = super().__getitem__(at)
        if isinstance(part, int):
            return part
        # Bytes do not copy what is all of them.
        return self if len(part) == len(self) else self._copied(part)

    def __add__(self, other: Any) -> "Octets":
        return self._copied(super().__add__(other))

    def __radd__(self, other: bytes) -> "Octets":
        return self._copied(other + bytes(self))

    def find(self, sought: Any, *within: Any) -> int:
        """Search, and count how far it had to look."""
        found = super().find(sought, *within)
        start, end, _ = slice(*(*within, None, None)[:2]).indices(len(self))
        Octets.touched += (found if found >= 0 else end) - min(start, end)
        return found

    def split(self, *how: Any) -> list[bytes]:
        """Split, which copies everything."""
        Octets.touched += len(self)
        return super().split(*how)

    def decode(self, *how: Any) -> str:
        """Decode, which copies everything."""
        Octets.touched += len(self)
        return super().decode(*how)

    def _copied(self, part: bytes) -> "Octets":
        Octets.touched += len(part)
        return Octets(part)

"""How time is charged to the layers, from outside.

While a stopwatch runs, Python tells it of each call and each return (`sys.setprofile`). Whatever
passes until the next one is charged to the layer in whose folder the running code stands. What the
standard library does counts for the layer that called it, and a call of a socket is the kernel's
and counts for nobody. Nor does the time in which this function itself runs. What is left of its
cost, the call of it, cannot be told apart: small functions look larger than they are.
"""

import socket
import sys
from collections.abc import Callable, Coroutine, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from types import CodeType, FrameType, coroutine
from typing import Any, TypeVar

from examples.house import LIBRARY, layer_of
from examples.xray.recording import Place, Span

T = TypeVar("T")

SPANS = 1000  # that are kept in their order; what comes after is added up by place
_HERE = str(Path(__file__).parent)
_SYSTEM_CALLS = {"send", "sendmsg", "recv", "recv_into", "shutdown", "close"}
_KNOWN: dict[str, Place | None] = {}  # by file
_LIBRARY = Place(LIBRARY, "")


class Stopwatch:
    """Charges the time of what runs in `measuring` and in `steps` to the layers."""

    def __init__(self) -> None:
        self._spans: list[Span] = []
        self._later: dict[Place, float] = {}
        self._place: Place | None = None
        self._since = 0.0

    @contextmanager
    def measuring(self) -> Iterator[None]:
        """Charge what runs in this block."""
        outer, self._place = sys.getprofile(), None
        self._since = perf_counter()
        sys.setprofile(self._note)
        try:
            yield
        finally:
            sys.setprofile(outer)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Charge nobody for what runs in this block."""
        outer = sys.getprofile()
        sys.setprofile(None)
        try:
            yield
        finally:
            self._since = perf_counter()
            sys.setprofile(outer)

    @coroutine
    def steps(
        self, work: Coroutine[Any, Any, T], each: Callable[[], None]
    ) -> Generator[Any, Any, T]:
        """Run a coroutine, and charge its steps alone: not what it waits for.

        A coroutine is driven by calls of `send`, so whoever stands between it and the event loop
        sees each step begin and end. `each` is called before a step.
        """
        step, given = work.send, None
        while True:
            each()
            try:
                with self.measuring():
                    waited_for = step(given)
            except StopIteration as done:
                result: T = done.value
                return result
            try:
                given = yield waited_for
                step = work.send
            except BaseException as error:
                step, given = work.throw, error

    def take(self) -> list[Span]:
        """Return what was charged so far, and begin anew."""
        spans = [*self._spans, *map(Span._make, self._later.items())]
        self._spans, self._later = [], {}
        return spans

    def _note(self, frame: FrameType, event: str, argument: Any) -> None:
        now = perf_counter()
        if self._place is not None:
            self._charge(self._place, max(0.0, now - self._since - _COSTS[event]))
        if event == "call":
            place = _place_of(frame.f_code)
            if place is not _LIBRARY:
                self._place = place
        elif event == "return":
            self._place = _place_around(frame.f_back)
        elif event == "c_call":
            if argument.__name__ in _SYSTEM_CALLS and isinstance(argument.__self__, socket.socket):
                self._place = None
        elif self._place is None:
            self._place = _place_around(frame)
        self._since = perf_counter()

    def _charge(self, place: Place, seconds: float) -> None:
        spans = self._spans
        if spans and spans[-1].place == place:
            seconds += spans.pop().seconds
        if len(spans) < SPANS:
            spans.append(Span(place, seconds))
        else:
            self._later[place] = self._later.get(place, 0.0) + seconds


def _costs(calls: int = 500) -> dict[str, float]:
    """Measure what passes between two events when nothing happens in between, by the event."""
    gaps: dict[str, list[float]] = {}
    since = perf_counter()

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal since
        gaps.setdefault(event, []).append(perf_counter() - since)
        since = perf_counter()

    def nothing() -> None:
        len("")

    outer = sys.getprofile()
    sys.setprofile(note)
    try:
        for _ in range(calls):
            nothing()
    finally:
        sys.setprofile(outer)
    costs = {event: median(times) for event, times in gaps.items()}
    return {"c_exception": costs["c_return"], **costs}


_COSTS = _costs()


def _place_of(code: CodeType) -> Place | None:
    """Say where a function stands: in a layer, a library, your code, or here, which is None."""
    file = code.co_filename
    if file not in _KNOWN:
        layer = layer_of(file)
        place = _LIBRARY if layer == LIBRARY else Place(layer, Path(file).stem)
        _KNOWN[file] = None if file.startswith(_HERE) else place
    return _KNOWN[file]


def _place_around(frame: FrameType | None) -> Place | None:
    """Say where the innermost function stands that is no library's."""
    while frame is not None:
        place = _place_of(frame.f_code)
        if place is not _LIBRARY:
            return place
        frame = frame.f_back
    return None

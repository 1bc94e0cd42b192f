"""How many calls one exchange makes, and how many of them lead from one layer to another."""

import inspect
import sys
from dataclasses import dataclass
from types import FrameType
from typing import Any

from interfaces import drive
from tests.benchmarks import app as application
from tests.benchmarks.costs import exchange
from tests.benchmarks.costs.exchange import HELLO, conversation, started
from tests.benchmarks.costs.layers import OURS, Frame, layer_of
from tests.benchmarks.servers import ROOT


@dataclass(frozen=True)
class Call:
    """A call of a Python function: from which layer, to which, and whether it is awaited."""

    caller: str
    callee: str
    awaited: bool

    @property
    def crosses(self) -> bool:
        """Whether it leads from one layer to another."""
        return self.caller != self.callee


def calls_of_hello() -> list[Call]:
    """Return the calls of an exchange in memory, as the picture shows it: not the first one."""
    turn = conversation(started(application.app)).turn
    drive(turn(HELLO))
    return calls_of(turn(HELLO))


def calls_of(coroutine: Any) -> list[Call]:
    """Run a coroutine that has not to wait, and return the calls that it makes."""
    calls: list[Call] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_back:
            awaited = bool(frame.f_code.co_flags & inspect.CO_COROUTINE)
            caller, callee = _layer(frame.f_back), _layer(frame)
            if caller and callee:
                calls.append(Call(caller, callee, awaited))

    sys.setprofile(note)
    try:
        drive(coroutine)
    finally:
        sys.setprofile(None)
    return calls


def _layer(frame: FrameType | None) -> str | None:
    """Return the layer that a frame works for: ours, or the endpoint."""
    while frame is not None:
        file = frame.f_code.co_filename
        if file == exchange.__file__:
            return "infrastructure"  # The stream that costs nothing stands there for a shell.
        if layer := layer_of(Frame(frame.f_code.co_name, file), str(ROOT)):
            return layer if layer in OURS or file == application.__file__ else None
        frame = frame.f_back
    return None


def summary(calls: list[Call]) -> dict[str, int]:
    """Count them."""
    crossing = [call for call in calls if call.crosses]
    awaited = sum(call.awaited for call in crossing)
    return {"calls": len(calls), "crossing": len(crossing), "awaited": awaited}

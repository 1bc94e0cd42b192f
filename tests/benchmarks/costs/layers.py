"""To which layer a moment belongs, told from the stack of Python's frames at that moment.

A frame belongs to the folder of its file. What the standard library does on behalf of a layer
belongs to that layer, as json to entities; so the innermost frame that has a layer decides.

A system call has no frame of its own. It is charged to the line of Python that makes it, and
those lines are known: they stand in three files below asyncio and call a method with such a name.
"""

import linecache
import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

KERNEL = "kernel"
ASYNCIO = "asyncio"
YOURS = "your endpoint"
OTHER = "other"

OURS = ("infrastructure", "interfaces", "use_cases", "entities")
LAYERS = (KERNEL, ASYNCIO, *OURS, YOURS)
"""Everything that takes time, from the outside in."""

_ASYNCIO = re.compile(r"[/\\](?:asyncio[/\\]\w+|selectors|ssl)\.py$")
_CALLING = re.compile(r"[/\\](?:asyncio[/\\]selector_events|selectors|socket)\.py$")
_SYSTEM_CALL = re.compile(
    r"(?:sock|conn|self\._selector|listener)\."
    r"(?:recv|recv_into|send|sendmsg|accept|poll|select|control|register|modify|unregister"
    r"|shutdown|close|getpeername|getsockname|setsockopt|setblocking)\("
    r"|self\._accept\(|_socket\.socket\.close\("
)
_FRAME = re.compile(r"(?P<function>.+) \((?P<file>.+?)(?::(?P<line>\d+))?\)")

ReadLine = Callable[[str, int], str]
Stacks = Counter[tuple["Frame", ...]]
"""How often each stack was seen, the outermost frame first."""


@dataclass(frozen=True)
class Frame:
    """A place where a program was: a function, its file and the line."""

    function: str
    file: str
    line: int = 0


def read_stacks(raw: str) -> Stacks:
    """Read what py-spy writes with `--format raw`: frames with semicolons between, and a count."""
    stacks: Stacks = Counter()
    for line in raw.splitlines():
        frames, _, count = line.rpartition(" ")
        stacks[tuple(map(_frame, frames.split(";")))] += int(count)
    return stacks


def _frame(text: str) -> Frame:
    match = _FRAME.fullmatch(text)
    if match is None:
        return Frame(text, "")
    return Frame(match["function"], match["file"], int(match["line"] or 0))


def layer_of(frame: Frame, root: str, read: ReadLine = linecache.getline) -> str | None:
    """Return the layer of one frame, None if it works for whoever called it."""
    if frame.file.startswith(root):
        folder = frame.file[len(root) :].lstrip("/\\").replace("\\", "/").partition("/")[0]
        return folder if folder in OURS else YOURS
    if system_call(frame, read):
        return KERNEL
    return ASYNCIO if _ASYNCIO.search(frame.file) else None


def system_call(frame: Frame, read: ReadLine = linecache.getline) -> str:
    """Return the name of the system call in the line of a frame, "" if there is none."""
    found = _CALLING.search(frame.file) and _SYSTEM_CALL.search(read(frame.file, frame.line))
    return found[0].rstrip("(").rpartition(".")[2].lstrip("_") if found else ""


def layer_of_stack(stack: Iterable[Frame], root: str, read: ReadLine = linecache.getline) -> str:
    """Return the layer of the innermost frame that has one."""
    for frame in reversed(tuple(stack)):
        if layer := layer_of(frame, root, read):
            return layer
    return OTHER


def shares(stacks: Stacks, root: str, read: ReadLine = linecache.getline) -> dict[str, float]:
    """Return which part of the samples each layer has, from 0 to 1."""
    seen: Counter[str] = Counter()
    for stack, count in stacks.items():
        seen[layer_of_stack(stack, root, read)] += count
    return {layer: count / seen.total() for layer, count in seen.items()}

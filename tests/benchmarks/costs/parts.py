"""From what was measured to the parts of one exchange, and to what other exchanges add to it.

A part is what is left of a measurement once the parts inside it are taken away.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from tests.benchmarks.costs.layers import ASYNCIO, KERNEL, LAYERS, YOURS

Microseconds = Mapping[str, float]


@dataclass(frozen=True)
class Part:
    """A part of an exchange, its layer, and how many microseconds it takes."""

    name: str
    layer: str
    took: float


def parts(took: Microseconds) -> list[Part]:
    """Return the parts in their order; what stands around others comes where it begins."""
    inside = took["turn"] - took["stream"]
    steps = ("parse", "request", "handler", "render", "date", "observe")
    found = [
        ("the kernel gives the bytes", KERNEL, took["receive"]),
        ("event loop and transport", ASYNCIO, took["bare"] - took["receive"] - took["send"]),
        ("the shell", "infrastructure", took["whole"] - took["bare"] - inside),
        ("the conversation", "interfaces", inside - sum(took[step] for step in steps)),
        ("the head, as last time", "use_cases", took["parse"]),
        ("Request", "entities", took["request"]),
        (
            "App: dispatch and bind",
            "interfaces",
            took["handler"] - took["match"] - took["endpoint"] - took["response"],
        ),
        ("Router.match", "use_cases", took["match"]),
        ("your endpoint", YOURS, took["endpoint"]),
        ("Response", "entities", took["response"]),
        ("the date", "infrastructure", took["date"]),
        ("render_head", "use_cases", took["render"]),
        ("the kernel takes the bytes", KERNEL, took["send"]),
        ("the observer is told", "infrastructure", took["observe"]),
    ]
    # A machine that is not quiet can make a difference less than nothing.
    return [Part(name, layer, max(time, 0.0)) for name, layer, time in found]


def by_layer(found: list[Part]) -> dict[str, float]:
    """Add up the parts of each layer."""
    return {layer: sum(each.took for each in found if each.layer == layer) for layer in LAYERS}


@dataclass(frozen=True)
class Addition:
    """What another exchange takes more than one that it is compared with."""

    what: str
    measured: str
    against: str
    times: int = 1  # how often the one does what the other does not

    def took(self, took: Microseconds) -> float | None:
        """Return the difference in microseconds, None if it was not measured."""
        if self.measured not in took:
            return None
        return (took[self.measured] - took[self.against]) / self.times


ADDITIONS = (
    Addition("a head that differs from the last one", "parse-new", "parse"),
    Addition("a browser's head, the same again", "parse-browser", "parse"),
    Addition("a browser's head that differs", "parse-browser-new", "parse"),
    Addition("the first look at one of its fields", "parse-browser-look", "parse-browser-new"),
    Addition("the first look at the query", "query", "made"),
    Addition("the first look at the cookies", "cookies", "made"),
    Addition("a parameter in the path", "path", "handler"),
    Addition("JSON as the answer", "json", "handler"),
    Addition("a path at which nothing is served", "missing", "handler"),
    Addition("each middleware", "middleware-4", "middleware-0", 4),
    Addition("a body of 1 KiB, read and sent back", "turn-echo", "turn"),
    Addition("an answer streamed in one piece", "turn-stream-1", "turn-small"),
    Addition("each further piece", "turn-stream-9", "turn-stream-1", 8),
    Addition("the access log", "turn-logged", "turn"),
    Addition("TLS", "tls", "whole"),
    Addition("`--server streams`", "streams", "whole"),
    Addition("16 requests sent together, for each", "pipelined", "whole"),
)

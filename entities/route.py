"""Routes, and the one currency of the framework: the Handler."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from entities.errors import ConfigurationError
from entities.headers import is_token
from entities.request import Request
from entities.response import Response

Handler = Callable[[Request], Awaitable[Response]]
"""Answers a request. Everything else in this repository makes, wraps, finds or feeds one."""

Middleware = Callable[[Request, Handler], Awaitable[Response]]
"""Stands around a Handler: may answer in its place, or change what goes in or comes out."""

_PARAMETER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::(\w+))?\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A segment of a pattern that stands for a value, as `{name}` or `{name:converter}`."""

    name: str
    converter: str = "str"


Segment = str | Parameter


def parse_pattern(pattern: str) -> tuple[Segment, ...]:
    """Split a pattern into its segments. Raises ConfigurationError for one that cannot work.

    >>> parse_pattern("/users/{id:int}")
    ('users', Parameter(name='id', converter='int'))
    """
    if not pattern.startswith("/"):
        raise ConfigurationError(f"the pattern {pattern!r} must begin with a slash")
    segments: list[Segment] = []
    for text in pattern[1:].split("/"):
        match = _PARAMETER.fullmatch(text)
        if match:
            segments.append(Parameter(match[1], match[2] or "str"))
        elif re.search(r"[{}<>?#%\s]", text):
            raise ConfigurationError(
                f"the segment {text!r} of {pattern!r} is neither plain text nor one whole "
                "parameter such as {name} or {name:int}; write plain text unencoded"
            )
        else:
            segments.append(text)
    names = [segment.name for segment in segments if isinstance(segment, Parameter)]
    if len(set(names)) < len(names):
        raise ConfigurationError(f"the pattern {pattern!r} uses a parameter name twice")
    return tuple(segments)


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a pattern of paths, and the handler that answers them.

    `max_body` is the limit of the body for this route in octets; None keeps the server's.
    `parameters` are the names of those in the pattern, in their order.
    """

    method: str
    pattern: str
    handler: Handler
    max_body: int | None = None
    segments: tuple[Segment, ...] = field(init=False, repr=False)
    parameters: tuple[str, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if not is_token(self.method):
            raise ConfigurationError(f"{self.method!r} is not a method (RFC 9110 section 9.1)")
        segments = parse_pattern(self.pattern)
        names = tuple(segment.name for segment in segments if isinstance(segment, Parameter))
        object.__setattr__(self, "segments", segments)
        object.__setattr__(self, "parameters", names)

"""Finding the route for a method and a path, and the path for a route.

The routes form a tree with a level for each segment of the path. At each level the more
exact branch is tried first:

    plain text   before   {id:int}   before   {x:float}   before   {name}   before   {rest:path}

The first route found in that order that also has the method wins. So `/users/me` comes
before `/users/{name}`, in whatever order they were written. If the path is known but not the
method, the answer is 405 with the methods that it has; if not even the path, 404.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, unquote

from entities import ConfigurationError, HTTPError, Parameter, Route, parse_pattern

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH")
"""The methods of RFC 9110 section 9 and RFC 5789 that a server may be asked for."""


class Converter(NamedTuple):
    """What a parameter accepts (a pattern for the decoded segment), and the type it becomes."""

    pattern: re.Pattern[str]
    type: type


CONVERTERS = {
    "int": Converter(re.compile(r"-?[0-9]{1,18}"), int),
    "float": Converter(re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?"), float),
    "str": Converter(re.compile(r"(?s:.+)"), str),
    "path": Converter(re.compile(r"[^/]*"), str),  # for each segment: %2F is no separator
}
"""The converters in their order of precedence."""


class Match(NamedTuple):
    """A route, and the values of the parameters in the path, converted."""

    route: Route
    params: dict[str, Any]


class _Node:
    """One level of the tree: where each next segment leads, and the routes that end here."""

    def __init__(self) -> None:
        self.plain: dict[str, _Node] = {}
        self.dynamic: dict[str, _Node] = {}  # by converter, kept in reverse order of precedence
        self.routes: dict[str, Route] = {}


class Router:
    """Holds routes and finds the one for a request.

    Raises ConfigurationError for a route that could never be reached, or has an unknown
    converter.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        # Paths without parameters are the most exact of all, so one look-up decides.
        self._plain: dict[tuple[str, str], Match] = {}
        self._methods = set(METHODS)
        for route in routes:
            self._add(route)

    def match(self, method: str, raw_path: str) -> Match:
        """Return the route for this method and this still percent-encoded path.

        Raises HTTPError 404, 405 (with Allow), or 501 for a method that nobody knows.
        """
        plain = self._plain.get((method, raw_path))
        if plain is not None:
            return plain
        # RFC 9110 section 9.3.2: HEAD is GET without the content.
        methods = ("HEAD", "GET") if method == "HEAD" else (method,)
        for node, values in self._walk(raw_path):
            for name in methods:
                if name in node.routes:
                    route = node.routes[name]
                    return Match(route, dict(zip(route.parameters, values, strict=True)))
        raise self._miss(method, raw_path)

    def allowed(self, raw_path: str) -> list[str]:
        """Return the methods that this path answers, for Allow (RFC 9110 section 10.2.1)."""
        found = {method for node, _ in self._walk(raw_path) for method in node.routes}
        if raw_path == "*":
            found = set(METHODS)
        if "GET" in found:
            found.add("HEAD")
        return sorted(found | {"OPTIONS"}) if found else []

    def _miss(self, method: str, raw_path: str) -> HTTPError:
        if listed := ", ".join(self.allowed(raw_path)):
            return HTTPError(405, f"This path answers {listed}.", [("Allow", listed)])
        if method not in self._methods:
            return HTTPError(501, "This method is not known here.")
        return HTTPError(404, "Nothing is served at this path.")

    def _walk(self, raw_path: str) -> Iterator[tuple[_Node, tuple[Any, ...]]]:
        """Give the places in the tree that a path leads to, and its values; most exact first."""
        if not raw_path.startswith("/"):
            return
        # Split first, decode then: %2F is part of a segment (RFC 3986 section 2.2).
        segments = raw_path[1:].split("/")
        if "%" in raw_path:
            segments = [unquote(segment) for segment in segments]
        # What was put on last is looked at first, so the most exact branch is put on last.
        branches: list[tuple[_Node, int, tuple[Any, ...]]] = [(self._root, 0, ())]
        while branches:
            node, depth, values = branches.pop()
            if depth == len(segments):
                yield node, values
                continue
            segment = segments[depth]
            for name, child in node.dynamic.items():
                converter = CONVERTERS[name]
                accepts = converter.pattern.fullmatch
                if name == "path":
                    if all(map(accepts, segments[depth:])):
                        rest = "/".join(segments[depth:])
                        branches.append((child, len(segments), (*values, rest)))
                elif accepts(segment):
                    value = converter.type(segment)
                    branches.append((child, depth + 1, (*values, value)))
            if segment in node.plain:
                branches.append((node.plain[segment], depth + 1, values))

    def _add(self, route: Route) -> None:
        node = self._root
        for number, segment in enumerate(route.segments, 1):
            if isinstance(segment, str):
                node = node.plain.setdefault(segment, _Node())
                continue
            if segment.converter not in CONVERTERS:
                raise ConfigurationError(
                    f"{route.pattern}: there is no converter {segment.converter!r}; "
                    f"there are {', '.join(CONVERTERS)}"
                )
            if segment.converter == "path" and number < len(route.segments):
                raise ConfigurationError(f"{route.pattern}: a path parameter must stand last")
            child = node.dynamic.setdefault(segment.converter, _Node())
            backwards = [name for name in reversed(CONVERTERS) if name in node.dynamic]
            node.dynamic = {name: node.dynamic[name] for name in backwards}
            node = child
        if route.method in node.routes:
            other = node.routes[route.method].pattern
            raise ConfigurationError(
                f"{route.method} {route.pattern} can never be reached: "
                f"{route.method} {other} already answers the same paths"
            )
        node.routes[route.method] = route
        self._methods.add(route.method)
        if not route.parameters:
            self._plain[route.method, route.pattern] = Match(route, {})


def parameter_types(pattern: str) -> dict[str, Any]:
    """Return what a pattern gives, by name: a type, or Any where there is no such converter."""
    types = {name: converter.type for name, converter in CONVERTERS.items()}
    parameters = [each for each in parse_pattern(pattern) if isinstance(each, Parameter)]
    return {each.name: types.get(each.converter, Any) for each in parameters}


def build_path(pattern: str, params: Mapping[str, object]) -> str:
    """Fill in a pattern: the way back from a route to a path, percent-encoded.

    Raises ValueError if a parameter is missing, left over, or not what its converter accepts.

    >>> build_path("/welcome/{name}", {"name": "Ada/Grace"})
    '/welcome/Ada%2FGrace'
    """
    rest = dict(params)
    texts: list[str] = []
    for segment in parse_pattern(pattern):
        if isinstance(segment, str):
            texts.append(segment)
            continue
        name, converter = segment.name, segment.converter
        if name not in rest:
            raise ValueError(f"{pattern} needs the parameter {name!r}")
        text = str(rest.pop(name))
        pieces = text.split("/") if converter == "path" else [text]
        if "\0" in text or {".", ".."} & set(pieces):
            raise ValueError(f"{text!r} in a path would not arrive intact (RFC 3986 section 5.2.4)")
        if not all(map(CONVERTERS[converter].pattern.fullmatch, pieces)):
            raise ValueError(f"{text!r} is no {converter}, for {name!r} of {pattern}")
        texts += pieces
    if rest:
        raise ValueError(f"{pattern} has no parameter {', '.join(map(repr, rest))}")
    return "/" + "/".join(quote(text, safe="!$&'()*+,;=:@~") for text in texts)

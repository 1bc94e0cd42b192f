"""Endpoints: what a user writes, adapted to what a Route needs.

A user would like to write `async def welcome(name: str) -> str`. The core knows only
Handlers, which take a Request and return a Response. `bind` stands between. It looks at the
signature once, at start-up, and fails there if a parameter can never be filled.

A parameter is filled, in this order,

    by name    from the path: `{name}`, `{id:int}`
    by type    any type that a provider gives · Request: the request · Form: the fields of a
               form · dict, list: JSON · bytes: the whole body
    by its own default, unless it is a str or a number, which only a path can give
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_origin

from entities import Form, Handler, HTTPError, Middleware, Request, Response, Route
from interfaces.middleware import Answer, answering, refuse, wrap
from interfaces.providers import Dependencies, Provided, in_scope
from interfaces.signature import fault, signature, title, type_name
from use_cases import CONVERTERS, parse_form, parse_json
from use_cases.route import parameter_types

Reader = Callable[[Request], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A function that a user wrote for a method and a pattern, not yet bound to anything."""

    method: str
    pattern: str
    function: Callable[..., Any]
    name: str
    max_body: int | None = None
    middleware: tuple[Middleware, ...] = ()
    errors: tuple[Mapping[Any, Callable[[Request, Any], object]], ...] = ()

    def bind(self, dependencies: Dependencies, answer: Answer = refuse) -> Route:
        """Return the Route. Raises ConfigurationError for a parameter that nothing fills."""
        handler = bind(self.function, parameter_types(self.pattern), dependencies)
        handler = wrap(answering(handler, answer), self.middleware, answer)
        return Route(self.method, self.pattern, handler, self.max_body)


def bind(
    function: Callable[..., Any], path: Mapping[str, Any], dependencies: Dependencies
) -> Handler:
    """Make a Handler of a function whose parameters are filled by name and by type.

    `path` gives the names and types of the parameters in the path. The function may be
    `async def` or, if it is quick, plain `def`.
    """
    from_path, readers, provided = _sources(function, path, dependencies)
    constants = {name: dependencies[kind] for name, kind in provided.items()}
    from_request = bool(from_path or readers)
    waits = inspect.iscoroutinefunction(function)

    async def handler(request: Request, given: dict[str, object] = constants) -> Response:
        arguments = given
        if from_request:
            arguments = given.copy()
            for name in from_path:
                arguments[name] = request.params[name]
            for name, read in readers:
                arguments[name] = await read(request)
        result = function(**arguments)
        if waits or inspect.isawaitable(result):
            result = await result
        return result if isinstance(result, Response) else to_response(result, function)

    if any(isinstance(value, Provided) for value in constants.values()):
        return in_scope(handler, provided, dependencies)
    return handler


def _sources(
    function: Callable[..., Any], path: Mapping[str, Any], dependencies: Dependencies
) -> tuple[list[str], list[tuple[str, Reader]], dict[str, Any]]:
    """Say where each parameter comes from: the path, a reader of the request, a provider."""
    from_path: list[str] = []
    readers: list[tuple[str, Reader]] = []
    provided: dict[str, Any] = {}
    for name, kind, required in signature(function, dependencies):
        read = READERS.get(get_origin(kind) or kind)
        if name in path:
            _check_type(function, name, kind, path[name])
            from_path.append(name)
        elif kind in dependencies:
            provided[name] = kind
        elif read:
            readers.append((name, read))
        elif required or kind in CONVERTED:
            raise fault(function, _unfilled(name, kind, path, dependencies))
    return from_path, readers, provided


def to_response(value: object, function: Callable[..., Any]) -> Response:
    """Turn what an endpoint returned into a Response. Raises TypeError for what it cannot."""
    if isinstance(value, str):
        return Response.text(value)
    if isinstance(value, dict | list):
        return Response.json(value)
    if isinstance(value, bytes):
        return Response.of(value, "application/octet-stream")
    if value is None:
        return Response(204)
    hint = "return a Response, str, bytes, dict, list or None"
    raise TypeError(f"{title(function)} returned {type(value).__name__}; {hint}")


async def _read_request(request: Request) -> Request:
    return request


async def _read_form(request: Request) -> Form:
    return parse_form(request.headers, await request.read())


def _json_reader(kind: type, name: str) -> Reader:
    async def read(request: Request) -> object:
        value = parse_json(request.headers, await request.read())
        if not isinstance(value, kind):
            raise HTTPError(400, f"The body must be a JSON {name}.")
        return value

    return read


READERS: dict[Any, Reader] = {
    Request: _read_request,
    Form: _read_form,
    dict: _json_reader(dict, "object"),
    list: _json_reader(list, "array"),
    bytes: Request.read,
}
"""The types that are read from the request itself."""

CONVERTED = {converter.type: name for name, converter in reversed(CONVERTERS.items())}
"""The types of what stands in a path, and the first converter to each."""


def _check_type(function: Callable[..., Any], name: str, declared: Any, given: Any) -> None:
    if given is Any or declared in (given, Any, inspect.Parameter.empty):
        return
    hint = f"annotate it {type_name(given)}"
    if declared in CONVERTED:
        hint = f"write {{{name}:{CONVERTED[declared]}}} in the pattern"
    gives = f"the path gives {name} as {type_name(given)}"
    raise fault(function, f"{gives}, but it is annotated {type_name(declared)}; {hint}")


def _unfilled(name: str, kind: Any, path: Mapping[str, Any], dependencies: Dependencies) -> str:
    shown = f"is {type_name(kind)}"
    if kind is inspect.Parameter.empty:
        shown = f"has no annotation, such as {name}: Request"
    elif kind in CONVERTED:
        shown += "; for the query, take the request and read request.query"
    known = ", ".join(map(type_name, (*READERS, *dependencies)))
    return (
        f"nothing fills the parameter {name}, which {shown}. "
        f"By name there is: {', '.join(path) or 'nothing in the path'}. By type: {known}"
    )

"""Endpoints: what a user writes, adapted to what a Route needs.

A user would like to write `async def welcome(name: str) -> str`. The core knows only
Handlers, which take a Request and return a Response. `bind` stands between. It looks at the
signature once, at start-up, and fails there if a parameter can never be filled.

A parameter is filled, in this order,
    by name    from the path: `{name}`, `{id:int}`
    by type    Request: the request · Form: the fields of a form · dict, list: JSON · bytes:
               the whole body · any type that a provider gives
    by its own default
"""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin

from entities import (
    ConfigurationError,
    Form,
    Handler,
    HTTPError,
    Middleware,
    Parameter,
    Request,
    Response,
    Route,
    parse_pattern,
)
from use_cases import CONVERTERS, error_response, parse_form, parse_json

Dependencies = Mapping[Any, object]
"""What the providers gave, by type."""

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

    def bind(self, dependencies: Dependencies) -> Route:
        """Return the Route. Raises ConfigurationError for a parameter that nothing fills."""
        parameters = {
            segment.name: _type_of(segment)
            for segment in parse_pattern(self.pattern)
            if isinstance(segment, Parameter)
        }
        handler = wrap(bind(self.function, parameters, dependencies), self.middleware)
        return Route(self.method, self.pattern, handler, self.max_body)


def wrap(handler: Handler, middleware: tuple[Middleware, ...]) -> Handler:
    """Put the middleware around the handler, the first one outermost.

    What each of them stands around answers an HTTPError instead of raising it, so that all of
    them see a response; they may raise one themselves.
    """
    for layer in reversed(middleware):
        handler = _around(layer, answering(handler))
    return handler


def answering(handler: Handler) -> Handler:
    """Make a Handler that answers an HTTPError instead of raising it."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except HTTPError as error:
            return error_response(error)

    return answer


def bind(
    function: Callable[..., Any], path: Mapping[str, Any], dependencies: Dependencies
) -> Handler:
    """Make a Handler of a function whose parameters are filled by name and by type.

    `path` gives the names and types of the parameters in the path. The function may be
    `async def` or, if it is quick, plain `def`.
    """
    from_path: list[str] = []
    readers: dict[str, Reader] = {}
    constants: dict[str, object] = {}
    for name, kind, required in signature(function):
        if name in path:
            _check_type(function, name, kind, path[name])
            from_path.append(name)
        elif (get_origin(kind) or kind) in READERS:
            readers[name] = READERS[get_origin(kind) or kind]
        elif kind in dependencies:
            constants[name] = dependencies[kind]
        elif required:
            raise _unfilled(function, name, kind, path, dependencies)

    async def handler(request: Request) -> Response:
        arguments = {name: request.params[name] for name in from_path}
        for name, read in readers.items():
            arguments[name] = await read(request)
        result = function(**arguments, **constants)
        return to_response(await result if inspect.isawaitable(result) else result, function)

    return handler


def signature(function: Callable[..., Any]) -> list[tuple[str, Any, bool]]:
    """Return name, type, and whether it must be filled, for each parameter of a function."""
    try:
        parameters = inspect.signature(function, eval_str=True).parameters.values()
    except Exception as error:  # An annotation that is text may hold any expression.
        raise ConfigurationError(
            f"{title(function)}: an annotation cannot be read, {error}; "
            "it must name what its module imports or defines"
        ) from error
    found = []
    for parameter in parameters:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise ConfigurationError(
                f"{title(function)}: the parameter {parameter} cannot be filled by name"
            )
        kind = parameter.annotation
        if get_origin(kind) is Annotated:
            kind = get_args(kind)[0]
        found.append((parameter.name, kind, parameter.default is parameter.empty))
    return found


def to_response(value: object, function: Callable[..., Any]) -> Response:
    """Turn what an endpoint returned into a Response. Raises TypeError for what it cannot."""
    if isinstance(value, Response):
        return value
    if isinstance(value, str):
        return Response.text(value)
    if isinstance(value, dict | list):
        return Response.json(value)
    if isinstance(value, bytes):
        return Response.of(value, "application/octet-stream")
    if value is None:
        return Response(204)
    raise TypeError(
        f"{title(function)} returned {type(value).__name__}; "
        "return a Response, str, bytes, dict, list or None"
    )


def title(function: Callable[..., Any]) -> str:
    """Name a function so that its author finds it."""
    return f"{function.__module__}.{getattr(function, '__qualname__', type(function).__name__)}"


async def _read_request(request: Request) -> Request:
    return request


async def _read_form(request: Request) -> Form:
    return parse_form(request.headers, await request.read())


async def _read_object(request: Request) -> object:
    return _of_type(dict, "object", parse_json(request.headers, await request.read()))


async def _read_array(request: Request) -> object:
    return _of_type(list, "array", parse_json(request.headers, await request.read()))


READERS: dict[Any, Reader] = {
    Request: _read_request,
    Form: _read_form,
    dict: _read_object,
    list: _read_array,
    bytes: Request.read,
}
"""The types that are read from the request itself."""


def _of_type(kind: type, name: str, value: object) -> object:
    if not isinstance(value, kind):
        raise HTTPError(400, f"The body must be a JSON {name}.")
    return value


def _around(layer: Middleware, handler: Handler) -> Handler:
    def wrapped(request: Request) -> Awaitable[Response]:
        return layer(request, handler)

    return wrapped


def _type_of(parameter: Parameter) -> Any:
    """Return the type that a path gives; Any for an unknown converter, which the Router refuses."""
    converter = CONVERTERS.get(parameter.converter)
    return converter.type if converter else Any


def _check_type(function: Callable[..., Any], name: str, declared: Any, given: Any) -> None:
    if given is Any or declared in (given, Any, inspect.Parameter.empty):
        return
    fitting = [key for key, converter in CONVERTERS.items() if converter.type is declared]
    hint = f"write {{{name}:{fitting[0]}}} in the pattern" if fitting else "change the annotation"
    raise ConfigurationError(
        f"{title(function)}: the path gives {name} as {given.__name__}, but it is annotated "
        f"{getattr(declared, '__name__', declared)}; {hint}"
    )


def _unfilled(
    function: Callable[..., Any],
    name: str,
    kind: Any,
    path: Mapping[str, Any],
    dependencies: Dependencies,
) -> ConfigurationError:
    known = [getattr(key, "__name__", str(key)) for key in (*READERS, *dependencies)]
    shown = "has no annotation" if kind is inspect.Parameter.empty else f"is {kind!r}"
    return ConfigurationError(
        f"{title(function)}: nothing fills the parameter {name}, which {shown}. "
        f"By name: {', '.join(path) or 'the path has no parameters'}. By type: {', '.join(known)}. "
        "Add it to the path, provide its type, or give it a default"
    )

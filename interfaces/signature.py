"""What a function asks for, read from its signature at start-up."""

import inspect
from collections.abc import Callable, Collection, Iterator
from typing import Annotated, Any, get_args, get_origin

from entities import ConfigurationError


def signature(
    function: Callable[..., Any], provided: Collection[Any] = ()
) -> Iterator[tuple[str, Any, bool]]:
    """Give name, type, and whether it must be filled, for each parameter of a function.

    Of `Annotated[Store, "replica"]` the type is the whole where that is provided, else `Store`.
    """
    try:
        parameters = inspect.signature(function, eval_str=True).parameters.values()
    except Exception as error:  # An annotation that is text may hold any expression.
        hint = "it must name what its module imports or defines"
        raise fault(function, f"an annotation cannot be read, {error}; {hint}") from error
    for parameter in parameters:
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise fault(function, f"the parameter {parameter} cannot be filled by name")
        kind = parameter.annotation
        if get_origin(kind) is Annotated and kind not in list(provided):  # It may have no hash.
            kind = get_args(kind)[0]
        yield parameter.name, kind, parameter.default is parameter.empty


def fault(function: Callable[..., Any], detail: str) -> ConfigurationError:
    """Say what is wrong with a function, so that its author finds it."""
    return ConfigurationError(f"{title(function)}: {detail}")


def title(function: Callable[..., Any]) -> str:
    """Name a function so that its author finds it."""
    return f"{function.__module__}.{getattr(function, '__qualname__', type(function).__name__)}"


def type_name(kind: Any) -> str:
    """Name a type as briefly as it can be told from others: `Shelf`, or all of `Shelf[int]`."""
    return kind.__name__ if isinstance(kind, type) else str(kind)

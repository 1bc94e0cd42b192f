"""Providers: what endpoints depend on, made at start-up and let go at shutdown."""

from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack
from graphlib import CycleError, TopologicalSorter
from inspect import isasyncgenfunction
from typing import Any, TypeVar

from entities import ConfigurationError
from interfaces.signature import fault, signature, title, type_name

Kind = TypeVar("Kind")

Dependencies = Mapping[Any, object]
"""What the providers gave, by type."""

Provider = Callable[..., AsyncIterator[Kind]]
"""An async generator function that yields one object: what stands before the `yield` happens
at start-up, what stands after it at shutdown. Its parameters are filled by other providers."""


async def enter(providers: Mapping[Any, Provider[Any]], stack: AsyncExitStack) -> Dependencies:
    """Start the providers, each after those that it needs; the stack will end them."""
    needs = {kind: _needs(provider, providers) for kind, provider in providers.items()}
    sorter = TopologicalSorter({kind: needed.values() for kind, needed in needs.items()})
    try:
        order = tuple(sorter.static_order())
    except CycleError as error:
        # The circle has each of them before those that need it.
        circle = " needs ".join(map(type_name, reversed(error.args[1])))
        raise ConfigurationError(f"the providers go round in a circle: {circle}") from error
    entered: dict[Any, object] = {}
    for kind in order:
        arguments = {name: entered[needed] for name, needed in needs[kind].items()}
        provider = providers[kind](**arguments)
        try:
            entered[kind] = await anext(provider)
        except StopAsyncIteration:
            raise ConfigurationError(f"{title(providers[kind])} ended without a yield") from None
        stack.push_async_callback(_finish, provider)
    return entered


def _needs(provider: Provider[Any], providers: Collection[Any]) -> dict[str, Any]:
    """Return the types that a provider takes from other providers, by parameter."""
    if not isasyncgenfunction(provider):
        raise fault(provider, "a provider is an async def with one yield")
    needs = {}
    for name, kind, required in signature(provider):
        if kind in providers:
            needs[name] = kind
        elif required:
            hint = "provide it, or give it a default"
            raise fault(provider, f"nothing provides {kind!r} for {name}; {hint}")
    return needs


async def _finish(provider: AsyncIterator[object]) -> None:
    """Run what stands after the `yield`: also if the server was cancelled, it is a shutdown."""
    async for _ in provider:
        raise RuntimeError("a provider yields once")

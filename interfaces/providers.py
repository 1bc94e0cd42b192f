"""Providers: what endpoints depend on, made and let go with the App or with one request.

A request scope is entered before the endpoint is called. It is left once that has answered or,
where the answer is a stream, once that has ended: its pieces may need what the scope holds.
"""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, suppress
from dataclasses import replace
from functools import partial
from graphlib import CycleError, TopologicalSorter
from inspect import isasyncgenfunction
from typing import Any, Literal, NamedTuple, TypeVar

from entities import Body, ConfigurationError, Handler, Request, Response
from interfaces.signature import fault, signature, title, type_name

Kind = TypeVar("Kind")

Scope = Literal["app", "request"]

Dependencies = Mapping[Any, object]
"""What the providers gave, by type, and what each request is given by a provider of its own."""

Provider = Callable[..., AsyncIterator[Kind]]
"""An async generator function that yields one object: what stands before the `yield` happens
when its scope is entered, what stands after it when that is left. Its parameters are filled by
other providers."""


class Provided(NamedTuple):
    """A provider, its scope, and the types that it needs, by parameter."""

    provider: Provider[Any]
    scope: Scope = "app"
    needs: Mapping[str, Any] = {}


async def enter(providers: Mapping[Any, Provided], stack: AsyncExitStack[None]) -> Dependencies:
    """Start the providers of the App, each after those that it needs; the stack will end them."""
    found = {kind: each._replace(needs=_needs(each, providers)) for kind, each in providers.items()}
    sorter = TopologicalSorter({kind: each.needs.values() for kind, each in found.items()})
    try:
        sorter.prepare()
    except CycleError as error:
        # The circle has each of them before those that need it.
        circle = " needs ".join(map(type_name, reversed(error.args[1])))
        raise ConfigurationError(f"the providers go round in a circle: {circle}") from error
    entered: dict[Any, object] = {**found}
    for kind, each in found.items():
        if each.scope == "app":
            await _obtain(kind, entered, stack)
    return entered


def in_scope(
    call: Callable[..., Awaitable[Response]], provided: Mapping[str, Any], found: Dependencies
) -> Handler:
    """Make a Handler of a function that also takes what is provided, by name, of these types."""

    async def handler(request: Request) -> Response:
        async with AsyncExitStack[None]() as stack:
            entered = {Request: request, **found}
            given = {name: await _obtain(kind, entered, stack) for name, kind in provided.items()}
            response = await call(request, given)
            if response.body.content is not None:
                return response
            pieces = _pieces(response.body, stack.pop_all())
            await anext(pieces)
            return replace(response, body=Body(pieces, response.body.length))

    return handler


async def _obtain(kind: Any, entered: dict[Any, object], stack: AsyncExitStack[None]) -> object:
    """Return what is provided of a type, once its provider and those that it needs have started."""
    if isinstance(own := entered[kind], Provided):
        needs = own.needs.items()
        arguments = {name: await _obtain(needed, entered, stack) for name, needed in needs}
        started = own.provider(**arguments)
        try:
            entered[kind] = await anext(started)
        except StopAsyncIteration:
            raise ConfigurationError(f"{title(own.provider)} ended without a yield") from None
        stack.push_async_exit(partial(_finish, started, own.scope))
    return entered[kind]


async def _pieces(body: Body, stack: AsyncExitStack[None]) -> AsyncIterator[bytes]:
    """Give the pieces of a body, then leave the scope."""
    async with stack:
        stack.push_async_callback(body.close)
        yield b""  # Begun, so that it ends with aclose() even if nobody asks for a piece.
        async for piece in body:
            yield piece


def _needs(provided: Provided, providers: Mapping[Any, Provided]) -> dict[str, Any]:
    """Return the types that a provider needs, by parameter."""
    provider, scope, _ = provided
    if not isasyncgenfunction(provider):
        raise fault(provider, "a provider is an async def with one yield")
    needs = {}
    for name, kind, required in signature(provider, providers):
        of_request = kind is Request or (kind in providers and providers[kind].scope == "request")
        if of_request and scope == "app":
            hint = 'provide this with scope="request" as well'
            raise fault(provider, f"each request has its own {type_name(kind)} ({name}); {hint}")
        if of_request or kind in providers:
            needs[name] = kind
        elif required:
            hint = "provide it, or give it a default"
            raise fault(provider, f"nothing provides {kind!r} for {name}; {hint}")
    return needs


async def _finish(started: AsyncIterator[object], scope: Scope, *raised: Any) -> None:
    """Run what stands after the `yield`, or raise the error of a request there.

    A provider may raise another error, but cannot swallow one. That of the App sees none: also if
    the server was cancelled, it is a shutdown.
    """
    if scope == "request" and raised[1] and isinstance(started, AsyncGenerator):
        with suppress(StopAsyncIteration):
            await started.athrow(raised[1])
    async for _ in started:
        raise RuntimeError("a provider yields once")

"""Context variables that end with their request, though a connection serves many.

What a handler sets must not be seen by the next request on the connection: behind a proxy, that
may be somebody else's.
"""

from collections.abc import Coroutine, Generator
from contextvars import Context, copy_context
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Untouched:
    """The context in which a server was made, and in which each request begins."""

    def __init__(self) -> None:
        self._context = copy_context()

    def __call__(self) -> bool:
        """Say whether the context that runs is still like it. Where it is, one look is enough."""
        return copy_context() == self._context

    def copy(self) -> Context:
        """Return a copy, for a task that takes a turn."""
        return self._context.copy()

    @coroutine
    def within(self, work: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
        """Run a coroutine in a copy, without a task of its own."""
        run, step, given = self.copy().run, work.send, None
        while True:
            try:
                waited_for = run(step, given)
            except StopIteration as done:
                result: T = done.value
                return result
            try:
                given = yield waited_for
                step = work.send
            except BaseException as error:
                step, given = work.throw, error

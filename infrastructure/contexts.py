"""Context variables of its own for each exchange, though one task may serve several."""

from collections.abc import Coroutine, Generator
from contextvars import Context
from types import coroutine
from typing import Any, TypeVar

T = TypeVar("T")


@coroutine
def apart(context: Context, work: Coroutine[Any, Any, T]) -> Generator[Any, Any, T]:
    """Run a coroutine within the task that awaits this, but in a copy of the context.

    What a handler sets is gone with its request. Otherwise the next request on the connection
    would see it, and behind a proxy that may be somebody else's.
    """
    run, step, given = context.copy().run, work.send, None
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

"""What an event loop is to a coroutine: something to wait for, and someone who calls again."""

from collections.abc import Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


class Wait:
    """Await it to suspend a coroutine once, as a timer or a socket would."""

    def __await__(self) -> Generator[None, None, None]:
        yield


def run_to_the_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine, and go on whenever it waits: the smallest event loop there is."""
    while True:
        try:
            coroutine.send(None)
        except StopIteration as done:
            result: T = done.value
            return result

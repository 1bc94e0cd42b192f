"""Context variables that end with their request, though a connection serves many.

What a handler sets must not be seen by the next request on the connection: behind a proxy, that
may be somebody else's.
"""

from contextvars import Context, copy_context


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

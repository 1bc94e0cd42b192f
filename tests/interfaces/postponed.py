"""Endpoints of a module that postpones its annotations, so that all of them are text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from entities import Form, Request

if TYPE_CHECKING:
    from entities import Cookie


class Greeter:
    """A provided type, and a callable object whose annotations are text."""

    greeting = "Hello"

    async def __call__(self, request: Request, name: str) -> str:
        return f"{self.greeting} {name} at {request.path}"


async def greet(name: Annotated[str, "who"], greeter: Greeter, form: Form) -> str:
    """Ask for something from everywhere."""
    return f"{greeter.greeting} {name} {form.get('surname')}"


async def hidden(cookie: Cookie) -> None:
    """Name a type that is not there when the program runs."""

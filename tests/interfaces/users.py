"""The types of what users write. Nothing here runs: mypy reads it in `make types`.

`assert_type` is an error where a type is another one, or has been lost to Any. A line that a type
checker must refuse carries the error that it is refused with: if it were accepted, the comment
would be unused, and that is an error too.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Annotated, Any, Generic, Protocol, TypeVar, assert_type

from entities import (
    Cookie,
    Form,
    Handler,
    Headers,
    HTTPError,
    Middleware,
    Pairs,
    Request,
    Response,
)
from interfaces import App, Endpoint, bind, drive

T = TypeVar("T")


class Book:
    """Something to keep."""


class Shelf(Generic[T]):
    """Somewhere to keep it."""


class Finds(Protocol):
    """Something that finds a book, which no class in particular does."""

    def find(self, title: str) -> Book | None:
        """Return the book."""


class Finder:
    """What finds books, without saying so."""

    def find(self, title: str) -> Book | None:
        """Return the book."""


def registering_keeps_the_type_of_a_function() -> None:
    app = App()

    @app.get("/{name}")
    async def get(name: str) -> str:
        return name

    @app.post("/", max_body=3)
    def post(form: Form, shelf: Shelf[Book]) -> dict[str, int]:
        return {"length": len(form)}

    @app.route("PURGE", "/", name="purge")
    async def purge(request: Request) -> Response:
        return Response(204)

    @app.error(404)
    async def missing(request: Request, error: HTTPError) -> str:
        return error.detail

    @app.error(LookupError)
    def lost(request: Request, error: LookupError) -> Response:
        return Response(404)

    assert_type(drive(get("Ada")), str)
    assert_type(post(Form(), Shelf()), dict[str, int])
    assert_type(drive(purge(Request())), Response)
    assert_type(drive(missing(Request(), HTTPError(404))), str)
    assert_type(lost(Request(), KeyError()), Response)
    lost(Request(), ValueError())  # type: ignore[arg-type]


def a_middleware_is_given_a_request_and_a_handler() -> None:
    app = App()

    @app.middleware
    async def layer(request: Request, handler: Handler) -> Response:
        assert_type(handler, Callable[[Request], Awaitable[Response]])
        response = assert_type(await handler(request.with_state(caller="Ada")), Response)
        return response.with_header("a", "b")

    assert_type(layer, Middleware)

    @app.middleware  # type: ignore[arg-type]
    async def forgetful(request: Request, handler: Handler) -> None: ...


def a_provider_gives_what_it_is_registered_for() -> None:
    app = App()

    @app.provide(Book)
    async def book() -> AsyncIterator[Book]:
        yield Book()

    @app.provide(Shelf[Book], scope="request")
    async def shelf(book: Book) -> AsyncIterator[Shelf[Book]]:
        yield Shelf()

    assert_type(book(), AsyncIterator[Book])
    assert_type(shelf(), AsyncIterator[Shelf[Book]])

    @app.provide(Book)  # type: ignore[arg-type]
    async def number() -> AsyncIterator[int]:
        yield 1

    @app.provide(Shelf[Book])  # type: ignore[arg-type]
    async def numbers() -> AsyncIterator[Shelf[int]]:
        yield Shelf()

    @app.provide(Book)  # type: ignore[arg-type]
    async def returned() -> Book:
        return Book()

    app.provide(Book, scope="session")  # type: ignore[call-overload]


def a_protocol_or_an_annotated_type_can_be_provided_too() -> None:
    app = App()

    @app.provide(Finds)
    async def finds() -> AsyncIterator[Finds]:
        yield Finder()

    @app.provide(Annotated[Book, "first"], scope="request")
    async def first(request: Request) -> AsyncIterator[Book]:
        yield Book()

    assert_type(finds(), AsyncIterator[Finds])
    assert_type(first(Request()), AsyncIterator[Book])


def what_a_request_holds() -> None:
    request = Request("POST", "/a?b=c", {"Cookie": "d=e"}, b"f")
    assert_type(request.query, Pairs)
    assert_type(request.query.get("b"), str)
    assert_type(request.query["b"], str)
    assert_type(request.query.get_all("b"), list[str])
    assert_type(request.cookies.get("d"), str | None)
    assert_type(request.headers, Headers)
    assert_type(request.headers.get("host"), str)
    assert_type(request.params, Mapping[str, Any])
    assert_type(drive(request.read()), bytes)
    assert_type(request.with_state(a=1), Request)


def what_makes_a_response() -> None:
    class Page(Response):
        """A subclass stays itself."""

    assert_type(Response.text("a"), Response)
    assert_type(Response.json({"a": [1, None]}, 201), Response)
    assert_type(Page.html("a", headers={"a": "b"}), Page)
    assert_type(Page.redirect("/").with_header("a", "b"), Page)
    assert_type(Response().with_cookie(Cookie("a", "b", same_site="Strict")), Response)
    assert_type(Cookie("a", "b").secure, bool | None)
    Cookie("a", "b", same_site="lax")  # type: ignore[arg-type]


def what_stands_between_a_function_and_a_route() -> None:
    def endpoint() -> str:
        return ""

    assert_type(bind(endpoint, {}, {}), Handler)
    assert_type(Endpoint("GET", "/", endpoint, "").bind({}).handler, Handler)


def what_a_url_is() -> None:
    assert_type(App().url("a", number=3), str)

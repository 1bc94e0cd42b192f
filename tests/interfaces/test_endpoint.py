"""Endpoints: how the parameters of a function are filled, and what may be returned."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from functools import partial, wraps
from typing import Annotated, Any, Generic, TypeVar

import pytest

from entities import (
    ConfigurationError,
    Form,
    HTTPError,
    Request,
    Response,
)
from interfaces import Endpoint, bind, drive
from tests.interfaces import postponed
from tests.interfaces.asking import asking

T = TypeVar("T")


class Clock:
    """Something that an endpoint may ask for."""


class Shelf(Generic[T]):
    """Something that comes in several types."""


def ask(
    function: Callable[..., Any],
    request: Request | None = None,
    *,
    path: Mapping[str, object] | None = None,
    provided: Mapping[Any, object] | None = None,
) -> Response:
    """Bind a function, ask it, and return its response."""
    values = path or {}
    types = {name: type(value) for name, value in values.items()}
    handler = bind(function, types, provided or {})

    async def answer() -> Response:
        return await handler((request or Request()).with_params(values))

    return drive(answer())


def body_of(response: Response) -> bytes:
    return drive(response.body.read())


def fault_of(function: Callable[..., Any], path: Mapping[str, type] | None = None) -> str:
    """Return what is said about a function that cannot be bound."""
    with pytest.raises(ConfigurationError) as caught:
        bind(function, path or {}, {Clock: Clock()})
    return str(caught.value)


def json(text: str) -> Request:
    return Request("POST", "/", {"Content-Type": "application/json"}, text.encode())


# By name, from the path


def test_a_parameter_of_the_path_is_filled_by_its_name() -> None:
    async def endpoint(name: str, number: int, share: float) -> list[object]:
        return [name, number, share]

    response = ask(endpoint, path={"share": 0.5, "name": "Ada", "number": 7})
    assert body_of(response) == b'["Ada",7,0.5]'


def test_a_parameter_of_the_path_needs_no_annotation() -> None:
    def endpoint(name, number: Any):  # type: ignore[no-untyped-def]
        return f"{name} {number}"

    assert body_of(ask(endpoint, path={"name": "Ada", "number": 7})) == b"Ada 7"


def test_an_endpoint_need_not_take_what_the_path_gives() -> None:
    assert body_of(ask(lambda: "all the same", path={"name": "Ada"})) == b"all the same"


def test_the_name_in_the_path_comes_before_the_type() -> None:
    def endpoint(clock: str) -> str:
        return clock

    assert body_of(ask(endpoint, path={"clock": "noon"}, provided={str: "night"})) == b"noon"


def test_the_name_in_the_path_comes_before_the_default() -> None:
    def endpoint(name: str = "nobody") -> str:
        return name

    assert body_of(ask(endpoint, path={"name": "Ada"})) == b"Ada"


def test_a_number_that_is_not_converted_is_refused_with_the_pattern_to_write() -> None:
    def endpoint(number: int) -> None: ...

    fault = fault_of(endpoint, {"number": str})
    assert "test_endpoint" in fault
    assert "<locals>.endpoint: the path gives number as str, but it is annotated int" in fault
    assert fault.endswith("write {number:int} in the pattern")


@pytest.mark.parametrize("declared", [bytes, Clock, str | None, list[str]])
def test_a_type_that_no_converter_gives_is_refused(declared: object) -> None:
    def endpoint(name: str) -> None: ...

    endpoint.__annotations__["name"] = declared
    assert fault_of(endpoint, {"name": str}).endswith("; annotate it str")


# By type


def test_the_request_itself_can_be_asked_for() -> None:
    def endpoint(request: Request) -> str:
        return f"{request.method} {request.path}"

    assert body_of(ask(endpoint, Request("PUT", "/here"))) == b"PUT /here"


def test_a_form_can_be_asked_for() -> None:
    async def endpoint(form: Form) -> list[str]:
        return form.get_all("name")

    fields = {"Content-Type": "application/x-www-form-urlencoded"}
    assert body_of(ask(endpoint, Request("POST", "/", fields, b"name=Ada&name=Tim"))) == (
        b'["Ada","Tim"]'
    )


def test_the_whole_body_can_be_asked_for() -> None:
    def endpoint(body: bytes) -> bytes:
        return body[::-1]

    assert body_of(ask(endpoint, Request(body=b"abc"))) == b"cba"


def of_plain_dict(data: dict) -> object:  # type: ignore[type-arg]
    return data


def of_dict(data: dict[str, int]) -> object:
    return data


def of_plain_list(data: list) -> object:  # type: ignore[type-arg]
    return data


def of_list(data: list[dict[str, int]]) -> object:
    return data


@pytest.mark.parametrize("endpoint", [of_plain_dict, of_dict])
def test_a_dict_is_a_json_object(endpoint: Callable[..., object]) -> None:
    assert body_of(ask(endpoint, json('{"a": 1}'))) == b'{"a":1}'


@pytest.mark.parametrize("endpoint", [of_plain_list, of_list])
def test_a_list_is_a_json_array(endpoint: Callable[..., object]) -> None:
    assert body_of(ask(endpoint, json('[{"a": 1}]'))) == b'[{"a":1}]'


@pytest.mark.parametrize(
    ("endpoint", "text", "detail"),
    [
        (of_dict, "[]", "The body must be a JSON object."),
        (of_list, "{}", "The body must be a JSON array."),
        (of_list, "null", "The body must be a JSON array."),
    ],
)
def test_json_of_another_shape_is_refused(
    endpoint: Callable[..., object], text: str, detail: str
) -> None:
    with pytest.raises(HTTPError) as caught:
        ask(endpoint, json(text))
    assert (caught.value.status, caught.value.detail) == (400, detail)


@pytest.mark.parametrize(("kind", "status"), [(dict, 415), (list, 415), (Form, 415)])
def test_a_body_of_another_media_type_is_refused(kind: type, status: int) -> None:
    def endpoint(data: object) -> None: ...

    endpoint.__annotations__["data"] = kind
    with pytest.raises(HTTPError) as caught:
        ask(endpoint, Request("POST", "/", {"Content-Type": "text/plain"}, b"a=b"))
    assert caught.value.status == status


def test_several_parameters_may_read_the_same_body() -> None:
    def endpoint(data: dict[str, int], body: bytes, request: Request) -> list[object]:
        return [data, len(body), request.method]

    async def pieces() -> AsyncIterator[bytes]:
        yield b'{"a"'
        yield b": 1}"

    streamed = Request("POST", "/", {"Content-Type": "application/json"}, pieces())
    assert body_of(ask(endpoint, streamed)) == b'[{"a":1},8,"POST"]'


def test_what_a_provider_gives_can_be_asked_for_by_type() -> None:
    clock = Clock()

    def endpoint(clock: Clock, *, again: Clock) -> list[bool]:
        return [clock is given and again is given]

    given = clock
    assert body_of(ask(endpoint, provided={Clock: clock})) == b"[true]"


def test_what_is_provided_comes_before_the_default() -> None:
    def endpoint(clock: Clock | None = None) -> str:
        return "no clock" if clock is None else "a clock"

    assert body_of(ask(endpoint, provided={Clock | None: Clock()})) == b"a clock"
    assert body_of(ask(endpoint)) == b"no clock"


def test_a_default_does_not_hide_that_nothing_reads_the_query() -> None:
    def endpoint(q: str = "") -> str:
        return q

    fault = fault_of(endpoint)
    assert "nothing fills the parameter q, which is str; for the query, take the request" in fault


def test_a_parameter_with_a_default_needs_no_annotation() -> None:
    assert body_of(ask(lambda greeting="Hello": greeting)) == b"Hello"


def test_types_of_one_generic_are_told_apart() -> None:
    def endpoint(numbers: Shelf[int], names: Shelf[str]) -> list[bool]:
        return [numbers is shelf_of_numbers, names is shelf_of_names]

    shelf_of_numbers, shelf_of_names = Shelf[int](), Shelf[str]()
    shelves = {Shelf[str]: shelf_of_names, Shelf[int]: shelf_of_numbers}
    assert body_of(ask(endpoint, provided=shelves)) == b"[true,true]"


def test_what_annotated_adds_is_passed_over() -> None:
    def endpoint(
        name: Annotated[str, "in the path"],
        request: Annotated[Request, "by type"],
        clock: Annotated[Clock, "provided"],
        data: Annotated[dict[str, int], "JSON"],
    ) -> list[object]:
        return [name, request.method, isinstance(clock, Clock), data]

    response = ask(endpoint, json("{}"), path={"name": "Ada"}, provided={Clock: Clock()})
    assert body_of(response) == b'["Ada","POST",true,{}]'


# What cannot be filled


def test_a_parameter_that_nothing_fills_is_refused_with_all_that_could() -> None:
    def endpoint(date: int) -> None: ...

    fault = fault_of(endpoint, {"name": str, "number": int})
    assert (
        "nothing fills the parameter date, which is int; for the query, take the request" in fault
    )
    assert "By name there is: name, number." in fault
    assert fault.endswith("By type: Request, Form, dict, list, bytes, Clock")


def test_a_type_that_nobody_provides_is_named() -> None:
    def endpoint(shelf: Shelf[int]) -> None: ...

    fault = fault_of(endpoint)
    assert "nothing fills the parameter shelf, which is tests.interfaces" in fault
    assert ".Shelf[int]. By name" in fault


def test_a_parameter_that_says_nothing_is_refused() -> None:
    fault = fault_of(lambda date: None)
    assert (
        "nothing fills the parameter date, which has no annotation, such as date: Request" in fault
    )
    assert "By name there is: nothing in the path." in fault


def test_a_provided_type_without_a_name_is_listed_as_it_is_written() -> None:
    def endpoint(date: int) -> None: ...

    with pytest.raises(ConfigurationError, match=r"bytes, .*Shelf\[int\]$"):
        bind(endpoint, {}, {Shelf[int]: Shelf[int]()})


def test_parameters_that_have_no_name_of_their_own_are_refused() -> None:
    def positional(name: str, /) -> None: ...
    def several(*names: str) -> None: ...
    def named(**names: str) -> None: ...

    refused: list[tuple[Callable[..., Any], str]]
    refused = [(positional, "name"), (several, "*names"), (named, "**names")]

    for function, shown in refused:
        fault = fault_of(function, {"name": str})
        assert f"the parameter {shown}: str cannot be filled by name" in fault, fault


@pytest.mark.parametrize("text", ["Nowhere", "Form.nothing", "not valid", "Form[0]"])
def test_an_annotation_that_cannot_be_read_is_refused(text: str) -> None:
    def endpoint(data: object) -> None: ...

    endpoint.__annotations__["data"] = text
    fault = fault_of(endpoint)
    assert "<locals>.endpoint: an annotation cannot be read, " in fault
    assert fault.endswith("it must name what its module imports or defines")


# Modules that postpone their annotations


def test_annotations_may_be_text() -> None:
    response = ask(
        postponed.greet,
        Request("POST", "/", {"Content-Type": "application/x-www-form-urlencoded"}, b"surname=L"),
        path={"name": "Ada"},
        provided={postponed.Greeter: postponed.Greeter()},
    )
    assert body_of(response) == b"Hello Ada L"


def test_annotations_of_a_callable_object_may_be_text() -> None:
    assert body_of(ask(postponed.Greeter(), path={"name": "Ada"})) == b"Hello Ada at /"


def test_a_type_that_is_imported_for_type_checkers_alone_is_refused() -> None:
    assert "tests.interfaces.postponed.hidden: an annotation" in fault_of(postponed.hidden)
    assert "'Cookie' is not defined" in fault_of(postponed.hidden)


# What may be an endpoint


class Counter:
    """Has endpoints of its own."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self, name: str) -> str:
        self.count += 1
        return f"{name} {self.count}"

    def again(self, name: str) -> Awaitable[str]:
        return self(name)


def test_objects_methods_partials_and_wrapped_functions_may_be_endpoints() -> None:
    counter = Counter()

    @wraps(counter.again)
    def wrapped(*arguments: Any, **named: Any) -> Any:
        return counter.again(*arguments, **named)

    asked = [
        ask(function, path={"name": "Ada"})
        for function in (counter, counter.again, wrapped, partial(counter.again, name="Tim"))
    ]
    assert [body_of(response) for response in asked] == [b"Ada 1", b"Ada 2", b"Ada 3", b"Ada 4"]


def test_an_object_is_named_by_its_type() -> None:
    with pytest.raises(ConfigurationError, match=r"tests\.interfaces\.test_endpoint\.Counter: "):
        bind(Counter(), {}, {})


# What may be returned


@pytest.mark.parametrize(
    ("value", "status", "content_type", "content"),
    [
        ("Grüße", 200, "text/plain; charset=utf-8", "Grüße".encode()),
        (b"\x00\xff", 200, "application/octet-stream", b"\x00\xff"),
        ({"a": [1, None]}, 200, "application/json", b'{"a":[1,null]}'),
        (["ü"], 200, "application/json", '["ü"]'.encode()),
        (None, 204, "", b""),
        (Response.html("<p>", 404), 404, "text/html; charset=utf-8", b"<p>"),
    ],
)
def test_what_an_endpoint_returns_becomes_a_response(
    value: object, status: int, content_type: str, content: bytes
) -> None:
    async def later() -> object:
        return value

    for endpoint in (lambda: value, later):
        response = ask(endpoint)
        assert response.status == status
        assert response.headers.get("content-type") == content_type
        assert body_of(response) == content


async def generating() -> AsyncIterator[bytes]:
    yield b"one"


@pytest.mark.parametrize(
    ("value", "kind"), [(7, "int"), ((1, 2), "tuple"), (generating(), "async_generator")]
)
def test_another_type_is_refused_and_the_endpoint_named(value: object, kind: str) -> None:
    def endpoint() -> object:
        return value

    with pytest.raises(TypeError) as caught:
        ask(endpoint)
    assert "<locals>.endpoint" in str(caught.value)
    assert f"returned {kind}; return a Response, str, bytes, dict, list or None" in str(
        caught.value
    )


# Endpoint


def test_a_bound_endpoint_is_a_route() -> None:
    def number(number: int) -> str:
        return str(number)

    route = Endpoint("POST", "/numbers/{number:int}", number, "number", max_body=7).bind({})
    assert (route.method, route.pattern, route.max_body) == ("POST", "/numbers/{number:int}", 7)
    response = drive(asking(route.handler, Request().with_params({"number": 3})))
    assert body_of(response) == b"3"


def test_an_unknown_converter_is_no_fault_of_the_function() -> None:
    def number(number: int) -> None: ...

    route = Endpoint("GET", "/{number:integer}", number, "number").bind({})
    assert route.pattern == "/{number:integer}"


def test_what_is_provided_comes_before_what_is_read() -> None:
    def endpoint(data: bytes) -> bytes:
        return data

    assert body_of(ask(endpoint, json("{}"), provided={bytes: b"provided"})) == b"provided"

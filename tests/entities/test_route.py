"""Routes, and the patterns of paths that they answer."""

import pytest

from entities import (
    ConfigurationError,
    Parameter,
    Request,
    Response,
    Route,
    Segment,
    parse_pattern,
)


async def handler(request: Request) -> Response:
    raise AssertionError("a route is described, not called")


@pytest.mark.parametrize(
    ("pattern", "segments"),
    [
        ("/", ("",)),
        ("//", ("", "")),
        ("/a/b", ("a", "b")),
        ("/a/", ("a", "")),
        ("/{a}", (Parameter("a", "str"),)),
        ("/a/{b:int}/{_c1:path}", ("a", Parameter("b", "int"), Parameter("_c1", "path"))),
        ("/ä-b.c~:@", ("ä-b.c~:@",)),
    ],
)
def test_a_pattern_is_split_at_its_slashes(pattern: str, segments: tuple[Segment, ...]) -> None:
    assert parse_pattern(pattern) == segments


def test_a_pattern_begins_with_a_slash() -> None:
    for pattern in ("", "a", "{a}", "*", "http://a/"):
        with pytest.raises(ConfigurationError, match="must begin with a slash"):
            parse_pattern(pattern)


def test_a_segment_is_plain_text_or_one_whole_parameter() -> None:
    segments = [
        "{", "}", "{}", "{a", "a}", "a{b}", "{a}b", "{a}{b}", "{1}", "{a-b}", "{a:}", "{a:int }",
        "{a:in t}", "{ä}", "<a>", "{a b}", "{{a}}", "a b", "a\t", "a\n", "a?", "a#", "a%20",
    ]  # fmt: skip
    for segment in segments:
        with pytest.raises(ConfigurationError, match="neither plain text nor one whole parameter"):
            parse_pattern(f"/a/{segment}")


def test_a_parameter_name_stands_once() -> None:
    with pytest.raises(ConfigurationError, match="uses a parameter name twice"):
        parse_pattern("/{a}/b/{a:int}")


def test_a_route_knows_its_segments() -> None:
    route = Route("GET", "/a/{b}", handler)
    assert route.segments == ("a", Parameter("b"))
    assert route.max_body is None


def test_a_route_with_a_bad_pattern_is_refused() -> None:
    with pytest.raises(ConfigurationError):
        Route("GET", "a", handler)


def test_a_route_has_a_method_that_is_a_token() -> None:  # RFC 9110 section 9.1
    for method in ("", "GET ", "GET,POST", "G/T", "É"):
        with pytest.raises(ConfigurationError, match="is not a method"):
            Route(method, "/", handler)


def test_routes_are_values() -> None:
    assert Route("GET", "/a", handler, 5) == Route("GET", "/a", handler, 5)
    assert Route("GET", "/a", handler) != Route("PUT", "/a", handler)

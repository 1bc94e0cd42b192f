"""Routes found by paths, and paths built for routes."""

from itertools import product
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from entities import ConfigurationError, HTTPError, Parameter, Request, Response, Route
from tests.use_cases.drawing import texts_of
from use_cases import CONVERTERS, METHODS, Router, build_path
from use_cases.route import parameter_types

some = settings(max_examples=20)


async def handler(request: Request) -> Response:
    raise AssertionError("a route is found, not called")


def routes(*lines: str) -> list[Route]:
    """Make routes of lines such as "GET /users/{name}"."""
    return [Route(method, pattern, handler) for method, pattern in map(str.split, lines)]


def find(table: list[Route], method: str, path: str) -> str:
    return Router(table).match(method, path).route.pattern


def params(pattern: str, path: str) -> dict[str, Any]:
    return Router(routes(f"GET {pattern}")).match("GET", path).params


def miss(table: list[Route], method: str, path: str) -> HTTPError:
    with pytest.raises(HTTPError) as caught:
        Router(table).match(method, path)
    return caught.value


def miss_of(pattern: str, path: str) -> int:
    return miss(routes(f"GET {pattern}"), "GET", path).status


def test_plain_text_answers_its_own_path() -> None:
    for path in ("/", "/users", "/users/", "//", "/a/b/c", "/~a.b", "/a=b;c"):
        assert params(path, path) == {}


def test_any_other_path_is_not_found() -> None:
    lines = [
        "/ //", "/ /a", "/a /a/", "/a/ /a", "/a /A", "/a //a", "/a /a/b", "/a/b /a", "/a a",
        "/{b} /", "/a/{b} /a", "/a/{b} /a/", "/a/{b} /a/b/c", "/a/{b}/c /a//c", "/a/{b:path} /a",
    ]  # fmt: skip
    assert {line: miss_of(*line.split(" ")) for line in lines} == dict.fromkeys(lines, 404)
    assert miss_of("/", "") == 404


def test_without_routes_nothing_is_found() -> None:
    assert miss([], "GET", "/").status == 404


def test_a_pattern_tells_the_types_of_its_parameters() -> None:
    types = {"b": int, "c": float, "d": str, "e": Any, "f": str}
    assert parameter_types("/a/{b:int}/{c:float}/{d}/{e:uuid}/{f:path}") == types


def test_a_parameter_is_converted() -> None:
    found = {
        "/{a} /b": {"a": "b"},
        "/{a}/{b} /1/2": {"a": "1", "b": "2"},
        "/{a:int} /007": {"a": 7},
        "/{a:int} /-1": {"a": -1},
        "/{a:int} /" + "9" * 18: {"a": 10**18 - 1},
        "/{a:float} /-1.50": {"a": -1.5},
        "/{a:float} /2": {"a": 2.0},
        "/a/{b:path} /a/": {"b": ""},
        "/a/{b:path} /a/b//c": {"b": "b//c"},
        "/{b:path} /": {"b": ""},
        "/{a:int}/{b:path} /1/c/d": {"a": 1, "b": "c/d"},
    }
    read = {line: params(*line.split(" ")) for line in found}
    assert repr(read) == repr(found)  # where 2 is not 2.0


def test_what_a_converter_does_not_accept_is_not_found() -> None:
    integers = ["b", "+1", "1_0", "1.0", "%D9%A1", "%201", "-", "1%0A", "9" * 19]
    floats = ["b", ".5", "5.", "1e3", "nan", "inf", "1.2.3", "1%0A", "1_0.0", "9" * 19]
    assert {miss_of("/{a:int}", "/" + text) for text in integers} == {404}
    assert {miss_of("/{a:float}", "/" + text) for text in floats} == {404}


# RFC 3986 section 2.2: a reserved character means another thing when it is encoded.


def test_segments_are_split_first_and_decoded_then() -> None:
    assert params("/{a}", "/b%2Fc") == {"a": "b/c"}
    assert params("/{a}", "/%252F") == {"a": "%2F"}
    assert params("/{a}", "/%C3%A4%0A") == {"a": "ä\n"}


def test_plain_text_is_found_in_its_encoded_form() -> None:
    assert params("/ä/b", "/%C3%A4/%62") == {}


def test_an_encoded_slash_is_no_part_of_a_path_parameter() -> None:
    assert miss(routes("GET /{a:path}"), "GET", "/b%2Fc").status == 404
    assert miss(routes("GET /{a:path}"), "GET", "/b/c%2Fd").status == 404


def test_what_is_not_utf_8_is_still_text() -> None:
    assert params("/{a}", "/%FF") == {"a": "\N{REPLACEMENT CHARACTER}"}


# The order of precedence.


@pytest.mark.parametrize("turned", [False, True])
def test_the_most_exact_route_wins_in_whatever_order_they_are_written(turned: bool) -> None:
    table = routes(
        "GET /a", "GET /{x:int}", "GET /{x:float}", "GET /{x}", "GET /{x:path}", "GET /a/{x:path}",
        "GET /{x}/b",
    )  # fmt: skip
    if turned:
        table.reverse()
    paths = ("/a", "/1", "/1.5", "/b", "/b/c", "/a/b", "/c/b", "/")
    assert [find(table, "GET", path) for path in paths] == [
        "/a", "/{x:int}", "/{x:float}", "/{x}", "/{x:path}", "/a/{x:path}", "/{x}/b", "/{x:path}",
    ]  # fmt: skip


def test_a_branch_that_leads_nowhere_is_left_again() -> None:
    table = routes("GET /a/b/c", "GET /{x}/b/d", "GET /{x:path}")
    assert find(table, "GET", "/a/b/d") == "/{x}/b/d"
    assert find(table, "GET", "/a/b/e") == "/{x:path}"


def test_a_less_exact_route_answers_the_methods_that_the_other_lacks() -> None:
    table = routes("GET /users/me", "DELETE /users/{name}")
    assert find(table, "GET", "/users/me") == "/users/me"
    assert find(table, "DELETE", "/users/me") == "/users/{name}"


# Methods.


def test_get_answers_head() -> None:  # RFC 9110 section 9.3.2
    assert find(routes("GET /", "GET /{a}"), "HEAD", "/") == "/"
    assert find(routes("GET /", "GET /{a}"), "HEAD", "/b") == "/{a}"


def test_a_route_of_its_own_answers_head_before_get_does() -> None:
    for pattern in ("/a", "/{a}"):
        table = routes(f"GET {pattern}", f"HEAD {pattern}")
        assert Router(table).match("HEAD", "/a").route is table[1]


def test_a_method_is_case_sensitive() -> None:  # RFC 9110 section 9.1
    assert miss(routes("GET /"), "get", "/").status == 405


def test_a_method_of_ones_own_is_served() -> None:
    assert find(routes("PURGE /"), "PURGE", "/") == "/"


@pytest.mark.parametrize("method", ["POST", "PURGE"])
def test_a_known_path_without_the_method_says_what_it_allows(method: str) -> None:
    error = miss(routes("PUT /a", "GET /{b}"), method, "/a")
    assert error.status == 405
    assert error.headers == (("Allow", "GET, HEAD, OPTIONS, PUT"),)


def test_an_unknown_method_at_an_unknown_path_is_not_implemented() -> None:
    assert miss(routes("GET /a"), "PURGE", "/b").status == 501
    assert [miss(routes("GET /a"), method, "/b").status for method in METHODS] == [404] * 7
    assert miss(routes("GET /a", "PURGE /c"), "PURGE", "/b").status == 404


def test_a_miss_says_what_is_missing() -> None:
    table = routes("PUT /a")
    assert miss(table, "GET", "/a").detail == "This path answers OPTIONS, PUT."
    assert miss(table, "GET", "/b").detail == "Nothing is served at this path."
    assert miss(table, "PURGE", "/b").detail == "This method is not known here."


def test_a_path_allows_the_methods_of_every_route_that_answers_it() -> None:
    router = Router(routes("GET /a", "POST /{b}", "PUT /a/b"))
    assert router.allowed("/a") == ["GET", "HEAD", "OPTIONS", "POST"]
    assert router.allowed("/b") == ["OPTIONS", "POST"]
    assert router.allowed("/a/b/c") == []


def test_the_server_as_a_whole_allows_what_it_knows() -> None:  # RFC 9110 section 9.3.7
    assert Router([]).allowed("*") == sorted(METHODS)


# What cannot work does not start.


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["GET /a", "GET /a"], "can never be reached"),
        (["GET /{a}", "GET /{b}"], "already answers the same paths"),
        (["GET /{a:int}/c", "GET /{b:int}/c"], "GET /{a:int}/c"),
        (["GET /{a:uuid}"], "there are int, float, str, path"),
        (["GET /{a:path}/b"], "must stand last"),
    ],
)
def test_a_route_that_cannot_work_is_refused(lines: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Router(routes(*lines))
    assert message in str(caught.value)


def test_routes_that_differ_in_method_or_converter_stand_side_by_side() -> None:
    Router(routes("GET /{a}", "POST /{a}", "GET /{a:int}", "GET /{a:path}", "GET /{a}/{b}"))


# The way back.


def test_a_path_is_built_from_a_pattern() -> None:
    assert build_path("/", {}) == "/"
    assert build_path("/a/b", {}) == "/a/b"
    assert build_path("/ä", {}) == "/%C3%A4"
    assert build_path("/-._~!$&'()*+,;=:@", {}) == "/-._~!$&'()*+,;=:@"
    assert build_path("/{a}", {"a": "b/c?d#e%f g"}) == "/b%2Fc%3Fd%23e%25f%20g"
    assert build_path("/{a}", {"a": "-._~!$&'()*+,;=:@"}) == "/-._~!$&'()*+,;=:@"
    assert build_path("/{a:int}/", {"a": -5}) == "/-5/"
    assert build_path("/{a:float}", {"a": 2.5}) == "/2.5"
    assert build_path("/a/{b:path}", {"b": "c//d e"}) == "/a/c//d%20e"
    assert build_path("/a/{b:path}", {"b": ""}) == "/a/"


@pytest.mark.parametrize(
    ("pattern", "given", "message"),
    [
        ("/{a}", {}, "needs the parameter 'a'"),
        ("/{a}", {"a": "b", "c": "d", "e": "f"}, "has no parameter 'c', 'e'"),
        ("/{a}", {"a": ""}, "is no str"),
        ("/{a:int}", {"a": "b"}, "'b' is no int, for 'a'"),
        ("/{a:int}", {"a": True}, "is no int"),
        ("/{a:int}", {"a": 10**18}, "is no int"),
        ("/{a:float}", {"a": float("inf")}, "is no float"),
        # RFC 3986 section 5.2.4: clients remove these on the way.
        ("/{a}", {"a": ".."}, "'..' in a path would not arrive"),
        ("/{a:path}", {"a": "b/./c"}, "'b/./c' in a path would not arrive"),
        ("/{a}", {"a": "b\0"}, "in a path would not arrive"),
    ],
)
def test_a_path_that_cannot_be_built_is_refused(
    pattern: str, given: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=r".+") as caught:
        build_path(pattern, given)
    assert message in str(caught.value)


values = {
    "int": st.integers(-(10**18) + 1, 10**18 - 1),
    "float": st.integers(-9999, 9999).map(lambda hundredths: hundredths / 100),
    "str": texts_of("aé/%?# .\\\n+&", min_size=1, max_size=4),
    "path": texts_of("aé/%?# .\\\n+&", max_size=4),
}


@some
@given(data=st.data(), converter=st.sampled_from(sorted(values)))
def test_a_path_that_was_built_leads_back_to_its_parameters(
    data: st.DataObject, converter: str
) -> None:
    pattern = f"/a b/{{x:{converter}}}".replace(" ", "é")
    given = {"x": data.draw(values[converter])}
    assume(not {".", ".."} & set(str(given["x"]).split("/")))
    assert params(pattern, build_path(pattern, given)) == given


# The router again, without its tree: try every route, and take the best of those that fit.

RANKS = ["", *CONVERTERS]


def fit(route: Route, path: str) -> tuple[int, ...] | None:
    """Return how exact each segment of a route fits, 0 for plain text, or None if one does not."""
    texts = [unquote(text) for text in path.removeprefix("/").split("/")]
    ranks = []
    for segment in route.segments:
        if not texts:
            return None
        text = texts.pop(0)
        converter = segment.converter if isinstance(segment, Parameter) else ""
        every = [text, *texts] if converter == "path" else [text]
        if converter == "path":
            texts.clear()
        if isinstance(segment, str) and segment != text:
            return None
        if converter and not all(map(CONVERTERS[converter].pattern.fullmatch, every)):
            return None
        ranks.append(RANKS.index(converter))
    return None if texts else tuple(ranks)


def naive(table: list[Route], method: str, path: str) -> Route | int:
    fits = [(ranks, route) for route in table if (ranks := fit(route, path)) is not None]
    accepted = {"HEAD": ["HEAD", "GET"]}.get(method, [method])
    found = [
        (ranks, accepted.index(route.method), route)
        for ranks, route in fits
        if route.method in accepted
    ]
    if found:
        return min(found, key=lambda each: each[:2])[2]
    return 405 if fits else 404


def tree(table: list[Route], method: str, path: str) -> Route | int:
    try:
        return Router(table).match(method, path).route
    except HTTPError as error:
        return error.status


SEGMENTS = ["a", "1", "", "{%s:int}", "{%s:float}", "{%s}", "{%s:path}"]
PATTERNS = [
    "/" + "/".join(segment.replace("%s", f"p{at}") for at, segment in enumerate(segments))
    for length in (1, 2, 3)
    for segments in product(SEGMENTS, repeat=length)
    if "{%s:path}" not in segments[:-1]
]
tables = st.lists(
    st.tuples(st.sampled_from(["GET", "HEAD", "POST"]), st.sampled_from(PATTERNS)),
    unique=True,
    max_size=8,
).map(lambda lines: routes(*(" ".join(line) for line in lines)))
paths = st.lists(
    st.sampled_from(["a", "b", "1", "-1", "1.5", "", "%61", "b%2Fc"]), min_size=1, max_size=4
).map(lambda segments: "/" + "/".join(segments))


@some
@given(tables, st.lists(paths, min_size=3, max_size=3))
def test_the_tree_finds_the_same_route_as_trying_all_of_them(
    table: list[Route], tried: list[str]
) -> None:
    for path, method in product(tried, ("GET", "HEAD", "POST")):
        assert tree(table, method, path) == naive(table, method, path)

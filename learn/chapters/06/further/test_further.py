"""Hosts with routers of their own."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import ConfigurationError, HTTPError
from further.hosts import Hosts
from tests.use_cases.test_route import routes
from use_cases import Router

PATTERNS = ["example", "ada.example", "*.example", "*.ada.example", "*"]


def router(name: str) -> Router:
    """Make a router that answers its own name alone, so that a test can see who answered."""
    return Router(routes(f"GET /{name.replace('*', 'any')}"))


def found(hosts: Hosts, host: str, tried: list[str]) -> list[str]:
    """Return those of the patterns whose router answers for a host."""
    answered = []
    for pattern in tried:
        try:
            hosts.match(host, "GET", "/" + pattern.replace("*", "any"))
        except HTTPError as error:
            if error.status != 404:
                raise
        else:
            answered.append(pattern)
    return answered


EXPECTED = {
    "example": "example",
    "ada.example": "ada.example",
    "grace.example": "*.example",
    "x.grace.example": "*.example",
    "x.ada.example": "*.ada.example",
    "y.x.ada.example": "*.ada.example",
    "localhost": "*",
    "counterexample": "*",
    "": "*",
    "[::1]": "*",
    "127.0.0.1": "*",
}


def test_the_most_exact_host_answers_in_whatever_order_they_are_written() -> None:
    for written in permutations(PATTERNS):
        hosts = Hosts({pattern: router(pattern) for pattern in written})
        answers = {host: found(hosts, host, PATTERNS) for host in EXPECTED}
        assert answers == {host: [pattern] for host, pattern in EXPECTED.items()}


def test_neither_the_port_nor_the_case_nor_a_dot_at_the_end_matters() -> None:
    tried = ["Ada.Example", "[::1]"]
    hosts = Hosts({pattern: router(pattern) for pattern in tried})
    for host in (
        "ada.example",
        "ADA.example:8000",
        "ada.example.",
        "ada.example.:80",
        "ada.example:",
    ):
        assert found(hosts, host, tried) == ["Ada.Example"], host
    for host in ("[::1]", "[::1]:8000", "[::1]:"):
        assert found(hosts, host, tried) == ["[::1]"], host


def test_a_host_that_is_not_served_is_misdirected() -> None:
    hosts = Hosts({"ada.example": router("ada"), "*.grace.example": router("grace")})
    for host in ("example", "x.ada.example", "grace.example", "", "localhost:80", "[::1]"):
        with pytest.raises(HTTPError) as caught:
            hosts.match(host, "GET", "/ada")
        assert caught.value.status == 421, host


def test_the_router_of_the_host_says_what_it_allows() -> None:
    hosts = Hosts({"ada.example": Router(routes("POST /welcome"))})
    with pytest.raises(HTTPError) as caught:
        hosts.match("ada.example", "GET", "/welcome")
    assert caught.value.headers == (("Allow", "OPTIONS, POST"),)


def test_a_route_comes_with_its_parameters() -> None:
    hosts = Hosts({"*": Router(routes("GET /welcome/{name}"))})
    assert hosts.match("localhost", "GET", "/welcome/Ada").params == {"name": "Ada"}


def test_a_pattern_that_cannot_work_is_refused() -> None:
    for pattern in ("", ".", "a..b", "*a", "a.*", "*.", "**", "*.*.a", "a:80", "a b", "a/b", ".a"):
        with pytest.raises(ConfigurationError):
            Hosts({pattern: router("a")})
    with pytest.raises(ConfigurationError):
        Hosts({"a.example": router("a"), "A.example": router("b")})


@settings(max_examples=50)
@given(st.lists(st.sampled_from(["ada", "grace", "example"]), max_size=4).map(".".join))
def test_one_pattern_answers_each_host(host: str) -> None:
    hosts = Hosts({pattern: router(pattern) for pattern in PATTERNS})
    assert len(found(hosts, host, PATTERNS)) == 1

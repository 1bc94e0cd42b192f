"""What a form can make the server do grows with what the peer sends, and not faster."""

from collections.abc import Callable, Iterable
from functools import partial

import pytest

from entities import Headers, HTTPError
from extras.use_cases import FormLimits, FormParser, parse_boundary
from tests.properties.steps import Octets, lines, octets
from tests.properties.test_cost import LINEAR, Work, ratios
from tests.use_cases.feeding import bytewise


def parse_multipart(pieces: Iterable[bytes]) -> None:
    """Read a form; an error is an end like any other."""
    parser = FormParser("b", FormLimits(10**9, 10**9, 10**9, 10**9))
    try:
        for piece in pieces:
            for _ in parser.feed(Octets(piece)):
                pass
    except HTTPError:
        pass


def form(data: bytes) -> Callable[[], None]:
    return partial(parse_multipart, [data])


def form_in_bytes(data: bytes) -> Callable[[], None]:
    return partial(parse_multipart, bytewise(data))


def form_in_segments(data: bytes) -> Callable[[], None]:
    return partial(parse_multipart, [data[at : at + 1460] for at in range(0, len(data), 1460)])


PART = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'

FORMS: dict[str, Work] = {
    "many parts": lambda n: form((PART + b"x\r\n") * 10 * n),
    "many parts, in segments": lambda n: form_in_segments((PART + b"x\r\n") * 50 * n),
    "many parts, byte by byte": lambda n: form_in_bytes((PART + b"x\r\n") * n),
    "a large content": lambda n: form(PART + b"x" * 1000 * n),
    "a large content, in segments": lambda n: form_in_segments(PART + b"x" * 3000 * n),
    "a large content, byte by byte": lambda n: form_in_bytes(PART + b"x" * 30 * n),
    "what is nearly a boundary": lambda n: form(PART + b"\r\n--" * 1000 * n),
    "what is nearly a boundary, byte by byte": lambda n: form_in_bytes(PART + b"\r\n--" * 10 * n),
    "what stands before the parts, byte by byte": lambda n: form_in_bytes(b"x" * 30 * n),
    "what follows the parts, byte by byte": lambda n: form_in_bytes(b"--b--" + b"x" * 30 * n),
    "a part with many fields": lambda n: form(PART[:-2] + b"A: b\r\n" * 10 * n + b"\r\n"),
    "a part with many parameters": lambda n: form(
        PART[:-4] + b"".join(b";a%d=b" % number for number in range(10 * n)) + b"\r\n\r\n"
    ),
}


@pytest.mark.parametrize("work", FORMS.values(), ids=FORMS)
def test_the_lines_that_run_grow_with_the_form(work: Work) -> None:
    for ratio in ratios(work, 32, lines):
        assert ratio <= LINEAR


@pytest.mark.parametrize("work", FORMS.values(), ids=FORMS)
def test_the_octets_of_a_form_that_are_copied_or_searched_grow_with_it(work: Work) -> None:
    for ratio in ratios(work, 32, octets):
        assert ratio <= LINEAR


@pytest.mark.parametrize(
    "parameters",
    [
        b';a="' * 300_000,
        b" " * 1_000_000 + b"x",
        b'; a="' + b"\\" * 999_999,
        b"; a=" + b"b" * 1_000_000 + b'"',
        b" ;" * 500_000,
    ],
    ids=["quotes", "spaces", "backslashes", "a token", "semicolons"],
)
def test_no_pattern_goes_back_over_long_parameters(parameters: bytes) -> None:
    content_type = "multipart/form-data" + parameters.decode()
    with pytest.raises(HTTPError):
        parse_boundary(Headers({"Content-Type": content_type}))
    disposition = b"--b\r\nContent-Disposition: form-data; name=a" + parameters
    parser = FormParser("b", FormLimits(head=10**9))
    with pytest.raises(HTTPError):
        list(parser.feed(disposition + b"\r\n\r\n"))

"""What every client may count on: these pass, whatever the defaults are made to be."""

from tests.use_cases.feeding import Seen, outcome
from tests.use_cases.requests import END, chunked, get, get_with, head, in_chunks, padded, request
from use_cases import Limits


def defaults(data: bytes) -> Seen:
    """Return what comes out with the default limits, which must not depend on the cut."""
    whole = outcome([data], Limits())
    cut = [data[at : at + 1000] for at in range(0, len(data), 1000)]
    assert outcome(cut, Limits()) == whole
    return whole


def test_a_request_line_of_8000_octets_passes() -> None:  # RFC 9112 section 3
    line = padded(b"GET /", b" HTTP/1.1", 8000)
    assert defaults(request(line, b"Host: a")) == [head(line.split()[1].decode()), END]


def test_fifty_fields_pass() -> None:
    fields = [(f"B{number}", "c" * 20) for number in range(49)]
    lines = [f"{name}: {value}".encode() for name, value in fields]
    assert defaults(get_with(*lines)) == [head("/", *fields), END]


def test_a_value_of_4_kib_passes() -> None:
    assert defaults(get_with(b"B: " + b"c" * 4096)) == [head("/", ("B", "c" * 4096)), END]


def test_a_body_of_a_million_octets_is_within_the_limit() -> None:
    assert Limits().body >= 1_000_000


def test_64_kib_are_too_much_for_any_line() -> None:
    much = b"c" * 64 * 1024
    assert defaults(get(b"/" + much)) == [414]
    assert defaults(get_with(b"B: " + much)) == [431]
    assert defaults(chunked(b"0" + much)) == [in_chunks(), 400]
    assert defaults(chunked(b"0;a=" + much)) == [in_chunks(), 400]
    assert defaults(chunked(b"0\r\nB: " + much)) == [in_chunks(), 431]


def test_64_kib_are_too_much_for_all_extensions() -> None:
    assert defaults(chunked((b"1;" + b"a" * 999 + b"\r\nx\r\n") * 65))[-1] == 400


def test_a_thousand_small_fields_are_too_many() -> None:
    assert defaults(get_with(*[b"B: c"] * 1000)) == [431]

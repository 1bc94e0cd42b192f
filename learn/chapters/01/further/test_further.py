"""No socket, no port, no pause: bytes in, a number out."""

import pytest

from further.framing import request_end

BODY = "name=Käthe".encode()
SIGNED = b"POST /login HTTP/1.1\r\nHost: localhost:8000\r\nContent-Length: 11\r\n\r\n" + BODY
ASKED = b"GET /welcome?name=Ada HTTP/1.1\r\nHost: localhost:8000\r\n\r\n"


def test_a_request_without_a_length_ends_with_its_head() -> None:
    assert request_end(ASKED) == len(ASKED)


def test_a_length_counts_octets() -> None:
    assert len(BODY.decode()) == 10
    assert request_end(SIGNED) == len(SIGNED)


@pytest.mark.parametrize("sent", [SIGNED, ASKED])
def test_wherever_the_network_cuts_more_must_come(sent: bytes) -> None:
    assert [request_end(sent[:end]) for end in range(len(sent))] == [None] * len(sent)


def test_what_follows_belongs_to_the_next_request() -> None:
    assert request_end(SIGNED + ASKED) == len(SIGNED)
    assert request_end(ASKED + SIGNED) == len(ASKED)


def test_names_of_fields_ignore_case() -> None:
    assert request_end(SIGNED.replace(b"Content-Length", b"CONTENT-length")) == len(SIGNED)


def test_space_and_tab_around_a_value_do_not_count() -> None:
    sent = SIGNED.replace(b": 11", b":\t11 ")
    assert request_end(sent) == len(sent)


@pytest.mark.parametrize(
    "fields",
    [
        b"Content-Length: 0\r\nContent-Length: 11",
        b"Content-Length: 11\r\ncontent-length: 11",
        b"Content-Length: 11\r\nTransfer-Encoding: chunked",
        b"transfer-encoding: chunked",
        b"Content-Length : 11",
        b" Content-Length: 11",
        b"Content-Length: +11",
        b"Content-Length: -11",
        b"Content-Length: 1_1",
        b"Content-Length: 0x11",
        b"Content-Length: 11, 11",
        b"Content-Length: ",
        "Content-Length: \u0661\u0661".encode(),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(fields: bytes) -> None:
    sent = SIGNED.replace(b"Content-Length: 11", fields)
    with pytest.raises(ValueError):  # noqa: PT011  (the words are yours)
        request_end(sent)

"""The words of each refusal: which rule was broken, and where it stands.

They are what a client is told and what stands in the log, so they are part of what is promised.
"""

import pytest

from entities import ProtocolError
from tests.use_cases.feeding import END_OF_INPUT
from tests.use_cases.requests import LIMITS, chunked, coded, get, get_with, padded, request, sized
from use_cases import RequestParser, Signal

RULES = {
    "CRLF was expected (RFC 9112 section 2.2)": b"GET / HTTP/1.1\n",
    "a request line has three parts with one space between (RFC 9112 section 3)": b"GET /\r\n",
    "a line has at most 48 octets (RFC 9112 section 3)": padded(b"GET /", b"", 49),
    "the method must be a token (RFC 9110 section 9.1)": b"G(T / HTTP/1.1\r\n",
    "the version must read HTTP/1.1 (RFC 9112 section 2.3)": b"GET / http/1.1\r\n",
    "only HTTP/1.1 and HTTP/1.0 are spoken (RFC 9110 section 15.6.6)": b"GET / HTTP/2.0\r\n",
    "this method is not implemented (RFC 9110 section 9.3)": b"TRACE / HTTP/1.1\r\n",
    "the target is not a valid path (RFC 9112 section 3.2)": get(b"b"),
    "the target must be an http URL (RFC 9112 section 3.2.2)": get(b"ftp://b/"),
    "the URL needs a valid host (RFC 9110 section 4.2.1)": get(b"http://c@b/"),
    "this connection serves http URLs (RFC 9110 section 7.4)": get(b"https://b/"),
    "the URL's path is not valid (RFC 3986 section 3.3)": get(b"http://b/%4"),
    "there are at most 4 fields (RFC 6585 section 5)": get_with(b"B:", b"C:", b"D:", b"E:"),
    "the fields have at most 64 octets (RFC 6585 section 5)": get_with(padded(b"B: ", b"", 65)),
    "a line must end in CRLF (RFC 9112 section 2.2)": get_with(b"B: c\nC: d"),
    "a line must not begin with white space (RFC 9112 section 5.2)": get_with(b"B: c", b" d"),
    "a field line needs a colon (RFC 9112 section 5)": get_with(b"B"),
    "white space before the colon (RFC 9112 section 5.1)": get_with(b"B : c"),
    "a name must be a token (RFC 9110 section 5.1)": get_with(b"B(: c"),
    "a control character (RFC 9110 section 5.5)": get_with(b"B: \0"),
    "Host must be sent, and only once (RFC 9112 section 3.2)": get_with(b"Host: b"),
    "Host must read host or host:port (RFC 9112 section 3.2)": request(
        b"GET / HTTP/1.1", b"Host: a b"
    ),
    "100-continue is the only expectation (RFC 9110 section 10.1.1)": get_with(b"Expect: tea"),
    "Transfer-Encoding with Content-Length or HTTP/1.0 (RFC 9112 section 6.1)": coded(
        b"chunked\r\nContent-Length: 0"
    ),
    "chunked must be the last coding, and only once (RFC 9112 section 6.3)": coded(b"gzip"),
    "chunked is the only coding known (RFC 9112 section 6.1)": coded(b"gzip, chunked"),
    "Content-Length must be sent once, as 1 to 18 digits (RFC 9112 section 6.3)": sized(b"+1"),
    "a chunk must begin with its size in hex (RFC 9112 section 7.1)": chunked(b"x\r\n"),
    "a line has at most 16 octets (RFC 9112 section 7.1.1)": chunked(b"0" * 17),
    "too many chunk extensions (RFC 9112 section 7.1.1)": chunked(b"1;abcde\r\nx\r\n0;abcdef\r\n"),
    "the message is not complete (RFC 9112 section 8)": sized(b"1"),
}


def refusal(data: bytes) -> ProtocolError:
    """Return the error that a parser raises for this, or for its end."""
    parser = RequestParser(LIMITS)
    try:
        for piece in (data, END_OF_INPUT):
            parser.feed(piece)
            while parser.next_event() is not Signal.NEED_DATA:
                pass
    except ProtocolError as error:
        return error
    raise AssertionError("it was served")


@pytest.mark.parametrize(("rule", "data"), RULES.items(), ids=RULES)
def test_a_refusal_names_the_rule_and_where_it_stands(rule: str, data: bytes) -> None:
    error = refusal(data)
    assert f"{error.detail} ({error.section})" == rule


def test_a_parser_speaks_http_in_the_clear_unless_it_is_told_otherwise() -> None:
    parser = RequestParser()
    assert parser.announced == 0
    parser.feed(get(b"http://b/"))
    assert parser.next_event() is not Signal.NEED_DATA

"""Unsound and hostile requests, and the status with which the parser must refuse each.

A name begins with the RFC that gives the rule, and its section. None of these waits for more:
what is wrong can be seen from the octets that stand here. Many more lines that are wrong in
themselves, whatever stands around them, are in test_syntax.py.
"""

from tests.use_cases.requests import (
    END,
    Rows,
    chunked,
    coded,
    get,
    get_with,
    head,
    in_chunks,
    in_length,
    padded,
    request,
    sized,
)

REQUEST_LINES: Rows = {
    "9112-3 two parts": (b"GET /\r\n", [400]),
    "9112-3 two spaces": (b"GET  / HTTP/1.1\r\n", [400]),
    "9110-9.1 a method that is no token": (b"G(T / HTTP/1.1\r\n", [400]),
    "9110-9.3.6 CONNECT": (b"CONNECT b:80 HTTP/1.1\r\n", [501]),
    "9110-15.6.6 HTTP/2.0": (b"GET / HTTP/2.0\r\n\r\n", [505]),
    "9113-3.4 the preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [505]),
    "3986-2.1 half an escape": (b"GET /%4 HTTP/1.1\r\n", [400]),
    "3986-2 an octet beyond ASCII": (b"GET /\xe9 HTTP/1.1\r\n", [400]),
    "9112-3.2.2 another scheme": (b"GET ftp://b/ HTTP/1.1\r\n", [400]),
    "9110-7.4 https where the connection is in the clear": (b"GET https://b/ HTTP/1.1\r\n", [421]),
    "9112-3 a target beyond the limit": (padded(b"GET /", b" HTTP/1.1\r\n", 49 + 2), [414]),
    "9112-3 a target without an end": (padded(b"GET /", b"", 49), [414]),
}

LINE_ENDS: Rows = {
    "9112-2.2 only bare LF": (b"GET / HTTP/1.1\nHost: a\n\n", [400]),
    "9112-2.2 a bare LF after the request line": (b"GET / HTTP/1.1\nHost: a\r\n\r\n", [400]),
    "9112-2.2 a bare LF after a field": (b"GET / HTTP/1.1\r\nB: c\nC: d\r\n\r\n", [400]),
    "9112-2.2 a bare LF for the last line": (b"GET / HTTP/1.1\r\nB: c\r\n\n", [400]),
    "9112-2.2 a bare LF before the last line": (b"GET / HTTP/1.1\r\nB: c\n\r\n", [400]),
    "9112-2.2 a bare LF before the fields": (b"GET / HTTP/1.1\r\n\nB: c\r\n\r\n", [400]),
    "9112-2.2 a bare LF for the fields": (b"GET / HTTP/1.1\r\n\n", [400]),
    "9112-2.2 a bare CR in the request line": (b"GET /\r HTTP/1.1\r\n", [400]),
    "9112-2.2 a bare CR in a field": (b"GET / HTTP/1.1\r\nB: c\rd\r\n\r\n", [400]),
    "9112-2.2 a bare CR before a field": (b"GET / HTTP/1.1\r\n\rB: c\r\n\r\n", [400]),
    "9112-2.2 CR LF CR after a field": (b"GET / HTTP/1.1\r\nB: c\r\n\rC: d\r\n\r\n", [400]),
    "9112-2.2 CR CR LF after the request line": (b"GET / HTTP/1.1\r\r\nB: c\r\n\r\n", [400]),
    "9112-2.2 CR CR LF after a field": (b"GET / HTTP/1.1\r\nB: c\r\r\n\r\n", [400]),
    "9112-2.2 CR CR LF at the end": (b"GET / HTTP/1.1\r\nB: c\r\n\r\r\n", [400]),
    "9112-2.2 a bare LF before a request": (b"\nGET / HTTP/1.1\r\n", [400]),
    "9112-2.2 a bare CR before a request": (b"\rGET / HTTP/1.1\r\n", [400]),
    "9112-2.2 CR CR LF before a request": (b"\r\r\nGET / HTTP/1.1\r\n", [400]),
    "9112-2.2 two empty lines before a request": (b"\r\n\r\nGET / HTTP/1.1\r\n", [400]),
    "9112-2.2 an empty line, then a bare LF": (b"\r\n\nGET / HTTP/1.1\r\n", [400]),
    "9112-2.2 an empty line, then a bare CR": (b"\r\n\rGET / HTTP/1.1\r\n", [400]),
}

FIELDS: Rows = {
    "9112-5 a line without a colon": (request(b"GET / HTTP/1.1", b"B"), [400]),
    "9112-5 an empty name": (request(b"GET / HTTP/1.1", b": c"), [400]),
    "9112-5.1 white space before the colon": (request(b"GET / HTTP/1.1", b"B : c"), [400]),
    "9112-5.2 folding": (request(b"GET / HTTP/1.1", b"B: c", b" d"), [400]),
    "9112-2.2 white space before the first field": (request(b"GET / HTTP/1.1", b" B: c"), [400]),
    "9110-5.5 NUL in a value": (request(b"GET / HTTP/1.1", b"B: c\x00d"), [400]),
    "9112-3.2 no Host": (request(b"GET / HTTP/1.1"), [400]),
    "9112-3.2 two Hosts": (get_with(b"Host: b"), [400]),
    "9112-3.2 a bad Host": (request(b"GET / HTTP/1.1", b"Host: a b"), [400]),
    "9110-10.1.1 another expectation": (get_with(b"Expect: tea"), [417]),
    "6585-5 a field too many": (get_with(b"B: c", b"C: d", b"D: e", b"E: f"), [431]),
    "6585-5 fields beyond the limit": (
        request(b"GET / HTTP/1.1", padded(b"B: ", b"", 65 - 2)),
        [431],
    ),
    "6585-5 a field without an end": (padded(b"GET / HTTP/1.1\r\nB: ", b"", 16 + 66), [431]),
    "6585-5 fields whose last octet is a CR": (
        padded(b"GET / HTTP/1.1\r\nB: ", b"\r", 16 + 66),
        [431],
    ),
    "9112-9.3.2 a bad request behind a good one": (get(b"/") + get(b"b"), [head(), END, 400]),
    "9112-9.3.2 a bad request behind a body": (
        sized(b"2", b"ab") + get(b"b"),
        [in_length(2), b"ab", END, 400],
    ),
}

FRAMING: Rows = {
    "9112-6.3 an empty length": (sized(b""), [400]),
    "9112-6.3 two lengths": (get_with(b"Content-Length: 1", b"Content-Length: 2"), [400]),
    "9112-6.3 no coding but another": (coded(b"gzip"), [400]),
    "9112-6.3 a coding that begins like chunked": (coded(b"chunkedX"), [400]),
    "9112-6.1 chunked twice": (coded(b"chunked, chunked"), [400]),
    "9112-6.3 nothing behind chunked, in two lines": (
        coded(b"chunked\r\nTransfer-Encoding:"),
        [400],
    ),
    "9112-6.1 another coding before chunked": (coded(b"gzip, chunked"), [501]),
    "9112-6.1 chunked before a length": (coded(b"chunked\r\nContent-Length: 0"), [400]),
    "9112-6.1 chunked on HTTP/1.0": (
        request(b"GET / HTTP/1.0", b"Transfer-Encoding: chunked"),
        [400],
    ),
}

CHUNKS: Rows = {
    "9112-7.1 no size": (chunked(b"\r\n"), [in_chunks(), 400]),
    "9112-7.1 white space behind a size": (chunked(b"1 \r\n"), [in_chunks(), 400]),
    "9112-7.1 a size of seventeen digits": (chunked(b"0" * 17), [in_chunks(), 400]),
    "9112-7.1.1 LF in an extension": (chunked(b"1;a\nb"), [in_chunks(), 400]),
    "9112-7.1.1 CR in an extension": (chunked(b"1;a\rb"), [in_chunks(), 400]),
    "9112-7.1.1 a size line without an end": (chunked(b"0;" + b"a" * 15), [in_chunks(), 400]),
    "9112-7.1.1 extensions beyond the limit of all": (
        chunked(b"1;abcde\r\nx\r\n0;abcdef\r\n"),
        [in_chunks(), b"x", 400],
    ),
    "9112-2.2 a bare LF behind a size": (chunked(b"1\n"), [in_chunks(), 400]),
    "9112-2.2 CR CR LF behind a size": (chunked(b"1\r\r\n"), [in_chunks(), 400]),
    "9112-7.1 data longer than their size": (chunked(b"1\r\nxy\r\n"), [in_chunks(), b"x", 400]),
    "9112-7.1 two other octets behind data": (chunked(b"1\r\nxyz0\r\n"), [in_chunks(), b"x", 400]),
    "9112-7.1 a bare LF behind data": (chunked(b"1\r\nx\n0\r\n"), [in_chunks(), b"x", 400]),
    "9112-7.1 a bare CR behind data": (chunked(b"1\r\nx\rx"), [in_chunks(), b"x", 400]),
    "9112-7.1 CR CR LF behind data": (chunked(b"1\r\nx\r\r\n"), [in_chunks(), b"x", 400]),
    "9112-7.1 a bad size behind a chunk": (chunked(b"1\r\nx\r\ny\r\n"), [in_chunks(), b"x", 400]),
    "9112-7.1.2 a trailer without a colon": (chunked(b"0\r\nB\r\n\r\n"), [in_chunks(), 400]),
    "9112-7.1.2 a folded trailer": (chunked(b"0\r\nB: c\r\n d\r\n\r\n"), [in_chunks(), 400]),
    "9112-2.2 a bare LF behind a trailer": (chunked(b"0\r\nB: c\n"), [in_chunks(), 400]),
    "9112-2.2 a bare LF for the trailers": (chunked(b"0\r\n\n"), [in_chunks(), 400]),
    "9112-2.2 a bare CR for the trailers": (chunked(b"0\r\n\rx"), [in_chunks(), 400]),
    "6585-5 a trailer too many": (
        chunked(b"0\r\nB:\r\nC:\r\nD:\r\nE:\r\nF:\r\n\r\n"),
        [in_chunks(), 431],
    ),
    "6585-5 trailers beyond the limit": (
        chunked(b"0\r\n" + padded(b"B: ", b"\r\n\r\n", 65 + 2)),
        [in_chunks(), 431],
    ),
    "6585-5 a trailer without an end": (
        chunked(b"0\r\n" + padded(b"B: ", b"", 66)),
        [in_chunks(), 431],
    ),
}

REFUSED = REQUEST_LINES | LINE_ENDS | FIELDS | FRAMING | CHUNKS

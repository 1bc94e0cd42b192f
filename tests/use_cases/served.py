"""Sound requests, and what the parser must make of each.

A name begins with the RFC that gives the rule, and its section.
"""

from tests.use_cases.requests import (
    END,
    Rows,
    chunked,
    get,
    get_with,
    head,
    in_chunks,
    in_length,
    old,
    padded,
    request,
    sized,
)

TARGETS: Rows = {
    "9112-3.2.1 origin form": (get(b"/a/b?c=d"), [head("/a/b?c=d"), END]),
    "9112-3.2.1 a path that begins with two slashes": (get(b"//b/c"), [head("//b/c"), END]),
    "WHATWG what browsers leave raw in a query": (get(b"/?{`}|^%7B"), [head("/?{`}|^%7B"), END]),
    "9112-3.2.2 absolute form wins over Host": (
        get(b"http://b:80/c?d"),
        [head("/c?d", host="b:80"), END],
    ),
    "9112-3.2.1 absolute form without a path": (get(b"http://b"), [head("/", host="b"), END]),
    "9112-3.2.4 asterisk form": (
        request(b"OPTIONS * HTTP/1.1", b"Host: a"),
        [head("*", method="OPTIONS"), END],
    ),
}

LINES: Rows = {
    "9110-9.1 a method that is a token": (
        request(b"a!#$%&'*+-.^_`|~0 / HTTP/1.1", b"Host: a"),
        [head(method="a!#$%&'*+-.^_`|~0"), END],
    ),
    "9110-2.5 a later minor version is served as 1.1": (
        request(b"GET / HTTP/1.9", b"Host: a"),
        [head(), END],
    ),
    "9112-2.2 one empty line before a request": (b"\r\n" + get(b"/"), [head(), END]),
    "9112-2.2 one empty line between requests": (
        get(b"/") + b"\r\n" + get(b"/b"),
        [head(), END, head("/b"), END],
    ),
    "9112-9.3.2 pipelined requests": (
        sized(b"2", b"ab") + chunked(b"1\r\na\r\n0\r\n\r\n"),
        [in_length(2), b"ab", END, in_chunks(), b"a", END],
    ),
    "9112-3 a request line at its limit": (
        request(padded(b"GET /", b" HTTP/1.1", 48), b"Host: a"),
        [head("/" + "x" * 34), END],
    ),
}

FIELDS: Rows = {
    "9112-5 white space around a value is no part of it": (
        get_with(b"B:c", b"C: \t d e\t "),
        [head("/", ("B", "c"), ("C", "d e")), END],
    ),
    "9110-5.5 an empty value": (get_with(b"B:", b"C: "), [head("/", ("B", ""), ("C", "")), END]),
    "9110-5.6.3 a no-break space is no white space": (
        get_with(b"B: \xa0c\x85"),
        [head("/", ("B", "\xa0c\x85")), END],
    ),
    "9110-5.1 names in any case": (
        request(b"POST / HTTP/1.1", b"hOST: a", b"cONTENT-lENGTH: 1", body=b"b"),
        [in_length(1), b"b", END],
    ),
    "9110-5.2 lines of one name stay apart": (
        get_with(b"B: c", b"b: d"),
        [head("/", ("B", "c"), ("B", "d")), END],
    ),
    "6585-5 as many fields as the limit": (
        get_with(b"B: c", b"C: d", b"D: e"),
        [head("/", ("B", "c"), ("C", "d"), ("D", "e")), END],
    ),
    "6585-5 fields at their limit": (
        get_with(padded(b"B: ", b"", 64 - 9 - 2)),
        [head("/", ("B", "x" * 50)), END],
    ),
    "9112-3.2 an empty Host": (request(b"GET / HTTP/1.1", b"Host:"), [head(host=""), END]),
    "9110-10.1.1 an expectation, in any case": (
        get_with(b"Expect: 100-Continue"),
        [head("/", ("Expect", "100-Continue"), expects_continue=True), END],
    ),
    "9110-7.8 Upgrade is ignored": (
        get_with(b"Upgrade: h2c", b"Connection: upgrade"),
        [head("/", ("Upgrade", "h2c"), ("Connection", "upgrade")), END],
    ),
}

CONNECTIONS: Rows = {
    "9112-9.3 close": (
        get_with(b"Connection: close"),
        [head("/", ("Connection", "close"), persistent=False), END],
    ),
    "9112-9.3 HTTP/1.0 closes, and needs no Host": (request(b"GET / HTTP/1.0"), [old(False), END]),
    "9112-9.3 HTTP/1.0 asks for keep-alive": (
        request(b"GET / HTTP/1.0", b"Connection: Keep-Alive"),
        [old(True, ("Connection", "Keep-Alive")), END],
    ),
}

BODIES: Rows = {
    "9112-6.2 a length": (sized(b"3", b"abc"), [in_length(3), b"abc", END]),
    "9112-6.2 a length of zero": (sized(b"0"), [in_length(0), END]),
    "9112-6.2 a body that looks like a request": (
        sized(b"18", b"GET / HTTP/1.0\r\n\r\n"),
        [in_length(18), b"GET / HTTP/1.0\r\n\r\n", END],
    ),
    "9112-7.1 chunks": (
        chunked(b"3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n"),
        [in_chunks(), b"abcd", END],
    ),
    "9112-7.1 no chunk but the last": (chunked(b"0\r\n\r\n"), [in_chunks(), END]),
    "9112-7.1 sizes in any case and with zeros before": (
        chunked(b"00a\r\n0123456789\r\nB\r\n0123456789a\r\n00\r\n\r\n"),
        [in_chunks(), b"01234567890123456789a", END],
    ),
    "9112-7.1 a chunk that holds CRLF": (
        chunked(b"4\r\n\r\n0\r\r\n0\r\n\r\n"),
        [in_chunks(), b"\r\n0\r", END],
    ),
    "9112-7.1.1 extensions": (
        chunked(b'1;a;b=c\r\nx\r\n0;d="e"\r\n\r\n'),
        [in_chunks(), b"x", END],
    ),
    "9110-5.6.4 an escape in a quoted extension": (
        chunked(b'1;a="\\";\xff"\r\nx\r\n0\r\n\r\n'),
        [in_chunks(), b"x", END],
    ),
    "9112-7.1.1 extensions at their limit": (
        chunked(b"1;abcde\r\nx\r\n0;abcde\r\n\r\n"),
        [in_chunks(), b"x", END],
    ),
    "9112-7.1 a size line at its limit": (
        chunked(b"1".rjust(16, b"0") + b"\r\nx\r\n0\r\n\r\n"),
        [in_chunks(), b"x", END],
    ),
    "9112-7.1.2 trailers have no effect": (
        chunked(b"0\r\nContent-Length: 5\r\nB: c\r\n\r\n"),
        [in_chunks(), END],
    ),
    "6585-5 as many trailers as the limit": (
        chunked(b"0\r\nB: c\r\nC: d\r\nD: e\r\nE: f\r\n\r\n"),
        [in_chunks(), END],
    ),
    "6585-5 trailers at their limit": (
        chunked(b"0\r\n" + padded(b"B: ", b"\r\n", 64) + b"\r\n"),
        [in_chunks(), END],
    ),
    "9112-7 the coding in any case": (
        request(
            b"POST / HTTP/1.1", b"Host: a", b"Transfer-Encoding: \tChUnKeD ", body=b"0\r\n\r\n"
        ),
        [in_chunks("ChUnKeD"), END],
    ),
}

SERVED = TARGETS | LINES | FIELDS | CONNECTIONS | BODIES

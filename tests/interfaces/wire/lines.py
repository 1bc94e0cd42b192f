"""Line ends, request lines and versions."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    HELLO,
    HOST,
    SMUGGLED,
    Answer,
    Row,
    closed,
    ended,
    get,
    head,
    named,
    opened,
    post,
    text,
)

ENDS = "9112-2.2"
LINE = "9112-3"
VERSION = "9112-2.3"
GET = b"GET / HTTP/1.1\r\nHost: a\r\n"
NOT_ALLOWED = Answer(405, has=("Allow: GET, HEAD, OPTIONS",))

LINE_ENDS = [
    opened("CRLF after each line", ENDS, get(), HELLO),
    closed(
        "a bare LF after each line",
        ENDS,
        b"GET / HTTP/1.1\nHost: a\n\n",
        400,
        fault=known.WAITRESS_LF,
    ),
    closed("a bare LF after the request line", ENDS, b"GET / HTTP/1.1\nHost: a\r\n\r\n", 400),
    closed(
        "a bare LF after a field",
        ENDS,
        b"GET / HTTP/1.1\r\nHost: a\nB: c\r\n\r\n",
        400,
        fault=known.NODE_LF,
    ),
    closed("a bare LF after the last field", ENDS, b"GET / HTTP/1.1\r\nHost: a\n\r\n", 400),
    closed("a bare LF for the empty line", ENDS, GET + b"\n", 400),
    closed("two bare LF at the end", ENDS, b"GET / HTTP/1.1\r\nHost: a\n\n", 400),
    closed("LF CR for CRLF", ENDS, b"GET / HTTP/1.1\n\rHost: a\n\r\n\r", 400),
    closed("a bare CR after each line", ENDS, b"GET / HTTP/1.1\rHost: a\r\r", 400),
    closed("a bare CR after the request line", ENDS, b"GET / HTTP/1.1\rHost: a\r\n\r\n", 400),
    closed(
        "a bare CR after a field",
        ENDS,
        b"GET / HTTP/1.1\r\nHost: a\rB: c\r\n\r\n",
        400,
        fault=known.NODE_CR,
    ),
    closed(
        "a bare CR that hides a field in a value",
        ENDS,
        GET + b"B: \rxTransfer-Encoding: chunked\r\n\r\n1\r\nA\r\n0\r\n\r\n",
        400,
        fault=known.AIOHTTP_CR,
    ),
    closed("a bare CR in the method", ENDS, b"G\rET / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    closed("a bare CR in the target", ENDS, b"GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    closed("a bare CR in the version", ENDS, b"GET / HTTP/1\r.1\r\nHost: a\r\n\r\n", 400),
    closed("a bare CR in a name", ENDS, GET + b"B\rC: d\r\n\r\n", 400),
    closed("a bare CR before a name", ENDS, GET + b"\rB: c\r\n\r\n", 400),
    closed("CR CR LF after the request line", ENDS, b"GET / HTTP/1.1\r\r\nHost: a\r\n\r\n", 400),
    closed(
        "CR CR LF after a field",
        ENDS,
        b"GET / HTTP/1.1\r\nHost: a\r\r\nB: c\r\n\r\n",
        400,
        fault=known.NODE_NO_CRLF,
    ),
    closed("CR CR LF for the empty line", ENDS, GET + b"\r\r\n", 400),
    closed("CR before the last CRLF, then another request", ENDS, GET + b"\r\r\n" + SMUGGLED, 400),
    closed("CR and a name where the empty line would be", ENDS, GET + b"\rX" + SMUGGLED, 400),
    closed("a vertical tab for a line end", ENDS, b"GET / HTTP/1.1\x0bHost: a\r\n\r\n", 400),
    closed("a form feed for a line end", ENDS, b"GET / HTTP/1.1\x0cHost: a\r\n\r\n", 400),
    closed("a next line (0x85) for a line end", ENDS, b"GET / HTTP/1.1\x85Host: a\r\n\r\n", 400),
    opened("a next line (0x85) in a value", ENDS, get("/", "B: c\x85D: e"), HELLO),
    opened("a line separator (U+2028) in a value", ENDS, get("/", "B: \xe2\x80\xa8C: d"), HELLO),
]

EMPTY_LINES = [
    opened("one before the first request", ENDS, b"\r\n" + get(), HELLO),
    opened("one between requests", ENDS, get() + b"\r\n" + get("/json"), HELLO, 200),
    opened("one after a body", ENDS, post(b"hello") + b"\r\n" + get(), text(b"hello"), HELLO),
    closed("two before a request", ENDS, b"\r\n\r\n" + get(), 400),
    closed("two between requests", ENDS, get() + b"\r\n\r\n" + get(), HELLO, 400),
    closed("two after a body", ENDS, post(b"hello") + b"\r\n\r\n" + get(), text(b"hello"), 400),
    closed("a thousand", ENDS, b"\r\n" * 1000, 400),
    closed("a bare LF for one", ENDS, b"\n" + get(), 400),
    closed("a bare CR for one", ENDS, b"\r" + get(), 400),
    closed("CR CR LF for one", ENDS, b"\r\r\n" + get(), 400),
    closed("one, then a bare LF", ENDS, b"\r\n\n" + get(), 400),
    closed("one, then a bare CR", ENDS, b"\r\n\rGET", 400),
    closed("one that holds a space", ENDS, b" \r\n" + get(), 400),
    ended("one, and nothing more", ENDS, b"\r\n"),
    ended("a CR, and nothing more", ENDS, b"\r"),
    ended("nothing at all", "9112-9.5", b""),
]

REQUEST_LINES = [
    closed("nothing but a method", LINE, b"GET\r\n\r\n", 400),
    closed("no version, as HTTP/0.9 had it", LINE, b"GET /\r\n\r\n", 400),
    closed("no target", LINE, head("GET HTTP/1.1", HOST), 400),
    closed("no method", LINE, head("/ HTTP/1.1", HOST), 400),
    closed("four parts", LINE, head("GET / HTTP/1.1 b", HOST), 400),
    closed("a space in the target", LINE, head("GET /a b HTTP/1.1", HOST), 400),
    closed("two spaces after the method", LINE, head("GET  / HTTP/1.1", HOST), 400),
    closed("two spaces after the target", LINE, head("GET /  HTTP/1.1", HOST), 400),
    closed("a space before the method", LINE, head(" GET / HTTP/1.1", HOST), 400),
    closed("a space after the version", LINE, head("GET / HTTP/1.1 ", HOST), 400),
    closed("a tab for the first space", LINE, head("GET\t/ HTTP/1.1", HOST), 400),
    closed("a tab for the second space", LINE, head("GET /\tHTTP/1.1", HOST), 400),
    closed("a tab after the version", LINE, head("GET / HTTP/1.1\t", HOST), 400),
    closed("a vertical tab for a space", LINE, head("GET\x0b/ HTTP/1.1", HOST), 400),
    closed("a form feed for a space", LINE, head("GET /\x0cHTTP/1.1", HOST), 400),
    closed("a no-break space for a space", LINE, head("GET\xa0/ HTTP/1.1", HOST), 400),
    closed("a byte order mark before it", LINE, b"\xef\xbb\xbf" + get(), 400),
    closed("NUL before it", LINE, b"\x00" + get(), 400),
    closed("NUL after it", LINE, head("GET / HTTP/1.1\x00", HOST), 400),
    closed("a field where it should stand", LINE, b"Host: a\r\n\r\n", 400),
    closed("what a client of TLS says first", LINE, b"\x16\x03\x01\x00\xa5\x01\x00\r\n", 400),
    closed("the preface of HTTP/2", "9113-3.4", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0", 505),
    ended("half of one", "9112-8", b"GET / HT", 400),
    ended("one without fields", "9112-8", b"GET / HTTP/1.1\r\n", 400),
    ended("half a head", "9112-8", GET, 400),
    ended("a head that ends in CR", "9112-8", GET + b"\r", 400),
]


def _method(character: str) -> Row:
    """Write the row for a method that holds a character which no token may hold."""
    sent = head(f"G{character}T / HTTP/1.1", HOST)
    return closed(f"the method holds {named(character)}", "9110-9.1", sent, 400)


METHODS = [
    opened(
        "a token of every kind of character", "9110-5.6.2", get(method="a!#$%&'*+-.^_`|~0"), 405
    ),
    opened("an unknown one on a known path", "9110-9.1", get(method="BREW"), NOT_ALLOWED),
    opened("an unknown one on an unknown path", "9110-9.1", get("/b", method="BREW"), 501),
    opened("in lower case it is another", "9110-9.1", get(method="get"), NOT_ALLOWED),
    opened("in mixed case it is another", "9110-9.1", get("/b", method="Get"), 501),
    opened("one of a thousand letters", "9110-9.1", get(method="B" * 1000), 405),
    opened("POST where there is only GET", "9110-15.5.6", get(method="POST"), NOT_ALLOWED),
    opened("PUT where there is only GET", "9110-15.5.6", get(method="PUT"), NOT_ALLOWED),
    opened("DELETE where there is only GET", "9110-15.5.6", get(method="DELETE"), NOT_ALLOWED),
    opened("PATCH where there is only GET", "9110-15.5.6", get(method="PATCH"), NOT_ALLOWED),
    opened(
        "GET where there is only POST",
        "9110-15.5.6",
        get("/echo"),
        Answer(405, has=("Allow: OPTIONS, POST",)),
    ),
    opened("PUT on an unknown path", "9110-15.5.5", get("/b", method="PUT"), 404),
    closed("CONNECT", "9110-9.3.6", get("b:80", method="CONNECT"), 501),
    closed("CONNECT to a path", "9110-9.3.6", get("/", method="CONNECT"), 501),
    closed("TRACE", "9110-9.3.8", get(method="TRACE"), 501),
    *map(_method, '"(),/:;<=>?@[\\]{}\x00\x01\x1f\x7f\x80\xff'),
]

VERSIONS = [
    opened("HTTP/1.2 is served as 1.1", "9110-2.5", get(version="1.2"), HELLO),
    opened("HTTP/1.9 is served as 1.1", "9110-2.5", get(version="1.9"), HELLO),
    closed("HTTP/1.0 is answered HTTP/1.1", "9110-2.5", get(version="1.0"), HELLO),
    closed("HTTP/2.0", "9110-15.6.6", get(version="2.0"), 505),
    closed("HTTP/3.0", "9110-15.6.6", get(version="3.0"), 505),
    closed("HTTP/9.9", "9110-15.6.6", get(version="9.9"), 505),
    closed("HTTP/0.9", "9110-15.6.6", get(version="0.9"), 505, fault=known.JETTY_0_9),
    closed("HTTP/0.0", "9110-15.6.6", get(version="0.0"), 505),
    closed("two digits after the dot", VERSION, get(version="1.10"), 400),
    closed("two digits before the dot", VERSION, get(version="11.1"), 400),
    closed("a zero before the digit", VERSION, get(version="01.1"), 400),
    closed("no minor version", VERSION, get(version="1"), 400),
    closed("nothing after the dot", VERSION, get(version="1."), 400),
    closed("nothing before the dot", VERSION, get(version=".1"), 400),
    closed("no version", VERSION, get(version=""), 400),
    closed("a comma for the dot", VERSION, get(version="1,1"), 400, fault=known.AIOHTTP_VERSION),
    closed("an x for a digit", VERSION, get(version="1.x"), 400),
    closed("a letter behind it", VERSION, get(version="1.1a"), 400),
    closed("a sign before the digit", VERSION, get(version="+1.1"), 400),
    closed("a minus after the dot", VERSION, get(version="1.-1"), 400),
    closed("an underscore", VERSION, get(version="1_1"), 400),
    closed(
        "Arabic digits",
        VERSION,
        get(version="1.\xd9\xa1"),
        400,
        fault=known.AIOHTTP_VERSION,
    ),
    closed("a superscript digit", VERSION, get(version="1.\xb9"), 400),
    closed("the name in lower case", VERSION, head("GET / http/1.1", HOST), 400),
    closed("the name in mixed case", VERSION, head("GET / Http/1.1", HOST), 400),
    closed("another name", VERSION, head("GET / HTTPS/1.1", HOST), 400),
    closed("another protocol", VERSION, head("OPTIONS / ICAP/1.0", HOST), 400),
    closed("a letter too few", VERSION, head("GET / HTT/1.1", HOST), 400),
    closed("a letter too many", VERSION, head("GET / XHTTP/1.1", HOST), 400),
    closed("no slash", VERSION, head("GET / HTTP1.1", HOST), 400),
    closed("a backslash", VERSION, head("GET / HTTP\\1.1", HOST), 400),
    closed("a space for the slash", VERSION, head("GET / HTTP 1.1", HOST), 400),
    closed("a space after the slash", VERSION, head("GET / HTTP/ 1.1", HOST), 400),
]

TOPICS: dict[str, list[Row]] = {
    "Line ends": LINE_ENDS,
    "Empty lines": EMPTY_LINES,
    "Request line": REQUEST_LINES,
    "Method": METHODS,
    "Version": VERSIONS,
}

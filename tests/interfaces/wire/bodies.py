"""How the end of a body is found: Content-Length, Transfer-Encoding, both, neither."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    CHUNKED,
    HELLO,
    HOST,
    SMUGGLED,
    Answer,
    Row,
    closed,
    ended,
    framed,
    get,
    head,
    in_chunks,
    opened,
    post,
    text,
)

LENGTH = "9112-6.2"
FRAMING = "9112-6.3"
CODING = "9112-6.1"
HELLO_CHUNK = b"5\r\nhello\r\n0\r\n\r\n"
NOTHING = b"0\r\n\r\n"


def _length(title: str, value: str, status: int = 400, fault: str = "") -> Row:
    """Write a row for a Content-Length that is none; what follows must not be answered."""
    sent = framed(f"Content-Length: {value}", body=b"hello" + SMUGGLED)
    return closed(title, FRAMING, sent, status, fault=fault)


LENGTHS = [
    opened("a body", LENGTH, post(b"hello"), text(b"hello")),
    opened("no body", LENGTH, post(b""), text(b"")),
    opened("no length, no body", FRAMING, framed(), text(b"")),
    opened("its name in any case", "9110-5.1", framed("cOnTeNt-LeNgTh: 5", body=b"hello"), 200),
    opened("white space around it", "9112-5", framed("Content-Length: \t5 ", body=b"hello"), 200),
    opened("zeros before it", LENGTH, framed("Content-Length: 005", body=b"hello"), text(b"hello")),
    opened("two zeros", LENGTH, framed("Content-Length: 00"), text(b"")),
    opened("a body of every octet", LENGTH, post(bytes(range(256))), text(bytes(range(256)))),
    opened("a body that looks like a request", LENGTH, post(SMUGGLED), text(SMUGGLED)),
    opened("a body that looks like chunks", LENGTH, post(HELLO_CHUNK), text(HELLO_CHUNK)),
    opened("a body of line ends", LENGTH, post(b"\r\n\r\n\n\r"), text(b"\r\n\r\n\n\r")),
    opened("a request behind a body", LENGTH, post(b"hello") + get(), text(b"hello"), HELLO),
    closed("a body on HTTP/1.0", LENGTH, post(b"hello", version="1.0"), text(b"hello")),
    _length("an empty value", "", fault=known.PUMA_EMPTY),
    closed(
        "an empty line and a sound one",
        FRAMING,
        framed("Content-Length:", "Content-Length: 5", body=b"hello" + SMUGGLED),
        400,
        fault=known.HAPROXY_EMPTY,
    ),
    _length("white space alone", " \t "),
    _length("a minus", "-5", fault=known.AIOHTTP_INT),
    _length("minus zero", "-0", fault=known.AIOHTTP_INT),
    _length("a plus", "+5", fault=known.HYPER_PLUS),
    _length("plus zero", "+0", fault=known.TWISTED_SIGN),
    _length("an underscore", "0_5", fault=known.TORNADO_INT),
    _length("a hexadecimal", "0x5", fault=known.WAITRESS_INT),
    _length("hexadecimal digits", "a"),
    _length("a point", "5.0"),
    _length("an exponent", "5e0"),
    _length("a letter behind it", "5b"),
    _length("letters", "five"),
    _length("a space within it", "5 5", fault=known.NODE_INNER_SPACE),
    _length("a tab within it", "0\t5"),
    _length("a list of equal lengths", "5, 5"),
    _length("a list without a space", "5,5"),
    _length("a list that ends in a comma", "5,"),
    _length("a list of two lengths", "5, 6"),
    _length("a parameter", "5;b=c"),
    _length("quotation marks", '"5"'),
    _length("Arabic digits", "\xd9\xa5", fault=known.AIOHTTP_INT),
    _length("full-width digits", "\xef\xbc\x95"),
    _length("a superscript digit", "\xb2"),
    _length("a no-break space behind it", "5\xa0"),
    _length("a no-break space before it", "\xa05"),
    _length("a next line (0x85) behind it", "5\x85"),
    _length("a vertical tab before it", "\x0b5", fault=known.TWISTED_SIGN),
    _length("a form feed behind it", "5\x0c"),
    _length("NUL behind it", "5\0"),
    _length("2 to the 64th and 5", "18446744073709551621"),
    _length("2 to the 63rd", "9223372036854775808"),
    _length("2 to the 32nd and 5", "4294967301", 413),
    _length("eighteen digits", "9" * 18, 413),
    _length("nineteen digits", "9" * 19),
    _length("five thousand digits", "9" * 5000),
    _length("five thousand zeros", "0" * 5000),
    closed(
        "two that differ",
        FRAMING,
        framed("Content-Length: 5", "Content-Length: 6", body=b"hello" + SMUGGLED),
        400,
        fault=known.JETTY_LENGTHS,
    ),
    closed(
        "two that are equal",
        FRAMING,
        framed("Content-Length: 5", "Content-Length: 5", body=b"hello" + SMUGGLED),
        400,
        fault=known.WAITRESS_LENGTHS,
    ),
    closed(
        "two, the second zero",
        FRAMING,
        framed("Content-Length: 5", "content-length: 0", body=b"hello" + SMUGGLED),
        400,
        fault=known.TWISTED_LENGTHS,
    ),
    closed(
        "two on HTTP/1.0",
        FRAMING,
        framed("Content-Length: 5", "Content-Length: 0", body=b"hello", version="1.0"),
        400,
    ),
    closed(
        "two with another field between, behind GET",
        FRAMING,
        get("/", "Content-Length: 0", "B: c", "Content-Length: 44") + SMUGGLED,
        400,
    ),
    ended("an end before the body", "9112-8", framed("Content-Length: 5"), 400),
    ended("an end within the body", "9112-8", framed("Content-Length: 10", body=b"hello"), 400),
    ended(
        "an end within a body that nobody reads",
        "9112-8",
        get("/", "Content-Length: 10") + b"hello",
        Answer(200, HELLO.body, lacks=("Connection",)),
    ),
]


def _coding(title: str, value: str, status: int = 400, fault: str = "") -> Row:
    """Write a row for a coding that is not served; what follows must not be answered."""
    sent = framed(f"Transfer-Encoding: {value}", body=NOTHING + SMUGGLED)
    return closed(title, CODING if status == 501 else FRAMING, sent, status, fault=fault)


CODINGS = [
    opened("chunked", "9112-7.1", in_chunks(HELLO_CHUNK), text(b"hello")),
    opened("chunked, behind GET", "9112-6", get("/", CHUNKED) + HELLO_CHUNK, HELLO),
    opened(
        "chunked in capitals",
        "9112-7",
        framed("Transfer-Encoding: CHUNKED", body=HELLO_CHUNK),
        text(b"hello"),
    ),
    opened(
        "chunked in mixed case",
        "9112-7",
        framed("tRANSFER-eNCODING: ChunKed", body=HELLO_CHUNK),
        text(b"hello"),
    ),
    opened(
        "white space around it",
        "9112-5",
        framed("Transfer-Encoding: \t chunked \t", body=HELLO_CHUNK),
        text(b"hello"),
    ),
    opened("TE says nothing of the body", "9110-10.1.4", get("/", "TE: trailers, chunked"), HELLO),
    _coding("another coding after it", "chunked, gzip", fault=known.GUNICORN_LAST),
    _coding("another coding instead", "gzip", fault=known.GUNICORN_FALLBACK),
    _coding("identity", "identity"),
    _coding("identity after it", "chunked, identity", fault=known.WAITRESS_LIST),
    _coding("twice", "chunked, chunked"),
    _coding("an empty value", ""),
    _coding("a comma alone", ","),
    _coding("an empty element before it", ", chunked"),
    _coding("an empty element after it", "chunked,"),
    _coding("an empty element between", "gzip, , chunked"),
    _coding("a parameter", "chunked;b=c"),
    _coding("an empty parameter", "chunked;"),
    _coding("a letter before it", "xchunked", fault=known.NODE_CODING),
    _coding("letters behind it", "chunked123", fault=known.AIOHTTP_CODING),
    _coding("a letter too few", "chunke"),
    _coding("two words", "chunked b"),
    _coding("a space within it", "chun ked"),
    _coding("quotation marks", '"chunked"'),
    _coding("the Kelvin sign for its k", "chun\xe2\x84\xaaed", fault=known.AIOHTTP_KELVIN),
    _coding("a no-break space behind it", "chunked\xa0", fault=known.TORNADO_CODINGS),
    _coding("a next line (0x85) before it", "\x85chunked"),
    _coding("a vertical tab before it", "\x0bchunked", fault=known.WAITRESS_VT),
    _coding("NUL behind it", "chunked\0"),
    _coding("another coding before it", "gzip, chunked", 501),
    _coding("identity before it", "identity, chunked", 501),
    _coding("a coding with parameters before it", "gzip;q=1, chunked", 501),
    closed(
        "another coding in a line before it",
        CODING,
        framed("Transfer-Encoding: gzip", CHUNKED, body=NOTHING),
        501,
    ),
    closed(
        "another coding in a line after it",
        FRAMING,
        framed(CHUNKED, "Transfer-Encoding: gzip", body=NOTHING + SMUGGLED),
        400,
        fault=known.GUNICORN_LAST,
    ),
    closed("twice, in two lines", FRAMING, framed(CHUNKED, CHUNKED, body=NOTHING), 400),
    closed(
        "an empty line after it", FRAMING, framed(CHUNKED, "Transfer-Encoding:", body=NOTHING), 400
    ),
    closed("on HTTP/1.0", CODING, framed(CHUNKED, body=HELLO_CHUNK, version="1.0"), 400),
    closed(
        "on HTTP/1.0 that asks to stay",
        CODING,
        framed(CHUNKED, "Connection: keep-alive", body=NOTHING + SMUGGLED, version="1.0"),
        400,
    ),
    ended("no chunk, and the end", "9112-8", in_chunks(b""), 400),
]

BOTH = [
    closed(
        "the length first, and chunks",
        CODING,
        framed("Content-Length: 5", CHUNKED, body=NOTHING + SMUGGLED),
        400,
        fault=known.TWISTED_BOTH,
    ),
    closed(
        "the coding first, and chunks",
        CODING,
        framed(CHUNKED, "Content-Length: 5", body=NOTHING + SMUGGLED),
        400,
        fault=known.WEBRICK_BOTH,
    ),
    closed(
        "a body of the length, no chunks",
        CODING,
        framed("Content-Length: 5", CHUNKED, body=b"hello" + SMUGGLED),
        400,
        fault=known.NETTY_BOTH,
    ),
    closed(
        "a length of zero",
        CODING,
        framed("Content-Length: 0", CHUNKED, body=NOTHING + SMUGGLED),
        400,
        fault=known.KTOR_BOTH,
    ),
    closed(
        "on HTTP/1.0",
        CODING,
        framed("Content-Length: 5", CHUNKED, body=NOTHING, version="1.0"),
        400,
    ),
    closed(
        "behind GET",
        CODING,
        get("/", "Content-Length: 5", CHUNKED) + NOTHING + SMUGGLED,
        400,
        fault=known.TORNADO_CODINGS,
    ),
    closed(
        "a length and a coding that is none",
        CODING,
        framed("Content-Length: 5", "Transfer-Encoding: chunked123", body=b"hello" + SMUGGLED),
        400,
        fault=known.AIOHTTP_CODING,
    ),
    closed(
        "a length and identity",
        CODING,
        framed("Content-Length: 5", "Transfer-Encoding: identity", body=b"hello" + SMUGGLED),
        400,
        fault=known.GUNICORN_FALLBACK,
    ),
    closed("a length that is none", CODING, framed("Content-Length: b", CHUNKED), 400),
]

UNREAD = [
    opened("behind GET", "9112-9.3", get("/", "Content-Length: 5") + b"hello", HELLO),
    opened(
        "behind HEAD",
        "9112-9.3",
        get("/", "Content-Length: 5", method="HEAD") + b"hello",
        Answer(200, has=("Content-Length: 13",), to_head=True),
    ),
    opened("on an unknown path", "9112-9.3", post(b"hello", target="/b"), 404),
    opened("with another method", "9112-9.3", post(b"hello", target="/json"), 405),
    opened(
        "with OPTIONS", "9112-9.3", get("/", "Content-Length: 5", method="OPTIONS") + b"hello", 204
    ),
    opened("that looks like a request", "9112-9.3", post(SMUGGLED, target="/b"), 404),
    opened("in chunks", "9112-9.3", in_chunks(HELLO_CHUNK, target="/b"), 404),
    opened(
        "in chunks, with trailers",
        "9112-7.1.2",
        in_chunks(b"5\r\nhello\r\n0\r\nB: c\r\n\r\n", target="/b"),
        404,
    ),
    opened("of 64 KiB", "9112-9.3", post(b"x" * 65_536, target="/b"), 404),
    closed("of 64 KiB and one octet", "9112-9.3", post(b"x" * 65_537, target="/b"), 404),
    closed(
        "of 64 KiB and more, announced",
        "9112-9.3",
        get("/b", "Content-Length: 65537", method="POST"),
        404,
    ),
    closed(
        "in chunks of more than 64 KiB",
        "9112-9.3",
        in_chunks(b"1ffff\r\n" + b"x" * 0x1FFFF + b"\r\n0\r\n\r\n", target="/b"),
        Answer(404, lacks=("Connection",)),
    ),
    closed(
        "in chunks that are none",
        "9112-7.1",
        in_chunks(b"x\r\n", target="/b"),
        Answer(404, lacks=("Connection",)),
    ),
    closed(
        "of a raising endpoint",
        "9112-9.3",
        head("GET /_hook/boom HTTP/1.1", HOST, "Content-Length: 100000"),
        500,
    ),
    opened(
        "of a raising endpoint, when short",
        "9112-9.3",
        get("/_hook/boom", "Content-Length: 5") + b"hello",
        500,
    ),
]

TOPICS: dict[str, list[Row]] = {
    "Content-Length": LENGTHS,
    "Transfer-Encoding": CODINGS,
    "Content-Length and Transfer-Encoding": BOTH,
    "A body that nobody reads": UNREAD,
}

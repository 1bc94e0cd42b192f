"""Field lines."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    CHUNKED,
    HELLO,
    SMUGGLED,
    Row,
    closed,
    framed,
    get,
    named,
    opened,
)

LINE = "9112-5"
NAME = "9110-5.1"
VALUE = "9110-5.5"
SPACE = "9112-5.1"
FOLDING = "9112-5.2"
GET = b"GET / HTTP/1.1\r\n"
HOST_LINE = b"Host: a\r\n"


def _in_name(character: str) -> Row:
    fault = known.AIOHTTP_NAME if character == "\xe9" else ""
    return closed(
        f"the name holds {named(character)}", NAME, get("/", f"B{character}C: d"), 400, fault=fault
    )


def _in_value(character: str) -> Row:
    fault = known.AIOHTTP_NUL if character == "\0" else ""
    return closed(
        f"the value holds {named(character)}",
        VALUE,
        get("/", f"B: c{character}d"),
        400,
        fault=fault,
    )


NAMES = [
    opened("every character of a token", NAME, get("/", "!#$%&'*+-.^_`|~09AZaz: b"), HELLO),
    opened("digits alone", NAME, get("/", "12: b"), HELLO),
    opened("the same name in any case and again", NAME, get("/", "B: c", "b: d", "B: c"), HELLO),
    opened(
        "Transfer_Encoding is another field",
        NAME,
        get("/", "Transfer_Encoding: chunked") + get("/json"),
        HELLO,
        200,
    ),
    opened(
        "Content_Length is another field",
        NAME,
        get("/", "Content_Length: 5") + get("/json"),
        HELLO,
        200,
    ),
    opened("X-Transfer-Encoding is another field", NAME, get("/", f"X-{CHUNKED}"), HELLO),
    closed("an empty name", NAME, get("/", ": b"), 400, fault=known.HAPROXY_NO_NAME),
    closed("an empty name and an empty value", NAME, get("/", ":"), 400),
    *map(_in_name, '"(),/;<=>?@[\\]{}\0\x01\x7f\x80\xe9'),
    closed("a space in the name", NAME, get("/", "B C: d"), 400),
    closed("a space before the colon", SPACE, get("/", "B : c"), 400, fault=known.NODE_SPACE),
    closed("a tab before the colon", SPACE, get("/", "B\t: c"), 400),
    closed("a vertical tab before the colon", SPACE, get("/", "B\x0b: c"), 400),
    closed("a no-break space before the colon", SPACE, get("/", "B\xa0: c"), 400),
    closed(
        "a space before the colon of Transfer-Encoding",
        SPACE,
        framed("Transfer-Encoding : chunked", body=b"0\r\n\r\n" + SMUGGLED),
        400,
        fault=known.NETTY_SPACE,
    ),
    closed(
        "a space before the colon of Content-Length",
        SPACE,
        framed("Content-Length : 5", body=b"hello"),
        400,
    ),
    closed("no colon", LINE, get("/", "B"), 400, fault=known.NETTY_NO_COLON),
    closed("no colon in the last line", LINE, get("/", "C: d", "B c"), 400),
    closed("a request line among the fields", LINE, get("/", "GET /b HTTP/1.1"), 400),
    closed("a semicolon for the colon", LINE, get("/", "B; c"), 400),
]

VALUES = [
    opened("no space after the colon", LINE, get("/", "B:c"), HELLO),
    opened("spaces and tabs around it", LINE, get("/", "B: \t c \t "), HELLO),
    opened("spaces and tabs within it", VALUE, get("/", "B: c \t d"), HELLO),
    opened("an empty one", VALUE, get("/", "B:"), HELLO),
    opened("one of white space alone", VALUE, get("/", "B: \t "), HELLO),
    opened("colons", VALUE, get("/", "B: c:d::"), HELLO),
    opened(
        "every visible character", VALUE, get("/", "B: " + bytes(range(33, 127)).decode()), HELLO
    ),
    opened("octets from 0x80 on", VALUE, get("/", "B: \x80\xa0\xe9\xff"), HELLO),
    opened("UTF-8", VALUE, get("/", "B: \xc3\xa9"), HELLO),
    opened("quotation marks that stay open", VALUE, get("/", 'B: "c'), HELLO),
    *map(_in_value, "\0\x01\x07\x08\x0b\x0c\x0e\x1b\x1f\x7f"),
    closed("NUL in the value of Host", VALUE, GET + b"Host: a\0\r\n\r\n", 400),
    closed(
        "a control character behind a long value",
        VALUE,
        get("/", "B: " + "x" * 3000 + "\x10"),
        400,
        fault=known.WAITRESS_PATTERN,
    ),
]

FOLDINGS = [
    closed("a space before the first field", "9112-2.2", GET + b" Host: a\r\n\r\n", 400),
    closed("a tab before the first field", "9112-2.2", GET + b"\tHost: a\r\n\r\n", 400),
    closed("a line of white space before the first field", "9112-2.2", GET + b" \r\n\r\n", 400),
    closed(
        "a space before Transfer-Encoding",
        FOLDING,
        GET + b" Transfer-Encoding: chunked\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        400,
        fault=known.NETTY_LEADING_SPACE,
    ),
    closed("a folded value", FOLDING, get("/", "B: c", " d"), 400),
    closed("a value folded with a tab", FOLDING, get("/", "B: c", "\td"), 400),
    closed("an empty value, folded", FOLDING, get("/", "B:", " c"), 400),
    closed("a folded Host", FOLDING, GET + b"Host: a\r\n b\r\n\r\n", 400),
    closed(
        "a folded Content-Length",
        FOLDING,
        framed("Content-Length:", " 5", body=b"hello"),
        400,
        fault=known.NODE_FOLDING,
    ),
    closed(
        "a folded Transfer-Encoding",
        FOLDING,
        framed("Transfer-Encoding:", " chunked", body=b"0\r\n\r\n"),
        400,
        fault=known.NODE_FOLDED_CODING,
    ),
    closed("a field that hides in a fold", FOLDING, get("/", "B: c", " Content-Length: 5"), 400),
    closed("a line of white space between fields", FOLDING, get("/", " ", "B: c"), 400),
    closed("a line of white space at the end", FOLDING, GET + HOST_LINE + b" \r\n\r\n", 400),
    closed("white space for the empty line", FOLDING, GET + HOST_LINE + b"\t\r\n\r\n", 400),
]

TOPICS: dict[str, list[Row]] = {
    "Field names": NAMES,
    "Field values": VALUES,
    "White space and folding": FOLDINGS,
}

"""How much of each part is taken, with the default limits, and when it is refused."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    CHUNKED,
    HELLO,
    HOST,
    Answer,
    Row,
    closed,
    framed,
    get,
    head,
    in_chunks,
    opened,
    post,
    text,
)

MIB = 2**20
LINE = "9112-3"
FIELDS = "6585-5"
CONTENT = "9110-15.5.14"


def _line(octets: int) -> bytes:
    """Write a request whose request line has so many octets."""
    return get("/users/" + "x" * (octets - len("GET /users/ HTTP/1.1")))


def _fields(count: int) -> bytes:
    """Write a request with so many fields, Host among them."""
    return get("/", *(f"B{number}: c" for number in range(count - 1)))


def _endless(title: str, status: int, sent: bytes, rule: str, fault: str = "") -> Row:
    """Write a row for a part that is refused before it is complete."""
    return closed(title, rule, sent, status, fault=fault)


HEADS = [
    opened("a request line of 8,000 octets", LINE, _line(8000), 200),
    opened("a request line of 8,192 octets", LINE, _line(8192), 200),
    closed("a request line of 8,193 octets", LINE, _line(8193), 414),
    closed("a request line of 100,000 octets", LINE, _line(100_000), 414),
    closed("a query of 9,000 octets", LINE, get("/?" + "x" * 9000), 414),
    closed("a URL of 9,000 octets", LINE, get("http://a/" + "x" * 9000), 414),
    closed("a method of 9,000 octets", LINE, get(method="B" * 9000), 414),
    _endless("a target without an end", 414, b"GET /" + b"x" * 8200, LINE),
    _endless("a method without an end", 414, b"x" * 8200, LINE),
    _endless("a version without an end", 414, b"GET / HTTP/1.1" + b"1" * 8200, LINE),
    opened("50 fields", FIELDS, _fields(50), HELLO),
    opened("100 fields", FIELDS, _fields(100), HELLO),
    closed("101 fields", FIELDS, _fields(101), 431),
    closed("1,000 fields", FIELDS, _fields(1000), 431),
    closed("10,000 fields", FIELDS, _fields(10_000), 431),
    closed(
        "3,000 fields of one name",
        FIELDS,
        get("/", *["B: c"] * 3000),
        431,
        fault=known.TORNADO_REPEATED,
    ),
    opened("a value of 4 KiB", FIELDS, get("/", "B: " + "c" * 4096), HELLO),
    opened("values of 31 KiB in all", FIELDS, get("/", *["B: " + "c" * 1024] * 31), HELLO),
    closed("a value of 32 KiB", FIELDS, get("/", "B: " + "c" * 32_768), 431),
    closed("a name of 32 KiB", FIELDS, get("/", "B" * 32_768 + ": c"), 431),
    closed("a Host of 32 KiB", FIELDS, head("GET / HTTP/1.1", "Host: " + "a" * 32_768), 431),
    _endless("a value without an end", 431, b"GET / HTTP/1.1\r\nB: " + b"c" * 33_000, FIELDS),
    _endless("a name without an end", 431, b"GET / HTTP/1.1\r\n" + b"B" * 33_000, FIELDS),
    _endless("fields without an end", 431, b"GET / HTTP/1.1\r\n" + b"B: c\r\n" * 6000, FIELDS),
    _endless("white space without an end", 431, b"GET / HTTP/1.1\r\nB:" + b" " * 33_000, FIELDS),
]

HELLO_MIB = b"x" * 1_000_000

BODIES = [
    opened("1,000,000 octets", CONTENT, post(HELLO_MIB), text(HELLO_MIB)),
    opened(
        "1,000,000 octets in a chunk",
        CONTENT,
        in_chunks(b"F4240\r\n" + HELLO_MIB + b"\r\n0\r\n\r\n"),
        text(HELLO_MIB),
    ),
    opened(
        "2 MiB and one octet where 16 MiB are allowed",
        CONTENT,
        post(b"x" * (2 * MIB + 1), target="/upload"),
        text(b"2097153"),
    ),
    closed("2 MiB and one octet, announced", CONTENT, framed("Content-Length: 2097153"), 413),
    closed(
        "16 MiB and one octet where 16 MiB are allowed, announced",
        CONTENT,
        get("/upload", "Content-Length: 16777217", method="POST"),
        413,
    ),
    closed("a terabyte, announced", CONTENT, framed("Content-Length: 1000000000000"), 413),
    closed("2 MiB and one octet in a chunk, announced", CONTENT, in_chunks(b"200001\r\n"), 413),
    closed(
        "chunks that add up to more than 2 MiB",
        CONTENT,
        in_chunks(b"5\r\nhello\r\n1FFFFC\r\n"),
        413,
    ),
    closed(
        "16 MiB and one octet in a chunk where 16 MiB are allowed",
        CONTENT,
        in_chunks(b"1000001\r\n", target="/upload"),
        413,
    ),
    closed(
        "too much for a client that waits",
        CONTENT,
        framed("Content-Length: 2097153", "Expect: 100-continue"),
        413,
    ),
    closed(
        "too much in chunks for a client that waits",
        CONTENT,
        in_chunks(b"200001\r\n", "Expect: 100-continue"),
        100,
        413,
    ),
    closed("too much on HTTP/1.0", CONTENT, framed("Content-Length: 2097153", version="1.0"), 413),
    closed(
        "too much on an unknown path",
        CONTENT,
        get("/b", "Content-Length: 2097153", method="POST"),
        404,
    ),
    closed(
        "a chunk of too much on an unknown path",
        CONTENT,
        head("POST /b HTTP/1.1", HOST, CHUNKED, body=b"1000001\r\n"),
        Answer(404, lacks=("Connection",)),
    ),
]

TOPICS: dict[str, list[Row]] = {"Limits of the head": HEADS, "Limits of the body": BODIES}

"""What answers look like."""

from tests.interfaces.wire.row import (
    CLOSE,
    Answer,
    Row,
    closed,
    get,
    opened,
    text,
)

HEAD = "9110-9.3.2"
PLAIN = "Content-Type: text/plain; charset=utf-8"
UNFRAMED = ("Content-Length", "Transfer-Encoding")
STREAM = b"one two three "


def _head(
    title: str, target: str, status: int = 200, *has: str, lacks: tuple[str, ...] = ()
) -> Row:
    return opened(title, HEAD, get(target, method="HEAD"), Answer(status, None, has, lacks, True))


BODIES = [
    opened("text", "9110-8.3", get(), text(b"Hello, World!", PLAIN, "Content-Length: 13")),
    opened(
        "JSON",
        "9110-8.3",
        get("/json"),
        text(b'{"message":"Hello, World!"}', "Content-Type: application/json"),
    ),
    opened("a mebibyte", "9112-6.2", get("/file"), text(b"F" * 2**20, "Content-Length: 1048576")),
    opened(
        "a stream",
        "9112-7.1",
        get("/_hook/stream"),
        Answer(200, STREAM, ("Transfer-Encoding: chunked",), ("Content-Length",)),
    ),
    closed(
        "a stream to HTTP/1.0",
        "9112-6.3",
        get("/_hook/stream", version="1.0"),
        Answer(200, STREAM, (CLOSE,), UNFRAMED),
    ),
    closed(
        "less than was promised",
        "9112-6.3",
        get("/_hook/short") + get(),
        Answer(200, b"12345", ("Content-Length: 10",), ("Connection",)),
    ),
    closed(
        "more than was promised",
        "9112-6.3",
        get("/_hook/long") + get(),
        Answer(200, b"12345", ("Content-Length: 5",), ("Connection",)),
    ),
    closed(
        "less than was promised to HTTP/1.0",
        "9112-6.3",
        get("/_hook/short", version="1.0"),
        text(b"12345", "Content-Length: 10", CLOSE),
    ),
]

HEADS = [
    _head("of a text", "/", 200, PLAIN, "Content-Length: 13"),
    _head("of JSON", "/json", 200, "Content-Type: application/json", "Content-Length: 27"),
    _head("of a mebibyte", "/file", 200, "Content-Length: 1048576"),
    _head("of a stream", "/_hook/stream", lacks=UNFRAMED),
    _head("of a promise that is too long", "/_hook/short", 200, "Content-Length: 10"),
    _head("of a promise that is too short", "/_hook/long", 200, "Content-Length: 5"),
    _head("of an unknown path", "/b", 404, PLAIN),
    _head("where there is only POST", "/echo", 405, "Allow: OPTIONS, POST"),
    _head("of an endpoint that raises", "/_hook/boom", 500, PLAIN),
    _head("of 204", "/_hook/status/204", 204, lacks=UNFRAMED),
    _head("of 304", "/_hook/status/304", 304, lacks=("Transfer-Encoding",)),
    closed(
        "on HTTP/1.0",
        HEAD,
        get("/", method="HEAD", version="1.0"),
        Answer(200, has=("Content-Length: 13", CLOSE), to_head=True),
    ),
    closed(
        "of a stream on HTTP/1.0",
        HEAD,
        get("/_hook/stream", method="HEAD", version="1.0"),
        Answer(200, has=(CLOSE,), lacks=UNFRAMED, to_head=True),
    ),
]


def _status(status: int, rule: str, has: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> Row:
    body = b"" if status in (204, 205, 304) else b"%d\n" % status
    answer = Answer(status, body, has, lacks)
    return opened(f"{status}", rule, get(f"/_hook/status/{status}"), answer)


STATUSES = [
    _status(200, "9110-15.3.1"),
    _status(201, "9110-15.3.2"),
    _status(204, "9110-15.3.5", lacks=UNFRAMED),
    _status(205, "9110-15.3.6", has=("Content-Length: 0",)),
    _status(206, "9110-15.3.7"),
    _status(299, "9110-15.3"),
    _status(301, "9110-15.4.2"),
    _status(304, "9110-15.4.5", lacks=("Transfer-Encoding",)),
    _status(400, "9110-15.5.1"),
    _status(404, "9110-15.5.5"),
    _status(418, "9110-15.5"),
    _status(499, "9110-15.5"),
    _status(500, "9110-15.6.1"),
    _status(503, "9110-15.6.4"),
    _status(599, "9110-15.6"),
    opened("100 cannot be a final one", "9110-15.2", get("/_hook/status/100"), 500),
    opened("101 cannot be a final one", "9110-15.2", get("/_hook/status/101"), 500),
    opened("199 cannot be a final one", "9110-15.2", get("/_hook/status/199"), 500),
    opened("600 is none", "9110-15", get("/_hook/status/600"), 500),
    opened("0 is none", "9110-15", get("/_hook/status/0"), 500),
    opened("a number below zero is none", "9110-15", get("/_hook/status/-1"), 500),
    opened("a number of eighteen digits is none", "9110-15", get(f"/_hook/status/{'9' * 18}"), 500),
    opened("letters are no number", "9110-15.5.5", get("/_hook/status/b"), 404),
    opened(
        "Arabic digits are no number", "9110-15.5.5", get("/_hook/status/%D9%A1%D9%A2%D9%A3"), 404
    ),
    closed(
        "204 to HTTP/1.0",
        "9110-15.3.5",
        get("/_hook/status/204", version="1.0"),
        Answer(204, lacks=UNFRAMED),
    ),
]


def _set(title: str, value: str, line: str) -> Row:
    return opened(title, "9110-5.5", get(f"/_hook/header?v={value}"), text(b"set\n", line))


def _unset(title: str, value: str) -> Row:
    answer = Answer(500, lacks=("X-Hook", "Set-Cookie"))
    return opened(title, "9110-5.5", get(f"/_hook/header?v={value}"), answer)


HEADERS = [
    _set("a value", "abc", "X-Hook: abc"),
    _set("an empty value", "", "X-Hook: "),
    _set("a value with a tab", "a%09b", "X-Hook: a\tb"),
    _set("a value in Latin-1", "%C3%A9", "X-Hook: \xe9"),
    _unset("CRLF and a field", "a%0D%0ASet-Cookie:%20b"),
    _unset("CRLF, an empty line and a body", "a%0D%0A%0D%0Ab"),
    _unset("LF and a field", "a%0ASet-Cookie:%20b"),
    _unset("CR and a field", "a%0DSet-Cookie:%20b"),
    _unset("a control character", "a%01"),
    _unset("DEL", "a%7F"),
    _unset("a character beyond Latin-1", "%E2%82%AC"),
    _unset("an escape that is no UTF-8", "%FF"),
]

ERRORS = [
    opened(
        "an endpoint that raises shows nothing of it",
        "9110-15.6.1",
        get("/_hook/boom"),
        Answer(
            500, b"500 Internal Server Error\n\nThe server met an unexpected error.\n", (PLAIN,)
        ),
    ),
    opened(
        "an unknown path is not repeated",
        "9110-17",
        get("/%3Cscript%3Ealert(1)%3C/script%3E"),
        Answer(404, b"404 Not Found\n\nNothing is served at this path.\n", (PLAIN,)),
    ),
    opened(
        "an unknown method is not repeated",
        "9110-17",
        get("/b", method="XSS"),
        Answer(501, b"501 Not Implemented\n\nThis method is not known here.\n", (PLAIN,)),
    ),
    closed(
        "a bad target is not repeated", "9110-17", get("/<b>"), Answer(400, None, (PLAIN, CLOSE))
    ),
    closed(
        "a bad field is not repeated",
        "9110-17",
        get("/", "<b>: c"),
        Answer(400, None, (PLAIN, CLOSE)),
    ),
    closed(
        "a bad expectation is not repeated",
        "9110-17",
        get("/", "Expect: <b>"),
        Answer(417, None, (PLAIN, CLOSE)),
    ),
]

TOPICS: dict[str, list[Row]] = {
    "Bodies of answers": BODIES,
    "HEAD": HEADS,
    "Statuses": STATUSES,
    "Headers that an endpoint sets": HEADERS,
    "Texts of errors": ERRORS,
}

"""Whether the connection stays, the order of answers, expectations, upgrades."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    CLOSE,
    HELLO,
    HOST,
    KEEP_ALIVE,
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

RULE = "9112-9.3"
LISTED = "9110-7.6.1"
SILENT = Answer(200, b"Hello, World!", lacks=("Connection",))
STAYS = Answer(200, b"Hello, World!", has=(KEEP_ALIVE,))
BYE = Answer(200, b"Hello, World!", has=(CLOSE,))


def _ends(title: str, *lines: str, rule: str = LISTED) -> Row:
    return closed(title, rule, get("/", *lines) + get("/json"), BYE)


def _stays(title: str, *lines: str, rule: str = LISTED) -> Row:
    return opened(title, rule, get("/", *lines), SILENT)


def _old(title: str, *lines: str, stays: bool = False) -> Row:
    """Write a row for a client of HTTP/1.0."""
    sent = head("GET / HTTP/1.0", *lines)
    return opened(title, RULE, sent, STAYS) if stays else closed(title, RULE, sent, BYE)


PERSISTENCE = [
    _stays("HTTP/1.1 stays, and need not say so", rule=RULE),
    _stays("keep-alive on HTTP/1.1 is not echoed", KEEP_ALIVE, rule=RULE),
    _stays("an empty value", "Connection:"),
    _stays("empty elements", "Connection: , ,"),
    _stays("closed is not close", "Connection: closed"),
    _stays("not-close is not close", "Connection: not-close"),
    _stays("clos is not close", "Connection: clos"),
    _stays("close in quotation marks is not close", 'Connection: "close"'),
    _stays("two words are not close", "Connection: close b"),
    _stays("close with a parameter is not close", "Connection: close;b=c"),
    _stays("close behind a no-break space is not close", "Connection: \xa0close"),
    _stays("Proxy-Connection is not looked at", "Proxy-Connection: close"),
    _stays("Keep-Alive is not looked at", "Keep-Alive: timeout=0, max=0"),
    _stays("fields that Connection names are kept", "Connection: Host, B", "B: c"),
    _ends("close", CLOSE, rule=RULE),
    _ends("close in capitals", "Connection: CLOSE"),
    _ends("close in mixed case", "cONNECTION: Close"),
    _ends("close with white space around it", "Connection: \tclose \t"),
    _ends("close as the second element", "Connection: foo, close"),
    _ends("close as the first element", "Connection: close, foo"),
    _ends("close between empty elements", "Connection: ,,close,,"),
    _ends("close without spaces in the list", "Connection: foo,close,bar"),
    _ends("close with tabs in the list", "Connection: foo\t,\tclose"),
    _ends("close in a second line", "Connection: foo", CLOSE),
    _ends("close in a first line", CLOSE, "Connection: foo"),
    _ends("close wins over keep-alive", "Connection: keep-alive, close"),
    _ends("close wins over keep-alive in a later line", CLOSE, KEEP_ALIVE),
    closed("close with a body", RULE, post(b"hello", CLOSE) + get(), text(b"hello", CLOSE)),
    closed("close on an unknown path", RULE, get("/b", CLOSE), 404),
    closed("close with OPTIONS", RULE, get("/", CLOSE, method="OPTIONS"), 204),
    closed("close with HEAD", RULE, get("/", CLOSE, method="HEAD"), Answer(200, to_head=True)),
    _old("HTTP/1.0 closes"),
    _old("HTTP/1.0 with a Host closes", HOST),
    _old("HTTP/1.0 with another option closes", "Connection: foo"),
    _old("HTTP/1.0 with close closes", CLOSE),
    _old("HTTP/1.0 that asks for both closes", "Connection: keep-alive, close"),
    _old("HTTP/1.0 with Keep-Alive alone closes", "Keep-Alive: timeout=9"),
    _old("HTTP/1.0 that asks to stay is told so", KEEP_ALIVE, stays=True),
    _old("HTTP/1.0 may ask in any case", "Connection: Keep-Alive", stays=True),
    _old("HTTP/1.0 may ask within a list", "Connection: foo, KEEP-ALIVE", stays=True),
    opened(
        "HTTP/1.0 with a body that asks to stay",
        RULE,
        post(b"hello", KEEP_ALIVE, version="1.0"),
        text(b"hello", KEEP_ALIVE),
    ),
    closed(
        "HTTP/1.0 that asks to stay, and gets a stream",
        RULE,
        get("/_hook/stream", KEEP_ALIVE, version="1.0"),
        text(b"one two three ", CLOSE),
    ),
    opened("an error of the path stays", RULE, get("/b"), Answer(404, lacks=("Connection",))),
    opened(
        "an error of the method stays", RULE, get(method="PUT"), Answer(405, lacks=("Connection",))
    ),
    opened(
        "an error of the endpoint stays",
        RULE,
        get("/_hook/boom"),
        Answer(500, lacks=("Connection",)),
    ),
]

PIPELINES = [
    opened(
        "two requests",
        "9112-9.3.2",
        get() + get("/json"),
        HELLO,
        text(b'{"message":"Hello, World!"}'),
    ),
    opened(
        "ten requests, in order",
        "9112-9.3.2",
        b"".join(get(f"/users/{number}") for number in range(10)),
        *(text(b"%d" % number) for number in range(10)),
        fault=known.TWISTED_ORDER,
    ),
    opened("a body, then a request", "9112-9.3.2", post(b"hello") + get(), text(b"hello"), HELLO),
    opened(
        "chunks, a body, a request",
        "9112-9.3.2",
        in_chunks(b"1\r\na\r\n0\r\n\r\n") + post(b"b") + get("/users/c"),
        text(b"a"),
        text(b"b"),
        text(b"c"),
        fault=known.TWISTED_ORDER_OF_CHUNKS,
    ),
    opened(
        "HEAD between requests",
        "9112-9.3.2",
        get() + get(method="HEAD") + get("/users/b"),
        HELLO,
        Answer(200, to_head=True),
        text(b"b"),
    ),
    opened(
        "errors between requests",
        "9112-9.3.2",
        get("/b") + get() + get(method="PUT") + get("/_hook/boom") + get(),
        404,
        HELLO,
        405,
        500,
        HELLO,
    ),
    opened(
        "204 and 304 between requests",
        "9112-9.3.2",
        get("/_hook/status/204") + get("/_hook/status/304") + get(),
        204,
        304,
        HELLO,
    ),
    opened(
        "a stream between requests",
        "9112-9.3.2",
        get("/_hook/stream") + get(),
        text(b"one two three "),
        HELLO,
    ),
    closed("a bad one behind a good one", "9112-9.3.2", get() + b"B\r\n\r\n", HELLO, 400),
    closed(
        "a bad one behind a body", "9112-9.3.2", post(b"hello") + b"B\r\n\r\n", text(b"hello"), 400
    ),
    closed(
        "a good one behind a bad one",
        "9112-9.3.2",
        b"B\r\n\r\n" + get(),
        400,
        fault=known.WAITRESS_AFTER_ERROR,
    ),
    closed("a good one behind close", "9112-9.6", get("/", CLOSE) + get(), BYE),
    closed("a good one behind HTTP/1.0", "9112-9.6", get(version="1.0") + get(), BYE),
    closed(
        "a bad one between good ones", "9112-9.3.2", get() + get("/", "B : c") + get(), HELLO, 400
    ),
    closed(
        "a body longer than its length",
        "9112-6.3",
        framed("Content-Length: 2", body=b"hello\r\n\r\n"),
        text(b"he"),
        400,
    ),
    opened(
        "a body shorter than its length takes from the next request",
        "9112-6.3",
        framed("Content-Length: 7", body=b"hello") + get(),
        text(b"helloGE"),
        405,
    ),
    ended("a half-closed connection gets its answer", "9112-9.6", get(), SILENT),
    ended(
        "a half-closed connection gets all its answers",
        "9112-9.6",
        get() + post(b"hello") + get("/b"),
        HELLO,
        text(b"hello"),
        Answer(404, lacks=("Connection",)),
    ),
    ended("a complete request before half of one", "9112-9.3.2", get() + get()[:20], HELLO, 400),
    ended(
        "a complete request before half a body",
        "9112-9.3.2",
        get() + framed("Content-Length: 9", body=b"hel"),
        HELLO,
        400,
    ),
]

EXPECT = "Expect: 100-continue"
EXPECTING = "9110-10.1.1"
CHUNKED_HELLO = b"5\r\nhello\r\n0\r\n\r\n"

EXPECTATIONS = [
    opened("a body", EXPECTING, post(b"hello", EXPECT), 100, text(b"hello")),
    opened("a body in chunks", EXPECTING, in_chunks(CHUNKED_HELLO, EXPECT), 100, text(b"hello")),
    opened("in any case", EXPECTING, post(b"hello", "eXPECT: 100-CONTINUE"), 100, text(b"hello")),
    opened("said twice", EXPECTING, post(b"hello", EXPECT, EXPECT), 100, text(b"hello")),
    opened(
        "two bodies",
        EXPECTING,
        post(b"a", EXPECT) + post(b"b", EXPECT),
        100,
        text(b"a"),
        100,
        text(b"b"),
    ),
    opened("no body", EXPECTING, get("/", EXPECT), HELLO),
    opened("a body of no length", EXPECTING, post(b"", EXPECT), text(b"")),
    opened("an empty value", EXPECTING, post(b"hello", "Expect:"), text(b"hello")),
    closed("on HTTP/1.0", EXPECTING, post(b"hello", EXPECT, version="1.0"), text(b"hello")),
    closed("another one on HTTP/1.0", EXPECTING, post(b"hello", "Expect: b", version="1.0"), 200),
    closed(
        "a path that is unknown",
        EXPECTING,
        get("/b", EXPECT, "Content-Length: 5", method="POST"),
        404,
    ),
    closed(
        "a method that is not allowed",
        EXPECTING,
        get("/", EXPECT, "Content-Length: 5", method="PUT"),
        405,
    ),
    closed(
        "an endpoint that does not read", EXPECTING, get("/", EXPECT, "Content-Length: 5"), HELLO
    ),
    closed("a body that is too large", EXPECTING, framed(EXPECT, "Content-Length: 9000000"), 413),
    closed("a length that is none", EXPECTING, framed(EXPECT, "Content-Length: b"), 400),
    closed("another expectation", EXPECTING, post(b"hello", "Expect: tea"), 417),
    closed("another expectation, no body", EXPECTING, get("/", "Expect: tea"), 417),
    closed("another expectation beside it", EXPECTING, post(b"hello", f"{EXPECT}, tea"), 417),
    closed(
        "another expectation in a second line", EXPECTING, post(b"hello", EXPECT, "Expect: b"), 417
    ),
    closed("with a parameter", EXPECTING, post(b"hello", f"{EXPECT};b=c"), 417),
    closed("100 alone", EXPECTING, post(b"hello", "Expect: 100"), 417),
    closed("a body that is none", EXPECTING, in_chunks(b"x\r\n", EXPECT), 100, 400),
    ended("an end instead of the body", EXPECTING, framed(EXPECT, "Content-Length: 5"), 100, 400),
]


def _upgrade(title: str, protocol: str, *lines: str, version: str = "1.1") -> Row:
    sent = get("/", f"Upgrade: {protocol}", "Connection: Upgrade", *lines, version=version)
    if version == "1.0":
        return closed(title, "9110-7.8", sent, HELLO)
    return opened(title, "9110-7.8", sent + get("/json"), SILENT, 200)


UPGRADES = [
    _upgrade("to HTTP/2", "h2c", "HTTP2-Settings: AAMAAABkAAQAAP__"),
    _upgrade("to a web socket", "websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: b"),
    _upgrade("to TLS", "TLS/1.0"),
    _upgrade("to several", "h2c, websocket"),
    _upgrade("on HTTP/1.0", "websocket", version="1.0"),
    opened("without Connection", "9110-7.8", get("/", "Upgrade: h2c") + get(), SILENT, HELLO),
    opened(
        "with a body",
        "9110-7.8",
        post(b"hello", "Upgrade: h2c", "Connection: Upgrade") + get(),
        text(b"hello"),
        HELLO,
    ),
    opened(
        "with a body in chunks",
        "9110-7.8",
        in_chunks(CHUNKED_HELLO, "Upgrade: websocket", "Connection: upgrade") + get(),
        text(b"hello"),
        HELLO,
    ),
    closed(
        "with close",
        "9110-7.8",
        get("/", "Upgrade: h2c", "Connection: upgrade, close") + get(),
        BYE,
    ),
]

TOPICS: dict[str, list[Row]] = {
    "Connection": PERSISTENCE,
    "Pipelined requests": PIPELINES,
    "Expect": EXPECTATIONS,
    "Upgrade": UPGRADES,
}

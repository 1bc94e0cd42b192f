"""The conversation: what is answered, when the connection ends, who is told."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, cast

import pytest

from entities import (
    Cookie,
    Handler,
    HTTPError,
    ProtocolError,
    Request,
    Response,
)
from interfaces import Conversation, drive
from tests.fakes.clock import FakeClock
from tests.fakes.loop import Wait, run_to_the_end
from tests.fakes.producer import FakeProducer
from tests.fakes.stream import FakePouringStream, FakeStream
from tests.interfaces.talk import (
    CLOSE,
    CONTINUE,
    DATE,
    INCOMPLETE,
    KEEP_ALIVE,
    PLAIN,
    TIMEOUTS,
    TOO_LARGE,
    Talk,
    failed,
    get,
    head,
    post,
    post_chunks,
    prepare,
    refused,
    said,
    talk,
)


async def hello(request: Request) -> Response:
    """Answer without a look at the body."""
    return Response.text("hello")


async def echo(request: Request) -> Response:
    return Response.text((await request.read()).decode())


async def stubborn(request: Request) -> Response:
    """Read the body and make nothing of its faults."""
    try:
        await request.read()
    except Exception:
        return Response.text("fine")
    return Response.text("whole")


async def broken(request: Request) -> Response:
    raise LookupError("the password is swordfish")


async def forbidden(request: Request) -> Response:
    raise HTTPError(403, "Not you.")


async def forger(request: Request) -> Response:
    raise HTTPError(403, "", [("X-Name", "a\r\nSet-Cookie: b")])


async def wrong(request: Request) -> Response:
    return cast("Response", "text")


async def last(request: Request) -> Response:
    return Response.text("bye", headers={"Connection": "close"})


def streaming(*pieces: bytes | Exception, length: int | None = None, status: int = 200) -> Handler:
    """Make a handler that streams the pieces, and promises their length if one is given."""

    async def handler(request: Request) -> Response:
        promise = {} if length is None else {"Content-Length": str(length)}
        return Response.stream(FakeProducer(*pieces), PLAIN.partition(": ")[2], status, promise)

    return handler


SITE: dict[str, Handler] = {
    "/": hello,
    "/echo": echo,
    "/stubborn": stubborn,
    "/broken": broken,
    "/forbidden": forbidden,
    "/forger": forger,
    "/wrong": wrong,
    "/last": last,
    "/204": streaming(b"one", status=204),
    "/304": streaming(b"one", status=304),
    "/stream": streaming(b"one", b"", b"three"),
    "/cut": streaming(b"one", LookupError()),
    "/promise": streaming(b"one", b"two", length=6),
    "/short": streaming(b"one", b"two", length=7),
    "/long": streaming(b"one", b"two", length=5),
}


async def site(request: Request) -> Response:
    """Hand the request to the handler of its path."""
    return await SITE[request.path](request)


@dataclass(frozen=True)
class Row:
    """One whole exchange: what is sent, what is answered, whether the connection stays open.

    `waits` says that the peer waits for a 100 before the body, so that one may be sent.
    """

    title: str
    sent: bytes
    answered: bytes
    kept: bool = True
    waits: bool = False


HELLO = said("200 OK", "hello")
GOODBYE = said("200 OK", "hello", CLOSE)
HELLO_HEAD = head("200 OK", PLAIN, DATE, "Content-Length: 5")
STREAM_HEAD = head("200 OK", PLAIN, DATE, "Transfer-Encoding: chunked")
STREAM = STREAM_HEAD + b"3\r\none\r\n5\r\nthree\r\n0\r\n\r\n"
NEXT = get("/")
EXPECT = "Expect: 100-continue"

ROWS = [
    # Whether the connection persists (RFC 9112 section 9.3)
    Row("1.1 persists", get("/"), HELLO),
    Row("1.1 is not told that it persists", get("/", KEEP_ALIVE), HELLO),
    Row("a minor version to come is served as 1.1", get("/", version="1.9"), HELLO),
    Row("close ends it", get("/", CLOSE), GOODBYE, False),
    Row("close in any case and element", get("/", "connection: x , CLOSE"), GOODBYE, False),
    Row("close on any line", get("/", "Connection: x", CLOSE), GOODBYE, False),
    Row("close wins over keep-alive", get("/", KEEP_ALIVE, CLOSE), GOODBYE, False),
    Row("closed is not close", get("/", "Connection: closed"), HELLO),
    Row("1.0 ends", get("/", version="1.0"), GOODBYE, False),
    Row(
        "1.0 that asks to persist is told so",
        get("/", "Connection: Keep-Alive", version="1.0"),
        said("200 OK", "hello", KEEP_ALIVE),
    ),
    Row(
        "1.0 that asks for both ends",
        get("/", "Connection: keep-alive, close", version="1.0"),
        GOODBYE,
        False,
    ),
    Row("a handler can end it", get("/last"), said("200 OK", "bye", CLOSE), False),
    # The order of answers, and what follows an error
    Row("pipelined requests in order", post("/echo", b"x") + NEXT, said("200 OK", "x") + HELLO),
    Row("an empty line before a request is ignored", b"\r\n" + NEXT, HELLO),
    Row(
        "what follows a bad request is not answered",
        NEXT + b"GET  / HTTP/1.1\r\n\r\n",
        HELLO
        + refused(
            "400 Bad Request",
            "A request line has three parts with one space between (RFC 9112 section 3).",
            CLOSE,
        ),
        False,
    ),
    Row(
        "what two servers could read in two ways is refused",
        post_chunks("/echo", b"0\r\n\r\n", "Content-Length: 5"),
        refused(
            "400 Bad Request",
            "Transfer-Encoding with Content-Length or HTTP/1.0 (RFC 9112 section 6.1).",
            CLOSE,
        ),
        False,
    ),
    Row(
        "upgrades are ignored, with the body and the next request kept",
        post("/echo", b"x", "Connection: upgrade", "Upgrade: h2c"),
        said("200 OK", "x"),
    ),
    Row(
        "upgrades are ignored on 1.0",
        post("/echo", b"x", "Connection: upgrade", "Upgrade: websocket", version="1.0"),
        said("200 OK", "x", CLOSE),
        False,
    ),
    # Bodies that arrive
    Row(
        "the end of chunks and their trailer is found",
        post_chunks("/echo", b"2;a=b\r\nab\r\n1\r\nc\r\n0\r\nA: b\r\n\r\n"),
        said("200 OK", "abc"),
    ),
    Row(
        "a body at the limit is taken",
        post("/echo", b"12345678901234567890"),
        said("200 OK", "12345678901234567890"),
    ),
    Row("a body over the limit is refused", post("/echo", b"x" * 21), TOO_LARGE, False),
    Row(
        "chunks over the limit are refused",
        post_chunks("/echo", b"14\r\n" + b"x" * 20 + b"\r\n1\r\nx\r\n0\r\n\r\n"),
        TOO_LARGE,
        False,
    ),
    Row(
        "the limit cannot be passed over by a handler",
        post_chunks("/stubborn", b"15\r\n" + b"x" * 21 + b"\r\n0\r\n\r\n"),
        said("200 OK", "fine"),
        False,
    ),
    Row(
        "a bad chunk is refused, whatever the handler makes of it",
        post_chunks("/stubborn", b"1\r\nab\r\n0\r\n\r\n"),
        refused("400 Bad Request", "CRLF was expected (RFC 9112 section 2.2).", CLOSE),
        False,
    ),
    # Bodies that nobody reads
    Row("an unread body is drained", post("/", b"0123456789"), HELLO),
    Row("unread chunks are drained", post_chunks("/", b"1\r\na\r\n0\r\n\r\n"), HELLO),
    Row("an unread body over the limit ends it", post("/", b"x" * 11), GOODBYE, False),
    Row(
        "unread chunks over the limit end it",
        post_chunks("/", b"b\r\n01234567890\r\n0\r\n\r\n"),
        HELLO,
        False,
    ),
    Row("a fault in an unread body ends it", post_chunks("/", b"x\r\n"), HELLO, False),
    # Expectations (RFC 9110 section 10.1.1)
    Row(
        "a body that is read may be waited for",
        post("/echo", b"x", EXPECT),
        said("200 OK", "x"),
        waits=True,
    ),
    Row(
        "chunks that are read may be waited for",
        post_chunks("/echo", b"0\r\n\r\n", EXPECT),
        said("200 OK", ""),
        waits=True,
    ),
    Row("an unread body is not waited for", post("/", b"x", EXPECT), GOODBYE, False),
    Row("a body of no length is not waited for", post("/echo", b"", EXPECT), said("200 OK", "")),
    Row("no body is not waited for", get("/", EXPECT), HELLO),
    Row(
        "a body over the limit is not waited for",
        post("/echo", b"x" * 21, EXPECT),
        TOO_LARGE,
        False,
    ),
    Row(
        "1.0 does not wait",
        post("/echo", b"x", EXPECT, version="1.0"),
        said("200 OK", "x", CLOSE),
        False,
    ),
    Row(
        "no other expectation is met",
        post("/echo", b"x", "Expect: wonders"),
        refused(
            "417 Expectation Failed",
            "100-continue is the only expectation (RFC 9110 section 10.1.1).",
            CLOSE,
        ),
        False,
    ),
    # Handlers that fail
    Row("a handler that raises", get("/broken"), failed()),
    Row("a handler that raises and does not read", post("/broken", b"x"), failed()),
    Row("a handler that returns something else", get("/wrong"), failed()),
    Row("a refusal", get("/forbidden"), refused("403 Forbidden", "Not you.")),
    Row("a refusal with a field that is none", get("/forger"), failed()),
    # How responses are framed (RFC 9112 section 6)
    Row("HEAD", get("/", method="HEAD"), HELLO_HEAD),
    Row("HEAD of a stream", get("/stream", method="HEAD"), head("200 OK", PLAIN, DATE)),
    Row(
        "HEAD of a stream of promised length",
        get("/promise", method="HEAD"),
        head("200 OK", PLAIN, DATE, "Content-Length: 6"),
    ),
    Row(
        "HEAD of a stream does not end 1.0",
        get("/stream", KEEP_ALIVE, method="HEAD", version="1.0"),
        head("200 OK", PLAIN, DATE, KEEP_ALIVE),
    ),
    Row("204", get("/204"), head("204 No Content", PLAIN, DATE)),
    Row("304", get("/304"), head("304 Not Modified", PLAIN, DATE)),
    Row("a stream", get("/stream"), STREAM),
    Row(
        "a stream to 1.0 ends with the connection",
        get("/stream", KEEP_ALIVE, version="1.0"),
        head("200 OK", PLAIN, DATE, CLOSE) + b"onethree",
        False,
    ),
    Row("a stream that breaks", get("/cut"), STREAM_HEAD + b"3\r\none\r\n", False),
    Row("a stream of promised length", get("/promise"), said("200 OK", "onetwo")),
    Row(
        "a stream shorter than promised",
        get("/short"),
        head("200 OK", PLAIN, DATE, "Content-Length: 7") + b"onetwo",
        False,
    ),
    Row(
        "a stream longer than promised",
        get("/long"),
        head("200 OK", PLAIN, DATE, "Content-Length: 5") + b"onetw",
        False,
    ),
]

# The peer ends its side in the middle of a message (RFC 9112 section 8).
ENDINGS = [
    Row("a request that ends early is refused", NEXT + b"GET / HT", HELLO + INCOMPLETE, False),
    Row(
        "an incomplete body is refused",
        get("/echo", "Content-Length: 3", method="POST") + b"ab",
        INCOMPLETE,
        False,
    ),
    Row("incomplete chunks are refused", post_chunks("/echo", b"1\r\na\r\n"), INCOMPLETE, False),
    Row("a trailer without end is refused", post_chunks("/echo", b"0\r\nA: b"), INCOMPLETE, False),
]


def outcome(held: Talk) -> tuple[object, ...]:
    """Return what must not depend on how the bytes were cut."""
    told = [
        (str(one.request), one.status, one.octets, type(one.error).__name__)
        for one in held.exchanges
    ]
    return held.output.replace(CONTINUE, b"", 1), held.kept, told


@pytest.mark.parametrize("row", ROWS + ENDINGS, ids=lambda row: row.title)
def test_an_exchange_ends_the_same_however_its_bytes_are_cut(row: Row) -> None:
    sent = row.sent
    whole = talk(site, sent)
    assert whole.output == row.answered
    assert whole.kept is row.kept
    byte_by_byte = [sent[at : at + 1] for at in range(len(sent))]
    for pieces in (byte_by_byte, *((sent[:at], sent[at:]) for at in range(1, len(sent)))):
        held = talk(site, *pieces)
        assert outcome(held) == outcome(whole), pieces
        assert row.waits or CONTINUE not in held.output, pieces


def test_what_follows_an_exchange_is_answered_in_step_or_not_at_all() -> None:
    for row in ROWS:
        for pieces in ([row.sent + NEXT], [row.sent, NEXT], [row.sent[:-1], row.sent[-1:] + NEXT]):
            held = talk(site, *pieces)
            answered = held.output.replace(CONTINUE, b"", 1)
            assert answered == row.answered + (HELLO if row.kept else b""), (row.title, pieces)


def test_one_connection_carries_all_exchanges_that_keep_it_in_any_order_and_any_pieces() -> None:
    rows = [row for row in ROWS if row.kept]
    for ordered in (rows, rows[::-1]):
        sent = b"".join(row.sent for row in ordered)
        for size in (1, 7, 60, len(sent)):
            held = talk(site, *(sent[at : at + size] for at in range(0, len(sent), size)))
            answered = held.output.replace(CONTINUE, b"")
            assert answered == b"".join(row.answered for row in ordered)
            assert held.kept


def test_a_head_and_its_body_go_out_in_one_write() -> None:
    assert talk(site, get("/")).stream.writes == [HELLO]


def test_each_piece_of_a_stream_goes_out_as_it_comes() -> None:
    writes = talk(site, get("/stream")).stream.writes
    assert writes == [STREAM_HEAD, b"3\r\none\r\n", b"5\r\nthree\r\n", b"0\r\n\r\n"]


def test_a_request_is_answered_before_the_next_is_read() -> None:
    seen: list[bytes] = []
    stream = FakeStream(
        get("/"), lambda: seen.append(stream.output), get("/"), lambda: seen.append(stream.output)
    )
    drive(prepare(site, stream).conversation.run())
    assert seen == [HELLO, HELLO * 2]


def test_a_handler_is_given_the_request_as_it_came() -> None:
    seen: list[Request] = []

    async def handler(request: Request) -> Response:
        seen.append(request)
        return Response.text((await request.read()).decode())

    stream = FakeStream(
        post("https://a/a%20b?c=d", b"body", "X: y", version="1.0"),
        peer="2001:db8::1",
        scheme="https",
    )
    drive(prepare(handler, stream).conversation.run())
    (request,) = seen
    assert (request.method, request.target, request.version) == ("POST", "/a%20b?c=d", "1.0")
    assert (request.peer, request.scheme, request.host) == ("2001:db8::1", "https", "a")
    assert request.headers.get("x") == "y"
    assert drive(request.read()) == b"body"


# What the observer is told


def test_an_answer_is_observed() -> None:
    exchange = talk(site, post("/echo", b"four")).exchange
    assert str(exchange.request) == "<Request POST /echo>"
    assert (exchange.peer, exchange.status, exchange.octets) == ("192.0.2.7", 200, 4)
    assert exchange.error is None


@pytest.mark.parametrize(
    ("target", "octets"),
    [("/", 5), ("/204", 0), ("/stream", 8), ("/cut", 3), ("/short", 6), ("/long", 5)],
)
def test_the_octets_of_a_body_are_counted_and_nothing_else(target: str, octets: int) -> None:
    assert talk(site, get(target)).exchange.octets == octets
    assert talk(site, get(target, method="HEAD")).exchange.octets == 0


FAILURES = [
    (get("/forbidden"), 403, type(None)),
    (post("/echo?much", b"x" * 21), 413, type(None)),
    (get("/broken"), 500, LookupError),
    (get("/wrong"), 500, TypeError),
    (get("/forger"), 500, ValueError),
    (get("/cut"), 200, LookupError),
    (get("/short"), 200, ValueError),
    (get("/long"), 200, ValueError),
    (post_chunks("/echo", b"!"), 400, ProtocolError),
    (post_chunks("/stubborn", b"!"), 400, ProtocolError),
]


@pytest.mark.parametrize(
    ("sent", "status", "error"),
    FAILURES,
    ids=[failure[0].split()[1].decode() for failure in FAILURES],
)
def test_a_failure_is_observed(sent: bytes, status: int, error: type) -> None:
    exchange = talk(site, sent).exchange
    assert exchange.status == status
    assert exchange.request is not None
    assert type(exchange.error) is error


def test_a_refused_head_is_observed_without_a_request() -> None:
    exchange = talk(site, b"nonsense\r\n").exchange
    assert (exchange.request, exchange.status) == (None, 400)
    assert isinstance(exchange.error, ProtocolError)


def test_a_peer_that_says_nothing_is_not_observed() -> None:
    assert talk(site, b"\r\n").exchanges == []


def test_details_of_an_error_are_for_the_observer_alone() -> None:
    held = talk(site, get("/broken"))
    assert b"swordfish" not in held.output
    assert "swordfish" in str(held.exchange.error)


# The peer is gone


def test_a_peer_that_left_gets_nothing_more() -> None:
    stream = FakeStream(get("/") + get("/"), gone_at=0)
    held = prepare(site, stream)
    drive(held.conversation.run())
    assert (held.output, stream.closes) == (b"", 1)
    assert (held.exchange.status, held.exchange.error) == (200, None)


def test_a_peer_that_leaves_before_the_error_is_told_is_observed() -> None:
    held = prepare(site, FakeStream(b"nonsense\r\n", gone_at=0))
    drive(held.conversation.run())
    assert (held.exchange.status, held.stream.closes) == (400, 1)


def test_a_peer_that_leaves_while_the_handler_reads_is_observed_without_a_status() -> None:
    stream = FakeStream(get("/echo", "Content-Length: 1", EXPECT, method="POST"), gone_at=0)
    held = prepare(site, stream)
    drive(held.conversation.run())
    assert str(held.exchange.request) == "<Request POST /echo>"
    assert (held.exchange.status, held.exchange.octets) == (0, 0)
    assert (held.exchange.peer, held.exchange.error) == (stream.peer, None)
    assert stream.closes == 1


# The producer of a body cleans up


def produced(producer: FakeProducer, sent: bytes, gone_at: int | None = None) -> Talk:
    """Hold a conversation in which the response is a stream from this producer."""

    async def handler(request: Request) -> Response:
        if request.method == "POST":
            await stubborn(request)
        return Response.stream(producer)

    held = prepare(handler, FakeStream(sent, gone_at=gone_at))
    drive(held.conversation.run())
    assert held.stream.closes == 1
    return held


def test_a_producer_cleans_up_after_its_last_piece() -> None:
    producer = FakeProducer(b"one", b"two")
    produced(producer, get("/"))
    assert (producer.given, producer.closes) == (2, 1)


def test_a_producer_cleans_up_when_the_peer_leaves_in_the_middle() -> None:
    producer = FakeProducer(b"one", b"two", b"three")
    held = produced(producer, get("/"), gone_at=2)
    assert (producer.given, producer.closes) == (2, 1)
    assert (held.exchange.octets, held.exchange.error) == (3, None)


def test_an_async_generator_cleans_up_when_the_peer_leaves_in_the_middle() -> None:
    cleaned: list[str] = []

    async def pieces() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            yield b"two"
        finally:
            cleaned.append("up")

    async def handler(request: Request) -> Response:
        return Response.stream(pieces())

    drive(prepare(handler, FakeStream(get("/"), gone_at=1)).conversation.run())
    assert cleaned == ["up"]


def test_a_producer_cleans_up_when_it_is_not_asked_at_all() -> None:
    producer = FakeProducer(b"one")
    produced(producer, get("/", method="HEAD"))
    assert (producer.given, producer.closes) == (0, 1)


def test_a_producer_cleans_up_after_its_own_error() -> None:
    producer = FakeProducer(b"one", LookupError())
    produced(producer, get("/"))
    assert producer.closes == 1


def test_a_producer_cleans_up_when_an_error_is_answered_in_its_place() -> None:
    producer = FakeProducer(b"one")
    held = produced(producer, post_chunks("/", b"!"))
    assert (producer.given, producer.closes) == (0, 1)
    assert held.exchange.status == 400


def test_a_producer_that_fails_to_clean_up_is_observed_and_cuts_the_connection() -> None:
    fault = LookupError("the file is gone")
    held = produced(FakeProducer(b"one", closing_fails=fault), get("/") + get("/"))
    assert held.exchange.error is fault


def test_the_error_of_the_peer_is_told_before_that_of_the_producer() -> None:
    held = produced(FakeProducer(closing_fails=LookupError()), post_chunks("/", b"!"))
    assert held.exchange.status == 400
    assert isinstance(held.exchange.error, ProtocolError)


def test_a_piece_that_is_not_bytes_cuts_the_connection() -> None:
    held = produced(FakeProducer(cast("bytes", "text")), get("/") + get("/"))
    assert isinstance(held.exchange.error, TypeError)


# The stream is closed, and the conversation ended


def test_the_stream_is_closed_when_the_conversation_is_cancelled() -> None:
    async def handler(request: Request) -> Response:
        await Wait()
        return Response()

    held = prepare(handler, FakeStream(get("/")))
    running = held.conversation.run()
    running.send(None)
    assert held.stream.closes == 0
    running.close()
    assert (held.stream.closes, held.output) == (1, b"")


def test_a_stream_is_closed_and_its_producer_cleans_up_on_cancellation() -> None:
    class Slow(FakeProducer):
        async def __anext__(self) -> bytes:
            await Wait()
            return await super().__anext__()

    producer = Slow(b"one")

    async def handler(request: Request) -> Response:
        return Response.stream(producer)

    held = prepare(handler, FakeStream(get("/")))
    running = held.conversation.run()
    running.send(None)
    running.close()
    assert (producer.closes, held.stream.closes) == (1, 1)


def test_the_stream_is_closed_when_the_observer_fails() -> None:
    def observe(exchange: object) -> None:
        raise LookupError

    stream = FakeStream(get("/"))
    conversation = Conversation(stream, hello, now=lambda: 0.0, date=str, observe=observe)
    with pytest.raises(LookupError):
        drive(conversation.run())
    assert stream.closes == 1


def test_nobody_needs_to_observe() -> None:
    stream = FakeStream(get("/"))
    drive(Conversation(stream, hello, now=lambda: 0.0, date=lambda: "today").run())
    assert stream.output == HELLO


def test_an_event_loop_may_run_the_conversation() -> None:
    async def handler(request: Request) -> Response:
        await Wait()
        return await echo(request)

    held = prepare(handler, FakeStream(post("/", b"x") + post("/", b"y")))
    run_to_the_end(held.conversation.run())
    assert held.output == said("200 OK", "x") + said("200 OK", "y")


# A server that stops


def test_a_conversation_that_is_closing_asks_for_nothing() -> None:
    held = prepare(site, FakeStream(get("/")))
    held.conversation.closing = True
    drive(held.conversation.run())
    assert (held.output, held.stream.deadlines, held.stream.closes) == (b"", [], 1)


def closing_when(change: Callable[[Callable[[], None]], tuple[Handler, list[Any]]]) -> Talk:
    """Hold a conversation that is told to close somewhere between its steps."""

    def close() -> None:
        held.conversation.closing = True

    handler, script = change(close)
    held = prepare(handler, FakeStream(*script))
    drive(held.conversation.run())
    assert held.stream.closes == 1
    return held


def test_closing_while_a_request_arrives_answers_it_and_says_so() -> None:
    held = closing_when(lambda close: (site, [b"GET", close, get("/")[3:] + NEXT]))
    assert held.output == GOODBYE
    assert not held.kept


def test_closing_while_the_handler_works_makes_its_answer_the_last() -> None:
    def change(close: Callable[[], None]) -> tuple[Handler, list[Any]]:
        async def handler(request: Request) -> Response:
            close()
            return await hello(request)

        return handler, [NEXT + NEXT]

    assert closing_when(change).output == GOODBYE


def test_closing_while_an_answer_goes_out_ends_after_it() -> None:
    def change(close: Callable[[], None]) -> tuple[Handler, list[Any]]:
        async def pieces() -> AsyncIterator[bytes]:
            yield b"one"
            close()
            yield b"three"

        async def handler(request: Request) -> Response:
            return Response.stream(pieces(), PLAIN.partition(": ")[2])

        return handler, [NEXT + NEXT]

    assert closing_when(change).output == STREAM


def test_a_conversation_is_idle_while_it_waits_for_a_request_to_begin() -> None:
    seen: list[tuple[str, bool]] = []

    def note(moment: str) -> Callable[[], None]:
        return lambda: seen.append((moment, held.conversation.idle))

    async def handler(request: Request) -> Response:
        note("handled")()
        return await echo(request)

    request = post("/", b"ab")
    stream = FakeStream(
        note("before"),
        b"\r\n",
        note("after an empty line"),
        request[:1],
        note("in the head"),
        request[1:-1],
        note("in the body"),
        request[-1:],
        note("between requests"),
        b"P",
        note("in the second head"),
        request[1:],
        note("at the end"),
    )
    held = prepare(handler, stream)
    drive(held.conversation.run())
    assert not held.conversation.idle  # It has ended; what it said last may be on its way.
    assert seen == [
        ("before", True),
        ("after an empty line", True),
        ("in the head", False),
        ("handled", False),
        ("in the body", False),
        ("between requests", True),
        ("in the second head", False),
        ("handled", False),
        ("at the end", True),
    ]


def test_a_conversation_is_streaming_while_pieces_are_produced_and_no_longer() -> None:
    seen: list[tuple[str, bool]] = []

    def note(moment: str) -> None:
        seen.append((moment, held.conversation.streaming))

    class Noting(FakeProducer):
        async def __anext__(self) -> bytes:
            note("producing")
            return await super().__anext__()

        async def aclose(self) -> None:
            note("cleaning up")

    async def handler(request: Request) -> Response:
        note("handling")
        return Response.stream(Noting(b"one"))

    held = prepare(handler, FakeStream(get("/") + get("/", method="HEAD")))
    drive(held.conversation.run())
    note("at the end")
    assert seen == [
        ("handling", False),
        ("producing", True),
        ("producing", True),
        ("cleaning up", False),
        ("handling", False),
        ("cleaning up", False),
        ("at the end", False),
    ]


def test_a_conversation_is_not_idle_while_it_refuses_what_came_at_once() -> None:
    seen: list[bool] = []

    class Watched(FakeStream):
        async def write(self, data: bytes, more: bool = False) -> None:
            seen.append(held.conversation.idle)
            await super().write(data, more)

    held = prepare(hello, Watched(b"GET / HTTP/1.1\r\nBad\r\n\r\n"))
    drive(held.conversation.run())
    assert held.output.startswith(b"HTTP/1.1 400 ")
    assert seen == [False]


def test_a_conversation_is_not_idle_while_it_reads_what_the_handler_left() -> None:
    seen: list[bool] = []
    request = post("/", b"ab")
    stream = FakeStream(request[:-1], lambda: seen.append(held.conversation.idle), request[-1:])
    held = prepare(hello, stream)
    drive(held.conversation.run())
    assert (seen, held.kept) == ([False], True)


# Turns: between two of them nothing is under way


def test_a_turn_answers_what_is_handed_in_and_says_that_more_may_follow() -> None:
    held = prepare(hello, FakeStream())
    for _ in range(2):
        assert drive(held.conversation.turn(get("/") * 2))
        assert not held.conversation.unread
    assert held.output == said("200 OK", "hello") * 4
    assert not held.stream.deadlines  # it had to wait for nothing
    assert not held.stream.closes


def test_a_turn_listens_for_the_rest_of_a_request() -> None:
    held = prepare(hello, FakeStream(get("/")[5:]))
    assert drive(held.conversation.turn(get("/")[:5]))
    assert held.output == said("200 OK", "hello")
    assert held.stream.deadlines == [TIMEOUTS.head]


def test_no_more_follows_a_turn_that_met_the_end() -> None:
    held = prepare(hello, FakeStream())
    assert not drive(held.conversation.turn(b""))
    assert not held.output


def test_a_turn_ends_where_a_handler_has_left_something_behind() -> None:
    stream, answers = FakeStream(), iter([True, False])
    conversation = Conversation(
        stream, hello, now=FakeClock(), date=lambda: "today", unspoilt=lambda: next(answers)
    )
    assert drive(conversation.turn(get("/") * 3))
    unread = [conversation.unread]
    assert stream.output == said("200 OK", "hello") * 2
    assert drive(conversation.turn())
    assert [*unread, conversation.unread] == [len(get("/")), 0]
    assert stream.output == said("200 OK", "hello") * 3
    assert not stream.deadlines


@pytest.mark.parametrize(
    ("sent", "answered", "octets"),
    [
        (get("/promise"), b"poured onepoured two", 6),
        (get("/stream"), b"3\r\none\r\n5\r\nthree\r\n0\r\n\r\n", 8),
        (get("/promise", method="HEAD"), b"", 0),
        (get("/"), b"hello", 5),
    ],
)
def test_a_stream_may_send_a_body_of_promised_length_in_its_own_way(
    sent: bytes, answered: bytes, octets: int
) -> None:
    held = prepare(site, FakePouringStream(sent))
    drive(held.conversation.run())
    assert held.output.partition(b"\r\n\r\n")[2] == answered
    assert held.exchange.octets == octets
    assert held.kept


def test_what_was_poured_before_the_peer_left_is_counted() -> None:
    producer = FakeProducer(b"one", b"two")

    async def handler(request: Request) -> Response:
        return Response.stream(producer, headers={"Content-Length": "6"})

    held = prepare(handler, FakePouringStream(get("/"), gone_at=2))
    drive(held.conversation.run())
    assert held.exchange.octets == 3
    assert producer.closes == 1


@pytest.mark.parametrize(("scheme", "end"), [("http", b"HttpOnly"), ("https", b"Secure")])
def test_cookies_are_secure_over_tls(scheme: str, end: bytes) -> None:
    async def handler(request: Request) -> Response:
        return Response().with_cookie(Cookie("a", "b"))

    held = prepare(handler, FakeStream(get("/"), scheme=scheme))
    drive(held.conversation.run())
    assert b"; " + end + b"\r\n" in held.stream.output

"""A conversation behind a load balancer."""

import pytest

from entities import ProtocolError, Request, Response
from further.proxy_line import proxied
from interfaces import Conversation, drive
from tests.fakes.stream import SILENCE, FakePouringStream, FakeStream, Step
from tests.interfaces.talk import get

LINE = b"PROXY TCP4 192.0.2.44 198.51.100.1 56324 443\r\n"


async def who(request: Request) -> Response:
    """Answer with the address of the peer."""
    return Response.text(request.peer)


def hear(stream: FakeStream) -> bytes:
    """Hold a conversation behind the line; return the body of the last answer."""

    async def hold() -> None:
        inner = await proxied(stream, deadline=7.0)
        await Conversation(inner, who, now=lambda: 0.0, date=lambda: "today").run()

    drive(hold())
    return stream.output.rpartition(b"\r\n\r\n")[2]


def test_the_peer_is_the_one_in_the_line() -> None:
    assert hear(FakeStream(LINE, get("/"))) == b"192.0.2.44"


def test_it_does_not_matter_how_the_bytes_are_cut() -> None:
    sent = LINE + get("/") + get("/")
    for at in range(1, len(sent)):
        stream = FakeStream(sent[:at], sent[at:])
        assert hear(stream) == b"192.0.2.44"
        assert stream.output.count(b"HTTP/1.1 200 OK") == 2
    assert hear(FakeStream(*(sent[at : at + 1] for at in range(len(sent))))) == b"192.0.2.44"


def test_other_addresses() -> None:
    line = b"PROXY TCP6 2001:db8::1 2001:db8::2 1 65535\r\n"
    assert hear(FakeStream(line + get("/"))) == b"2001:db8::1"
    for unknown in (b"PROXY UNKNOWN\r\n", b"PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n"):
        assert hear(FakeStream(unknown + get("/"), peer="192.0.2.9")) == b"192.0.2.9"


def test_the_line_has_a_deadline_and_the_rest_those_of_the_conversation() -> None:
    stream = FakeStream(LINE[:9], LINE[9:], get("/"))
    hear(stream)
    assert stream.deadlines[:2] == [7.0, 7.0]
    with pytest.raises(TimeoutError):
        drive(proxied(FakeStream(LINE[:9], SILENCE), deadline=7.0))


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1\r\n",
        b"PROXY TCP4 192.0.2.44 198.51.100.1 56324 443\n",
        b"PROXY TCP4 192.0.2.44 198.51.100.1 56324\r\n",
        b"PROXY TCP4  192.0.2.44 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 192.0.2.444 198.51.100.1 56324 443\r\n",
        b"PROXY TCP6 192.0.2.44 198.51.100.1 56324 443\r\n",
        b"PROXY TCP4 192.0.2.44 198.51.100.1 56324 65536\r\n",
        b"PROXY TCP4 192.0.2.44 198.51.100.1 56324 +443\r\n",
        b"PROXY UDP4 192.0.2.44 198.51.100.1 56324 443\r\n",
        b"PROXY UNKNOWN " + b"x" * 92 + b"\r\n",
        b"",
    ],
)
def test_what_is_no_such_line_is_refused(line: bytes) -> None:
    with pytest.raises(ProtocolError) as caught:
        drive(proxied(FakeStream(line), deadline=7.0))
    assert caught.value.status == 400


@pytest.mark.parametrize("sent", [b"G", b"PROXZ", b"PROXY " + b"x" * 101])
def test_what_cannot_become_such_a_line_is_refused_without_waiting(sent: bytes) -> None:
    steps: list[Step] = [sent, SILENCE]
    with pytest.raises(ProtocolError):
        drive(proxied(FakeStream(*steps), deadline=7.0))


def test_the_longest_line_is_read() -> None:
    line = b"PROXY UNKNOWN " + b"x" * 91 + b"\r\n"
    assert len(line) == 107
    assert hear(FakeStream(line + get("/"))) == b"192.0.2.7"


def test_all_else_is_left_to_the_stream() -> None:
    stream = FakePouringStream(LINE, scheme="https")
    inner = drive(proxied(stream, deadline=7.0))
    assert inner.scheme == "https"
    assert inner.pour(Response().body) is not None
    drive(inner.write(b"abc", more=True))
    drive(inner.read(3.0, bulk=True))
    drive(inner.close())
    assert (stream.output, stream.closes) == (b"abc", 1)
    assert (stream.deadlines[-1], stream.bulk[-1]) == (3.0, True)

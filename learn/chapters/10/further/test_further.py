"""The line of the PROXY protocol, alone, on a stream, and below a conversation."""

from typing import Any

import pytest

from entities import Disconnected, Request, Response
from further.proxied import LONGEST, Announced, behind_balancer, client_of
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers
from interfaces import Conversation, Stream, Timeouts, drive
from tests.fakes.stream import FakeStream

LINE = b"PROXY TCP4 192.0.2.99 198.51.100.1 56324 443"
HELLO = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


async def whoami(request: Request) -> Response:
    """Answer with the peer's address."""
    return Response.text(request.peer)


def converse(stream: Stream) -> Conversation:
    """Make a conversation that tells peers who they are."""
    return Conversation(stream, whoami, now=lambda: 0.0, date=lambda: "today")


@pytest.mark.parametrize(
    ("line", "client"),
    [
        (LINE, "192.0.2.99"),
        (b"PROXY TCP6 2001:db8::7 2001:db8::1 4124 443", "2001:db8::7"),
        (b"PROXY UNKNOWN", ""),
        (b"PROXY UNKNOWN ffff:f...f:ffff whatever this is", ""),
    ],
)
def test_the_client_is_named(line: bytes, client: str) -> None:
    assert client_of(line) == client


@pytest.mark.parametrize(
    "line",
    [
        b"GET / HTTP/1.1",
        b"PROXY",
        b"PROXY TCP4",
        b"PROXY TCP4 192.0.2.99 198.51.100.1 56324",
        b"PROXY TCP4 192.0.2.99 198.51.100.1 56324 443 1",
        b"PROXY TCP4 192.0.2.999 198.51.100.1 56324 443",
        b"PROXY TCP4 192.0.2.99 somewhere 56324 443",
        b"PROXY TCP4 2001:db8::7 2001:db8::1 4124 443",
        b"PROXY TCP4 192.0.2.99 198.51.100.1 65536 443",
        b"PROXY TCP4 192.0.2.99 198.51.100.1 -1 443",
        b"PROXY UDP4 192.0.2.99 198.51.100.1 56324 443",
        b"PROXY TCP4  192.0.2.99 198.51.100.1 56324 443",
        b"PROXY TCP4 192.0.2.99 198.51.100.1 56324 44\xb3",
    ],
)
def test_what_is_no_such_line_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        client_of(line)


def served(*pieces: bytes) -> bytes:
    """Hold a conversation over an announced stream, and return what was answered."""
    stream = FakeStream(*pieces)
    drive(converse(Announced(stream)).run())
    assert stream.closes == 1
    return stream.output


@pytest.mark.parametrize(
    "pieces",
    [
        [LINE + b"\r\n" + HELLO],
        [LINE + b"\r\n", HELLO],
        [bytes([octet]) for octet in LINE + b"\r\n" + HELLO],
        [LINE + b"\r", b"\n" + HELLO],
    ],
    ids=["at once", "in two", "byte by byte", "within the end"],
)
def test_requests_come_from_the_client_however_the_bytes_are_cut(pieces: list[bytes]) -> None:
    assert served(*pieces).endswith(b"\r\n\r\n192.0.2.99")


def test_the_second_request_needs_no_line() -> None:
    assert served(LINE + b"\r\n" + HELLO + HELLO).count(b"192.0.2.99") == 2


def test_of_an_unknown_client_the_balancer_is_named() -> None:
    assert served(b"PROXY UNKNOWN\r\n" + HELLO).endswith(b"192.0.2.7")


@pytest.mark.parametrize("sent", [HELLO, b"PROXY TCP4 x\r\n" + HELLO, LINE, b""])
def test_without_the_line_nothing_is_answered(sent: bytes) -> None:
    assert served(sent) == b""


def test_no_more_is_collected_than_the_longest_line() -> None:
    async def read() -> bytes:
        return await stream.read(0.0)

    inside = FakeStream(*[b"PROXY UNKNOWN "] * 100)
    stream = Announced(inside)
    with pytest.raises(Disconnected):
        drive(read())
    assert len(inside.deadlines) <= LONGEST


def test_a_shell_holds_its_conversations_over_announced_streams() -> None:
    given: list[Peers] = []

    def shell(peers: Peers) -> Any:
        given.append(peers)

    behind_balancer(shell)(Peers(converse, lambda: "today", Untouched(), Timeouts(), 1))
    stream = FakeStream(LINE + b"\r\n" + HELLO)
    drive(given[0].converse(stream).run())
    assert stream.output.endswith(b"192.0.2.99")

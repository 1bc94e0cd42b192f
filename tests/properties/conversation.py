"""Holds a conversation with an application of every sort, and reads the answers with h11.

The properties and the fuzzer use it alike. `replies` raises AssertionError for an answer that
is no HTTP, and for one that says that the server failed.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass

import h11

from entities import Body, Headers, Request, Response
from interfaces import Conversation, Exchange, drive
from interfaces.memory import EPOCH, MemoryStream
from use_cases import Limits

# Small, so that short inputs reach them.
LIMITS = Limits(
    request_line=200,
    field_section=400,
    fields=8,
    chunk_line=40,
    chunk_extensions=60,
    body=60,
    drain=20,
)

# The faults that are the peer's, though their numbers begin with 5 (RFC 9110 section 15.6).
NOT_OURS = {501, 505}


@dataclass(frozen=True)
class Reply:
    """A final response, as a client reads it; `whole` is false if it was cut off."""

    status: int
    fields: tuple[tuple[bytes, bytes], ...]
    content: bytes
    whole: bool


async def application(request: Request) -> Response:
    """Do with a request what applications do, chosen by the length of its target."""
    match len(request.target) % 4:
        case 0:
            return Response.text("the body was not read")
        case 1:
            return Response.text(repr(await request.read()))
        case 2:
            return Response.stream(_shout(request.body), status=201)
        case _:
            octets = sum([len(piece) async for piece in request.body])
            return Response(204, Headers([("X-Octets", str(octets))]))


async def _shout(body: Body) -> AsyncIterator[bytes]:
    content = await body.read()
    yield content.upper()
    yield b"!"


def replies(pieces: Iterable[bytes], limits: Limits = LIMITS) -> list[Reply]:
    """Return what is answered to octets that arrive in these pieces."""
    stream = MemoryStream(pieces)
    exchanges: list[Exchange] = []
    conversation = Conversation(
        stream,
        application,
        now=lambda: 0.0,
        date=lambda: EPOCH,
        limits=limits,
        observe=exchanges.append,
    )
    drive(conversation.run())
    return read(bytes(stream.output), exchanges)


def read(output: bytes, exchanges: Sequence[Exchange]) -> list[Reply]:
    """Read one response for each exchange, and see that nothing stands around them."""
    found = []
    for number, exchange in enumerate(exchanges, 1):
        method = exchange.request.method if exchange.request else "GET"
        reply, closes, output = _read_one(output, method)
        assert reply.status == exchange.status
        assert reply.status < 500 or reply.status in NOT_OURS
        assert any(name == b"date" for name, _ in reply.fields)
        # The end of a stream that failed half-way is missing, so that nobody takes it for whole.
        assert reply.whole or exchange.error is not None
        assert not closes or number == len(exchanges), "something follows a last response"
        found.append(reply)
    assert not output, "something stands behind the last response"
    return found


def _read_one(output: bytes, method: str) -> tuple[Reply, bool, bytes]:
    """Return a reply, whether it is the last one, and the octets behind it."""
    client = h11.Connection(h11.CLIENT)
    client.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    client.send(h11.EndOfMessage())
    client.receive_data(output)
    client.receive_data(b"")
    event = client.next_event()
    if isinstance(event, h11.InformationalResponse):
        assert event.status_code == 100
        event = client.next_event()
    assert isinstance(event, h11.Response), event
    status, fields, content = event.status_code, tuple(event.headers), b""
    try:
        while isinstance(event := client.next_event(), h11.Data):
            content += event.data
    except h11.RemoteProtocolError:
        return Reply(status, fields, content, whole=False), True, b""
    assert isinstance(event, h11.EndOfMessage)
    closes = client.their_state is h11.MUST_CLOSE
    return Reply(status, fields, content, whole=True), closes, client.trailing_data[0]

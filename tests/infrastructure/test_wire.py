"""Every row of the table of wire cases over real sockets; and in memory, cut at every byte.

The cuts at every byte are made in memory, where bytes arrive exactly as they were cut and fifty
thousand conversations take seconds. Over sockets a row is cut in two within its last line end.
"""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterable, Iterator, Sequence

import pytest

from entities import Handler
from infrastructure.peers import Shell
from interfaces import drive
from tests.infrastructure.serving import port_of, serving
from tests.interfaces.wire.answers import differences
from tests.interfaces.wire.cuts import bytewise
from tests.interfaces.wire.memory import byte_by_byte, cut_in_two
from tests.interfaces.wire.row import PROBE, Answer, Row, Then, closed, get, opened
from tests.interfaces.wire.site import make_site
from tests.interfaces.wire.table import ROWS, TOPICS

AT_ONCE = 50  # connections
PATIENCE = 30.0  # seconds; a server that has not closed by then does not close
READ_SIZE = 256 * 1024
RESET = struct.pack("ii", 1, 0)  # linger for no time: the kernel sends RST

Pieces = Sequence[bytes]


@pytest.fixture(scope="module")
def site() -> Iterator[Handler]:
    lifespan = make_site().lifespan()
    yield drive(lifespan.__aenter__())
    drive(lifespan.__aexit__(None, None, None))


@pytest.mark.parametrize("topic", TOPICS)
def test_every_row_is_answered_the_same_in_memory_byte_by_byte(topic: str, site: Handler) -> None:
    found = {row.title: byte_by_byte(site, row) for row in TOPICS[topic]}
    assert {title: faults for title, faults in found.items() if faults} == {}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_row_is_answered_the_same_wherever_it_is_cut_in_two(
    topic: str, site: Handler
) -> None:
    found = {
        f"{row.title}, cut at {place}": faults
        for row in TOPICS[topic]
        for place, faults in cut_in_two(site, row)
    }
    assert {title: faults for title, faults in found.items() if faults} == {}


def test_every_row_is_answered_over_a_socket(shell: Shell) -> None:
    assert ask_all(ROWS.values(), at_once, shell) == {}


def test_every_row_is_answered_the_same_over_a_socket_byte_by_byte(shell: Shell) -> None:
    assert ask_all(ROWS.values(), lambda row: [bytewise(row.sent)], shell) == {}


def test_every_row_is_answered_the_same_over_a_socket_cut_in_two(shell: Shell) -> None:
    assert ask_all(ROWS.values(), within_the_last_line_end, shell) == {}


HELLO = Answer(200, b"Hello, World!")
WRONG = [
    opened("another status", "", get(), 404),
    opened("an answer too many", "", get(), HELLO, HELLO),
    opened("an answer too few", "", get() + get(), HELLO),
    opened("an open connection", "", get(version="1.0"), HELLO),
    closed("a closed connection", "", get(), HELLO),
]


def test_a_row_that_expects_something_else_is_found(shell: Shell) -> None:
    assert list(ask_all(WRONG, at_once, shell)) == [row.title for row in WRONG]


def test_a_connection_that_the_server_resets_is_found() -> None:
    async def ask() -> list[str]:
        async def reset(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readexactly(1)
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            writer.close()

        async with await asyncio.start_server(reset, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await talk(port, opened("", "", get(), HELLO), [get()])

    assert asyncio.run(ask()) == ["the connection was reset"]


def at_once(row: Row) -> list[Pieces]:
    """Send a row in one piece, and the next request with it if the client does not end."""
    return [[row.sent if row.then is Then.ENDED else row.sent + PROBE]]


def within_the_last_line_end(row: Row) -> Iterator[Pieces]:
    """Cut a row between the CR and the LF of its last line end, where a parser looks for more."""
    if place := row.sent.rfind(b"\r\n") + 1:
        yield [row.sent[:place], row.sent[place:]]


def ask_all(
    rows: Iterable[Row], cut: Callable[[Row], Iterable[Pieces]], shell: Shell
) -> dict[str, list[str]]:
    """Send rows in these ways, many at a time; return what is not as it should be, by title."""
    found: dict[str, list[str]] = {}
    tasks = ((row, pieces) for row in rows for pieces in cut(row))

    async def ask(port: int) -> None:
        for row, pieces in tasks:
            if faults := await talk(port, row, pieces):
                found.setdefault(row.title, []).extend(faults)

    async def ask_at_once() -> None:
        async with (
            serving(make_site(), patience=PATIENCE * 6, shell=shell) as server,
            asyncio.TaskGroup() as group,
        ):
            for _ in range(AT_ONCE):
                group.create_task(ask(port_of(server)))

    asyncio.run(ask_at_once())
    return {row.title: found[row.title] for row in rows if row.title in found}


async def talk(port: int, row: Row, pieces: Pieces) -> list[str]:
    """Send the pieces over a connection of their own; return what is not as it should be."""
    last = [] if row.then is not Then.OPEN or pieces[-1].endswith(PROBE) else [PROBE]
    with socket.create_connection(("127.0.0.1", port)) as client:
        client.setblocking(False)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        received = asyncio.ensure_future(receive(client))
        try:
            async with asyncio.timeout(PATIENCE):
                await send(client, [*pieces, *last], received)
                if row.then is Then.ENDED:
                    client.shutdown(socket.SHUT_WR)
                return differences(row, await received, probed=row.then is Then.OPEN)
        except TimeoutError:
            return ["the server did not close"]
        except ConnectionError:
            return ["the connection was reset"]
        finally:
            received.cancel()


async def send(client: socket.socket, pieces: Pieces, received: asyncio.Future[bytes]) -> None:
    """Send piece after piece, each of which the server may read alone, until it has ended."""
    for piece in pieces:
        if received.done():
            break
        await asyncio.get_running_loop().sock_sendall(client, piece)
        await asyncio.sleep(0)


async def receive(client: socket.socket) -> bytes:
    """Receive until the server ends its side. Raises ConnectionResetError if it resets."""
    received = bytearray()
    while data := await asyncio.get_running_loop().sock_recv(client, READ_SIZE):
        received += data
    return bytes(received)

"""What the Protocol does between the transport and the conversation."""

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import pytest

from entities import Disconnected, Handler, Request, Response
from infrastructure.contexts import Untouched
from infrastructure.peers import Peers, Shell
from infrastructure.protocol import BURST, PIECE, Connection, protocol
from interfaces import App, Conversation, Exchange, Timeouts
from tests.infrastructure.serving import asking, connected, send, serving

T = TypeVar("T")

HELLO = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
USER: ContextVar[str] = ContextVar("user", default="nobody")


class FakeTransport:
    """Plays the transport of a peer that takes whatever it is sent."""

    def __init__(self) -> None:
        self.writes: list[bytes] = []
        self.reading = True
        self.closed = False

    def get_extra_info(self, name: str) -> tuple[str, int] | None:
        """Know the address of the peer, and nothing else."""
        return ("192.0.2.7", 5) if name == "peername" else None

    def write(self, data: bytes) -> None:
        """Take what is sent."""
        self.writes.append(data)

    def pause_reading(self) -> None:
        """Note it."""
        assert self.reading
        self.reading = False

    def resume_reading(self) -> None:
        """Note it."""
        assert not self.reading
        self.reading = True

    def is_closing(self) -> bool:
        """Tell whether it was closed."""
        return self.closed

    def get_write_buffer_size(self) -> int:
        """Keep nothing back."""
        return 0

    def abort(self) -> None:
        """Note it."""
        self.closed = True


def connect_all(handler: Handler, count: int) -> list[tuple[Connection, FakeTransport]]:
    """Make connections over fake transports, in the loop that runs."""

    def converse(stream: Any) -> Conversation:
        now = asyncio.get_running_loop().time
        return Conversation(
            stream, handler, now=now, date=lambda: "today", unspoilt=untouched, observe=report
        )

    untouched = Untouched()
    accept = protocol(Peers(converse, lambda: "today", untouched, Timeouts(), 10))
    connections = []
    for _ in range(count):
        transport: Any = FakeTransport()
        connection: Any = accept()
        connection.connection_made(transport)
        connections.append((connection, transport))
    return connections


def report(exchange: Exchange) -> None:
    """Tell the loop, whose handler fails the test, of an exchange that has failed."""
    if exchange.error is not None:
        context = {"message": "an exchange failed", "exception": exchange.error}
        asyncio.get_running_loop().call_exception_handler(context)


def connect(handler: Handler) -> tuple[Connection, FakeTransport]:
    """Make one connection."""
    return connect_all(handler, 1)[0]


def held(talk: Callable[[], Awaitable[T]]) -> T:
    """Run a test in an event loop; no task of it may fail."""
    failures: list[dict[str, Any]] = []

    async def run() -> T:
        asyncio.get_running_loop().set_exception_handler(lambda _, one: failures.append(one))
        return await talk()

    try:
        return asyncio.run(run())
    finally:
        gc.collect()  # what failed unseen is reported when it is collected
        assert not failures


async def hello(request: Request) -> Response:
    return Response.text("Hello")


async def settle() -> None:
    """Let everything run that can."""
    for _ in range(10):
        await asyncio.sleep(0)


def responses_by_write(handler: Handler, requests: int) -> list[int]:
    """Send pipelined requests, and count the responses in each write."""

    async def talk() -> list[int]:
        connection, transport = connect(handler)
        connection.data_received(HELLO * requests)
        await settle()
        return [data.count(b"Hello") for data in transport.writes]

    return held(talk)


def test_responses_to_pipelined_requests_go_out_in_one_write() -> None:
    assert responses_by_write(hello, 5) == [5]


def test_no_more_than_a_burst_is_held_back() -> None:
    assert responses_by_write(hello, BURST + 3) == [BURST, 3]


def test_after_a_burst_others_have_their_turn() -> None:
    async def talk() -> int:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        async def tell(request: Request) -> Response:
            told.append(turns)
            return Response.text("Hello")

        told: list[int] = []
        connection, _ = connect(tell)
        others = asyncio.create_task(count())
        connection.data_received(HELLO * (BURST + 1))
        await settle()
        others.cancel()
        return told[BURST] - told[BURST - 1]

    assert held(talk) >= 1


def test_a_slow_peer_is_waited_for() -> None:
    async def talk() -> list[int]:
        connection, transport = connect(hello)
        connection.pause_writing()
        connection.data_received(HELLO)
        await settle()
        connection.data_received(HELLO)
        await settle()
        before = len(transport.writes)
        connection.resume_writing()
        await settle()
        return [before, len(transport.writes)]

    assert held(talk) == [1, 2]


def test_who_writes_to_a_peer_that_has_left_is_told() -> None:
    async def talk() -> list[bytes]:
        connection, transport = connect(hello)
        transport.abort()
        with pytest.raises(Disconnected):
            await connection.write(b"Hello")
        return transport.writes

    assert held(talk) == []


def test_no_more_than_a_piece_is_held_back() -> None:
    async def long(request: Request) -> Response:
        return Response.text("Hello" + "." * (PIECE // 2))

    assert responses_by_write(long, 5) == [2, 2, 1]


def test_what_is_held_back_is_sent_when_the_next_handler_waits() -> None:
    async def talk() -> list[int]:
        go = asyncio.Event()
        answered = 0

        async def first_at_once(request: Request) -> Response:
            nonlocal answered
            answered += 1
            if answered > 1:
                await go.wait()
            return Response.text("Hello")

        connection, transport = connect(first_at_once)
        connection.data_received(HELLO * 2)
        await settle()
        before = len(transport.writes)
        go.set()
        await settle()
        return [before, len(transport.writes)]

    assert held(talk) == [1, 2]


def test_a_connection_on_which_nothing_happens_has_no_task() -> None:
    async def talk() -> int:
        async with asking(make_app()) as (reader, writer):
            before = len(asyncio.all_tasks())
            writer.write(HELLO)
            await reader.readuntil(b"nobody")
            await settle()
            return len(asyncio.all_tasks()) - before

    assert held(talk) == 0


def test_those_who_are_heard_in_one_pass_share_a_task() -> None:
    tasks: list[object] = []

    async def note(request: Request) -> Response:
        tasks.append(asyncio.current_task())
        return Response.text("Hello")

    async def talk() -> list[int]:
        connections = connect_all(note, 5)
        for connection, _ in connections:
            connection.data_received(HELLO)
        await settle()
        connections[0][0].data_received(HELLO)
        await settle()
        return [len(transport.writes) for _, transport in connections]

    assert held(talk) == [2, 1, 1, 1, 1]
    assert [tasks.count(task) for task in dict.fromkeys(tasks)] == [5, 1]


def test_a_handler_that_waits_holds_up_nobody_else() -> None:
    async def talk() -> tuple[list[int], list[int]]:
        go = asyncio.Event()
        turns = 0

        async def every_other_waits(request: Request) -> Response:
            nonlocal turns
            turns += 1
            if turns % 2:
                await go.wait()
            return Response.text("Hello")

        connections = connect_all(every_other_waits, 5)
        for connection, _ in connections:
            connection.data_received(HELLO)
        await settle()
        before = [len(transport.writes) for _, transport in connections]
        go.set()
        await settle()
        return before, [len(transport.writes) for _, transport in connections]

    assert held(talk) == ([0, 1, 0, 1, 0], [1, 1, 1, 1, 1])


def test_what_a_handler_leaves_in_its_task_meets_nobody_else() -> None:
    users: list[str] = []

    async def leave_something(request: Request) -> Response:
        users.append(USER.get())
        task = asyncio.current_task()
        assert task is not None
        if len(users) == 1:
            USER.set("Ada")
        elif len(users) == 2:
            task.cancel()
        else:
            await asyncio.sleep(0)
        return Response.text("Hello")

    async def talk() -> list[int]:
        connections = connect_all(leave_something, 4)
        for connection, _ in connections:
            connection.data_received(HELLO)
        await settle()
        return [len(transport.writes) for _, transport in connections]

    assert held(talk) == [1, 1, 1, 1]
    assert users == ["nobody"] * 4


def test_who_is_dropped_in_line_is_not_served() -> None:
    asked = 0

    async def count(request: Request) -> Response:
        nonlocal asked
        asked += 1
        return Response.text("Hello")

    async def talk() -> None:
        (first, _), (second, _) = connect_all(count, 2)
        first.data_received(HELLO)
        second.data_received(HELLO)
        second.drop()
        await settle()

    held(talk)
    assert asked == 1


def test_reading_pauses_while_nobody_reads_and_goes_on_afterwards() -> None:
    async def talk() -> list[bool]:
        go = asyncio.Event()

        async def wait(request: Request) -> Response:
            await go.wait()
            return Response.text(str(len(await request.read())))

        connection, transport = connect(wait)
        size = PIECE * 2
        connection.data_received(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size)
        await settle()
        seen = [transport.reading]
        connection.data_received(bytes(size))
        seen.append(transport.reading)
        go.set()
        await settle()
        seen.append(transport.reading)
        assert transport.writes[0].endswith(str(size).encode())
        return seen

    assert held(talk) == [True, False, True]


def test_what_arrives_in_one_burst_is_read_in_turns() -> None:
    async def talk() -> tuple[int, bytes]:
        turns = 0

        async def count() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        async def read(request: Request) -> Response:
            nonlocal turns
            turns = 0
            return Response.text(f"{len(await request.read())} {turns}")

        connection, transport = connect(read)
        others = asyncio.create_task(count())
        head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        connection.data_received(head + b"400\r\n%b\r\n" % bytes(1024) * 192 + b"0\r\n\r\n")
        await asyncio.sleep(0.01)
        others.cancel()
        length, turns_of_others = transport.writes[0].partition(b"\r\n\r\n")[2].split()
        return int(turns_of_others), length

    turns, length = held(talk)
    assert length == str(1024 * 192).encode()
    assert turns >= 2


def make_app() -> App:
    """Make an App whose endpoints use what asyncio gives to a task."""
    app = App()

    @app.get("/")
    async def user() -> str:
        return USER.get()

    @app.get("/login")
    async def login() -> str:
        USER.set("Ada")
        await asyncio.sleep(0)
        return USER.get()

    @app.get("/told")
    async def told() -> Response:
        USER.set("Ada")

        async def pieces() -> AsyncIterator[bytes]:
            await asyncio.sleep(0)
            yield USER.get().encode()

        return Response.stream(pieces())

    @app.get("/late")
    async def late() -> str:
        try:
            async with asyncio.timeout(0.01):
                await asyncio.sleep(60)
        except TimeoutError:
            return "too late"
        return "in time"

    @app.get("/group")
    async def group() -> str:
        async def ask() -> str:
            await asyncio.sleep(0)
            return USER.get()

        USER.set("Grace")
        async with asyncio.TaskGroup() as tasks:
            one, two = tasks.create_task(ask()), tasks.create_task(ask())
        return one.result() + two.result()

    return app


def get(path: str) -> bytes:
    return b"GET %b HTTP/1.1\r\nHost: a\r\n\r\n" % path.encode()


def test_a_handler_may_use_timeouts_and_task_groups(shell: Shell) -> None:
    async def talk() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await send(server, [get("/late") + get("/group")])

    answer = held(talk)
    assert b"too late" in answer
    assert answer.endswith(b"GraceGrace")


def test_what_a_request_sets_no_other_request_sees(shell: Shell) -> None:
    async def talk() -> tuple[bytes, list[bytes]]:
        async with serving(make_app(), shell=shell) as server:
            pipelined = await send(server, [get("/login") + get("/") + get("/group") + get("/")])
            async with connected(server) as (reader, writer):
                answers = []
                for path, end in (("/", b"nobody"), ("/login", b"Ada"), ("/", b"nobody")):
                    writer.write(get(path))
                    answers.append((await reader.readuntil(end))[-len(end) :])
            return pipelined, answers

    pipelined, answers = held(talk)
    contents = [part.partition(b"\r\n\r\n")[2] for part in pipelined.split(b"HTTP/1.1 200 OK")[1:]]
    assert contents == [b"Ada", b"nobody", b"GraceGrace", b"nobody"]
    assert answers == [b"nobody", b"Ada", b"nobody"]


def test_the_producer_of_a_stream_sees_what_its_handler_set(shell: Shell) -> None:
    async def talk() -> bytes:
        async with serving(make_app(), shell=shell) as server:
            return await send(server, [get("/") + get("/told") + get("/told")])

    assert held(talk).count(b"3\r\nAda\r\n") == 2

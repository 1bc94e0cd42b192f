"""How the watchers get between the layers, although no layer knows of them.

Every layer takes what it needs from outside as an argument, so a watcher can stand in each place:

    asyncio ─▶ Doorway ─▶ Connection ─▶ WatchedConversation ─▶ WatchedApp ─▶ your endpoint, wrapped
                          Connection ◀─ WatchedStream ◀─ WatchedConversation

A server asks its shell for what asyncio calls, so a shell of our own hands it a Doorway. The
conversation takes any Stream and any Handler. And an App says what its endpoints are, so another
App can say the same of them with each function wrapped.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, cast
from weakref import WeakKeyDictionary

from entities import Body, Handler, HTTPError, Request, Response, Route
from examples.xray.recording import Record, Recorder
from examples.xray.watch import Watch, brief
from infrastructure.dates import DateCache
from infrastructure.peers import Peers
from infrastructure.protocol import Connection, protocol
from interfaces import App, Conversation, Endpoint, Exchange, Observer, Stream
from use_cases import Router


class WatchedStream:
    """A Stream that notes what passes through it."""

    def __init__(self, stream: Stream, watch: Watch) -> None:
        self._stream = stream
        self._watch = watch
        self.peer = stream.peer
        self.scheme = stream.scheme

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Read, and note it."""
        data = await self._stream.read(deadline, bulk)
        self._watch.heard(data)
        return data

    async def write(self, data: bytes, more: bool = False) -> None:
        """Note it, and write."""
        self._watch.said(data)
        await self._stream.write(data, more)

    def pour(self, body: Body) -> None:
        """Have no way of its own: the octets are to pass through `write`."""

    async def close(self) -> None:
        """Close the real one."""
        await self._stream.close()


class WatchedConversation(Conversation):
    """A Conversation whose turns are taken with a stopwatch beside them."""

    watch: Watch
    enter: Callable[[], None]

    async def turn(self, data: bytes | None = None) -> bool:
        """Take a turn; what is charged after the answer still belongs to its exchange."""
        self.watch.heard(data or b"")
        try:
            return await self.watch.stopwatch.steps(super().turn(data), self.enter)
        finally:
            self.watch.finish()


class Doorway(asyncio.Protocol):
    """Stands between asyncio and a connection, and measures as soon as bytes have come."""

    def __init__(self, inner: asyncio.Protocol, watch: Watch) -> None:
        self._watch = watch
        self.connection_made = inner.connection_made  # type: ignore[method-assign]
        self.eof_received = inner.eof_received  # type: ignore[method-assign]
        self.connection_lost = inner.connection_lost  # type: ignore[method-assign]
        self.pause_writing = inner.pause_writing  # type: ignore[method-assign]
        self.resume_writing = inner.resume_writing  # type: ignore[method-assign]
        self._received = inner.data_received

    def data_received(self, data: bytes) -> None:
        """Hand on what has come."""
        self._watch.awake()
        with self._watch.stopwatch.measuring():
            self._received(data)


class House:
    """What all watchers share: the recorder, what they stand between, and who runs now."""

    def __init__(self, app: App, pages: App, recorder: Recorder, observe: Observer) -> None:
        self.recorder = recorder
        self.app = WatchedApp(app, pages, self)
        self.running: Watch | None = None
        self.handler: Handler | None = None  # from start-up on
        self.router = Router([])
        self._observe = observe
        self._date = DateCache()

    def shell(self, peers: Peers) -> Callable[[], asyncio.BaseProtocol]:
        """Make what asyncio calls for each connection: a Doorway before the usual one."""
        watches = WeakKeyDictionary[Stream, Watch]()
        accept = protocol(peers)
        now = asyncio.get_running_loop().time

        def converse(stream: Stream) -> Conversation:
            assert self.handler is not None  # The App has been started before the server.
            watch = watches[stream]

            def observe(exchange: Exchange) -> None:
                own = watch.answered(exchange)
                with watch.stopwatch.paused():  # The log takes longer than some exchanges.
                    if not own or exchange.error:
                        self._observe(exchange)

            conversation = WatchedConversation(
                WatchedStream(stream, watch),
                self.handler,
                now=now,
                date=self._date,
                timeouts=peers.timeouts,
                observe=observe,
                unspoilt=peers.untouched,
            )
            conversation.watch = watch
            conversation.enter = lambda: self.enter(watch)
            watch.conversation = conversation
            return conversation

        def enter() -> asyncio.BaseProtocol:
            connection = cast(Connection, accept())
            watches[connection] = watch = Watch(self.keep)
            return Doorway(connection, watch)

        peers.converse = converse
        return enter

    def enter(self, watch: Watch) -> None:
        """Note whose step comes now."""
        self.running = watch

    def keep(self, record: Record) -> None:
        """Keep an exchange that is over."""
        if record.method:
            self._ask_again(record)
        self.recorder.add(record)

    def _ask_again(self, record: Record) -> None:
        """Note which route an exchange took, by asking a router again."""
        try:
            route, params = self.router.match(record.method, record.target.partition("?")[0])
            record.route, record.params = (
                f"{route.method} {route.pattern}",
                brief(params) if params else "",
            )
        except HTTPError as miss:
            record.miss = f"{miss.status}: {miss.detail}"


class WatchedApp(App):
    """Another face of the same App, whose endpoints are wrapped, and with the X-ray beside it."""

    def __init__(self, app: App, pages: App, house: House) -> None:
        # The same lists of endpoints, middleware and providers, and whatever else an App may hold.
        vars(self).update(vars(app))
        self.house = house
        self.pages = pages

    @property
    def endpoints(self) -> list[Endpoint]:
        """The endpoints of the App, each with its function wrapped."""
        return [replace(each, function=self._watched(each)) for each in super().endpoints]

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[Handler]:
        """Start the App and the X-ray."""
        async with super().lifespan() as handler, self.pages.lifespan() as pages:
            routes = [Route(each.method, each.pattern, handler) for each in self.endpoints]
            self.house.router = Router(routes)

            async def watched(request: Request) -> Response:
                watch = self.house.running
                assert watch is not None  # Only watched conversations call this.
                if watch.begin(request):
                    return await pages(request.with_state(watch=watch))
                return await handler(request)

            self.house.handler = watched
            yield watched

    def _watched(self, endpoint: Endpoint) -> Callable[..., Any]:
        """Wrap a function so that what it returns is noted, however it is called."""
        function = endpoint.function
        name = getattr(function, "__name__", type(function).__name__)

        def begin() -> Record:
            assert self.house.running is not None
            self.house.running.record.endpoint = name
            return self.house.running.record

        if iscoroutinefunction(function):

            @wraps(function)
            async def call(**arguments: Any) -> Any:
                record = begin()
                value = await function(**arguments)
                record.value = brief(value)
                return value

        else:

            @wraps(function)
            def call(**arguments: Any) -> Any:
                record = begin()
                value = function(**arguments)
                record.value = brief(value)
                return value

        return call

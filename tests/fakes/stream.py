"""A stream whose peer follows a script."""

from collections.abc import AsyncIterator, Callable
from math import inf

from entities import Body, Disconnected
from tests.fakes.clock import FakeClock

Step = bytes | float | Callable[[], None]
"""What a `read` meets: bytes that arrive, seconds of silence, or something that happens."""

SILENCE = inf
"""The step after which the peer neither says anything more nor ends."""


class FakeStream:
    """A Stream that is read from a script, after which the peer has ended its side.

    `writes` holds what was sent, call by call, and `deadlines` those that reads were given; `bulk`
    says of each read whether a long piece would have done.
    `ended` is true once a read found the end, and `at_end` is called when it does. At the write
    of number `gone_at`, from 0, the peer turns out to be gone.
    """

    def __init__(
        self,
        *script: Step,
        clock: FakeClock | None = None,
        gone_at: int | None = None,
        peer: str = "192.0.2.7",
        scheme: str = "http",
    ) -> None:
        self.peer = peer
        self.scheme = scheme
        self.writes: list[bytes] = []
        self.deadlines: list[float] = []
        self.bulk: list[bool] = []
        self.ended = False
        self.at_end: Callable[[], None] = lambda: None
        self.closes = 0
        self._script = list(script)
        self._clock = clock or FakeClock()
        self._gone_at = gone_at

    @property
    def output(self) -> bytes:
        """Everything that was sent."""
        return b"".join(self.writes)

    async def read(self, deadline: float, bulk: bool = False) -> bytes:
        """Follow the script to the next bytes. Raises TimeoutError at the deadline."""
        self.deadlines.append(deadline)
        self.bulk.append(bulk)
        while self._script:
            step = self._script.pop(0)
            if isinstance(step, bytes):
                return step
            if isinstance(step, float):
                self._wait(step, deadline)
            else:
                step()
        if not self.ended:
            self.at_end()
        self.ended = True
        return b""

    async def write(self, data: bytes, more: bool = False) -> None:
        """Keep what is sent. Raises Disconnected where the script says so."""
        if len(self.writes) == self._gone_at:
            raise Disconnected
        self.writes.append(data)

    def pour(self, body: Body) -> AsyncIterator[int] | None:
        """Have no way of its own."""
        return None

    async def close(self) -> None:
        """Count how often it is closed."""
        self.closes += 1

    def _wait(self, seconds: float, deadline: float) -> None:
        until = self._clock.seconds + seconds
        if until > deadline:
            self._clock.seconds = max(self._clock.seconds, deadline)
            self._script.insert(0, until - self._clock.seconds)
            raise TimeoutError
        self._clock.seconds = until


class FakePouringStream(FakeStream):
    """A FakeStream that has a way of its own to send a body."""

    def pour(self, body: Body) -> AsyncIterator[int]:
        """Send the pieces, each as one that was poured."""
        return self._pour(body)

    async def _pour(self, body: Body) -> AsyncIterator[int]:
        async for piece in body:
            await self.write(b"poured " + piece)
            yield len(piece)

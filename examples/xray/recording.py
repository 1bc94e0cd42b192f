"""What is kept of an exchange, and the last fifty of them."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple

from examples.house import LAYERS, YOURS

KEPT = 50  # exchanges
SHOWN = 4 * 1024  # octets that are kept of what came in, and of what went out
FIELDS = 40  # header fields that are kept
PARTS = (*LAYERS, YOURS)
"""Where time is spent: in a layer, or in code of yours."""


class Place(NamedTuple):
    """Where code stands: a layer, or yours, and the module in it."""

    layer: str
    module: str


class Span(NamedTuple):
    """So many seconds in one place, before another took over."""

    place: Place
    seconds: float


@dataclass
class Record:
    """One exchange. What did not happen is empty: a message that is no HTTP has no method."""

    number: int = 0
    peer: str = ""
    came: bytes = b""  # the first octets,
    octets_in: int = 0  # and how many they were
    method: str = ""
    target: str = ""
    version: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    route: str = ""
    params: str = ""
    miss: str = ""  # why there is no route
    endpoint: str = ""
    value: str = ""  # what the endpoint returned
    error: str = ""  # what was raised
    status: int = 0
    went: bytes = b""
    octets_out: int = 0
    wall: float = 0.0  # seconds from the first octet in to the last one out
    spans: list[Span] = field(default_factory=list)

    @property
    def busy(self) -> dict[str, float]:
        """The seconds in each layer; waiting is not among them, nor is the kernel."""
        sums = dict.fromkeys(PARTS, 0.0)
        for place, seconds in self.spans:
            sums[place.layer] += seconds
        return sums


class Recorder:
    """Holds the last exchanges, and lets those wait who want to see the next."""

    def __init__(self) -> None:
        self._records: deque[Record] = deque(maxlen=KEPT)
        self._count = 0
        self._changed = asyncio.Event()

    def add(self, record: Record) -> None:
        """Number an exchange and keep it; the oldest one may go for it."""
        self._count += 1
        record.number = self._count
        self._records.append(record)
        self._changed.set()
        self._changed = asyncio.Event()

    def newest_first(self, after: int = 0) -> list[Record]:
        """Return what is kept, if its number is above this one."""
        return [record for record in reversed(self._records) if record.number > after]

    def find(self, number: int) -> Record | None:
        """Return the exchange of this number if it is kept."""
        return next((each for each in self._records if each.number == number), None)

    async def newer(self, after: int, patience: float) -> list[Record]:
        """Wait for exchanges after this one, for so many seconds; return them, the oldest first."""
        if self._count <= after:
            try:
                async with asyncio.timeout(patience):
                    await self._changed.wait()
            except TimeoutError:
                pass
        return self.newest_first(after)[::-1]

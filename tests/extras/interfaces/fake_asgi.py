"""An ASGI server that follows a script."""

from collections.abc import Generator, MutableMapping
from typing import Any, Self

Message = MutableMapping[str, Any]


class FakeFuture:
    """What a coroutine waits for in an event loop; it is done when somebody says so."""

    def __init__(self) -> None:
        self.ended = False

    def done(self) -> bool:
        """Whether it has come."""
        return self.ended

    def __await__(self) -> Generator[Self, None, None]:
        while not self.ended:
            yield self


class FakeServer:
    """Gives the messages of a script to an application, and keeps what that sends.

    After the script, `receive` waits until something is `told`. `waits` counts how often it began
    to wait. From the message of number `gone_at` on, from 0, sending raises OSError.
    """

    def __init__(self, *messages: Message, gone_at: int | None = None) -> None:
        self.sent: list[Message] = []
        self.waits = 0
        self._messages = list(messages)
        self._gone_at = gone_at
        self._future = FakeFuture()

    def tell(self, kind: str) -> None:
        """Let a message come."""
        self._messages.append({"type": kind})
        self._future.ended = True

    async def receive(self) -> Message:
        """Return the next message."""
        if not self._messages:
            self.waits += 1
            self._future = FakeFuture()
            await self._future
        return self._messages.pop(0)

    async def send(self, message: Message) -> None:
        """Keep a message. Raises OSError if the peer is gone, and the script says so."""
        if self._gone_at is not None and len(self.sent) >= self._gone_at:
            raise OSError("gone")
        self.sent.append(message)

    @property
    def kinds(self) -> list[str]:
        """The types of what was sent."""
        return [message["type"] for message in self.sent]

    @property
    def status(self) -> int:
        """The status of the response."""
        status: int = self.sent[0]["status"]
        return status

    @property
    def headers(self) -> dict[bytes, bytes]:
        """The fields of the response."""
        return dict(self.sent[0]["headers"])

    @property
    def content(self) -> bytes:
        """The body of the response."""
        return b"".join(message.get("body", b"") for message in self.sent[1:])

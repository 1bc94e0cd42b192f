"""Server-sent events as bytes (the HTML standard of the WHATWG, section 9.2).

A stream of them is a response of the type text/event-stream that goes on for as long as there is
something to tell. A browser reads it with an `EventSource`, and asks again when it breaks off.
"""

import re

HEARTBEAT = b":\n\n"
"""A comment, which readers skip. Sent now and then, it keeps a silent connection open."""

_LINE_BREAK = re.compile(r"\r\n|\n|\r")  # Python's own splitlines() knows more than these.
_TAKEN = re.compile(r"[\r\n\0]")


def render_event(data: str, event: str = "", id: str = "", retry: int | None = None) -> bytes:  # noqa: A002
    """Write one event; its data may have several lines.

    `event` names its type, which is "message" without one. `id` is what a reader says in
    `Last-Event-ID` when it asks again, and `retry` how many milliseconds it waits before that.
    Raises ValueError for a line break or NUL in the name or the id, which a reader would take for
    something else, and for a negative number.
    """
    if _TAKEN.search(event + id):
        raise ValueError(f"{event + id!r} has a line break or NUL; only the data may have lines")
    if retry is not None and retry < 0:
        raise ValueError(f"a reader cannot wait for {retry} milliseconds")
    fields = [("event", event), ("id", id), ("retry", "" if retry is None else str(retry))]
    lines = [f"{name}: {value}\n" for name, value in fields if value]
    lines += [f"data: {line}\n" for line in _LINE_BREAK.split(data)]
    return ("".join(lines) + "\n").encode()

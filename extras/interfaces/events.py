"""Server-sent events: a stream that a browser follows (the HTML standard, section 9.2)."""

from collections.abc import AsyncIterable

from entities import Response

_FIELDS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event_stream(events: AsyncIterable[bytes]) -> Response:
    """Answer with events as they come; make each with `render_event`.

    No cache keeps them, and nginx in front does not collect them before it hands them on. Nobody
    here looks at a clock: let your producer yield a `HEARTBEAT` when it has been silent for some
    seconds, else a reader that has left may not be noticed.
    """
    return Response.stream(events, "text/event-stream", headers=_FIELDS)

"""All rows, by topic, in the order in which a request is read and answered."""

from tests.interfaces.wire import (
    bodies,
    chunks,
    connections,
    fields,
    hosts,
    limits,
    lines,
    responses,
    targets,
)
from tests.interfaces.wire.row import Row

TOPICS: dict[str, list[Row]] = {
    **lines.TOPICS,
    **targets.TOPICS,
    **fields.TOPICS,
    **hosts.TOPICS,
    **bodies.TOPICS,
    **chunks.TOPICS,
    **connections.TOPICS,
    **responses.TOPICS,
    **limits.TOPICS,
}

ROWS = {f"{topic}: {row.title}": row for topic, rows in TOPICS.items() for row in rows}
"""The rows by their identity, which stays as long as topic and title do."""

"""More verbs, as pure as the others: conditional requests, forms with files, server-sent events."""

from extras.use_cases.conditional import Representation, Selection, select
from extras.use_cases.dates import parse_date
from extras.use_cases.events import HEARTBEAT, render_event
from extras.use_cases.multipart import FormLimits, FormParser, PartHead, parse_boundary

__all__ = [
    "HEARTBEAT", "FormLimits", "FormParser", "PartHead", "Representation", "Selection",
    "parse_boundary", "parse_date", "render_event", "select",
]  # fmt: skip

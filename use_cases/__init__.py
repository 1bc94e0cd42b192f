"""The verbs of HTTP: parse, route, render, and what belongs to them.

Everything here is synchronous and pure: values in, values out. It knows the entities, and no
stream, clock or event loop. So it is tested with plain function calls.
"""

from use_cases.conditional import Representation, Selection, select
from use_cases.dates import http_date, parse_date
from use_cases.events import HEARTBEAT, render_event
from use_cases.forms import parse_form, parse_json
from use_cases.limits import FormLimits, Limits
from use_cases.multipart import FormParser, PartHead, parse_boundary
from use_cases.parse import Event, Phase, RequestParser, Signal
from use_cases.reasons import REASONS
from use_cases.render import CONTINUE, LAST_CHUNK, Framing, ResponseHead, render_chunk, render_head
from use_cases.respond import error_response
from use_cases.route import CONVERTERS, METHODS, Match, Router, build_path
from use_cases.syntax import RequestHead

__all__ = [
    "CONTINUE", "CONVERTERS", "HEARTBEAT", "LAST_CHUNK", "METHODS", "REASONS", "Event",
    "FormLimits", "FormParser", "Framing", "Limits", "Match", "PartHead", "Phase", "Representation",
    "RequestHead", "RequestParser", "ResponseHead", "Router", "Selection", "Signal", "build_path",
    "error_response", "http_date", "parse_boundary", "parse_date", "parse_form", "parse_json",
    "render_chunk", "render_event", "render_head", "select",
]  # fmt: skip

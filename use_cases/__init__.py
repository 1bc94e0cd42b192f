"""The verbs of HTTP: parse, route, render, and what belongs to them.

Everything here is synchronous and pure: values in, values out. It knows the entities, and no
stream, clock or event loop. So it is tested with plain function calls.
"""

from use_cases.dates import http_date as http_date
from use_cases.forms import parse_form as parse_form, parse_json as parse_json
from use_cases.limits import Limits as Limits
from use_cases.parse import Event as Event, Phase as Phase
from use_cases.parse import RequestParser as RequestParser, Signal as Signal
from use_cases.reasons import REASONS as REASONS
from use_cases.render import CONTINUE as CONTINUE, LAST_CHUNK as LAST_CHUNK, Framing as Framing
from use_cases.render import ResponseHead as ResponseHead
from use_cases.render import render_chunk as render_chunk, render_head as render_head
from use_cases.respond import error_response as error_response
from use_cases.route import CONVERTERS as CONVERTERS, METHODS as METHODS, Match as Match
from use_cases.route import Router as Router, build_path as build_path
from use_cases.syntax import RequestHead as RequestHead

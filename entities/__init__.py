"""The nouns of HTTP: Request, Response, Route, and what they are made of.

This is the centre. It knows the standard library's tools for values and nothing else: no
other layer, no I/O, no clock. Whatever changes outside, a request stays a request.
"""

from entities.body import Body
from entities.cookies import Cookie, parse_cookies
from entities.errors import ConfigurationError, Disconnected, HTTPError, ProtocolError
from entities.headers import Headers, is_token
from entities.pairs import Form, Pairs
from entities.request import Request
from entities.response import Fault, Response
from entities.route import Handler, Middleware, Parameter, Route, Segment, parse_pattern

__all__ = [
    "Body", "ConfigurationError", "Cookie", "Disconnected", "Fault", "Form", "HTTPError",
    "Handler", "Headers", "Middleware", "Pairs", "Parameter", "ProtocolError", "Request",
    "Response", "Route", "Segment", "is_token", "parse_cookies", "parse_pattern",
]  # fmt: skip

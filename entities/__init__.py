"""The nouns of HTTP: Request, Response, Route, and what they are made of.

This is the centre. It knows the standard library's tools for values and nothing else: no
other layer, no I/O, no clock. Whatever changes outside, a request stays a request.

`import X as X` tells a type checker that others may import the name from here (PEP 484).
"""

from entities.body import Body as Body
from entities.cookies import Cookie as Cookie, parse_cookies as parse_cookies
from entities.errors import ConfigurationError as ConfigurationError, Disconnected as Disconnected
from entities.errors import HTTPError as HTTPError, ProtocolError as ProtocolError
from entities.headers import Headers as Headers, is_token as is_token
from entities.pairs import Form as Form, Pairs as Pairs
from entities.request import Request as Request
from entities.response import Fault as Fault, Response as Response
from entities.route import Handler as Handler, Middleware as Middleware, Parameter as Parameter
from entities.route import Route as Route, Segment as Segment, parse_pattern as parse_pattern

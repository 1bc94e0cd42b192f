"""What a request body says, by its media type: a form or JSON.

Each function takes the headers and the body of a request, and raises HTTPError: 415 for
another media type, 400 for a body that does not follow its own (RFC 9110 section 15.5).
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from entities import Form, Headers, HTTPError

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def media_type(headers: Headers) -> str:
    """Return the media type of the content, in lower case and without its parameters."""
    return headers.get("content-type").partition(";")[0].strip("\t ").lower()


def parse_form(headers: Headers, body: bytes, most: int = 1000) -> Form:
    """Read a form as browsers submit it, of at most so many fields (the URL standard, 5.1)."""
    _expect(headers, FORM)
    try:
        text = body.decode()  # Escapes are ASCII, but people type UTF-8 at curl -d.
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)
    except ValueError as error:  # UnicodeDecodeError is one
        raise HTTPError(400, f"The form is not UTF-8, or has more than {most} fields.") from error
    return Form(pairs)


def parse_json(headers: Headers, body: bytes) -> Any:
    """Read JSON (RFC 8259). NaN and what overflows to infinity could not be written again."""
    _expect(headers, JSON)
    try:
        return json.loads(body.decode(), parse_constant=_refuse, parse_float=_finite)
    except RecursionError as error:
        raise HTTPError(400, "The JSON is nested too deeply.") from error
    except ValueError as error:
        raise HTTPError(400, f"The body is not JSON: {error}.") from error


def _expect(headers: Headers, expected: str) -> None:
    actual = media_type(headers)
    # RFC 6839: a suffix says how the content is to be read, as in application/problem+json.
    if actual != expected and not (expected == JSON and actual.endswith("+json")):
        raise HTTPError(415, f"Send the body with Content-Type: {expected}.")


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not a JSON value")


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError(f"{digits[:20]} is too large")
    return number

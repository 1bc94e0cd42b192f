"""Forms with files, multipart/form-data (RFC 7578, RFC 2046 section 5.1): bytes in, parts out.

    parser.feed(data)    gives what the data completes: a PartHead, then pieces of its content as
                         bytes, then the next PartHead, and so on
    parser.finish()      says that no more will come

The bytes are those of a body, however they were cut. What is kept of them is the head of one
part, or what may be the beginning of a boundary: a file of any size passes through.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from entities import Headers, HTTPError, ProtocolError
from use_cases.limits import KIB, Limits
from use_cases.syntax import parse_fields

MULTIPART = "multipart/form-data"

# RFC 2046 section 5.1.1: bchars, of which the last one is no space.
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]")

# RFC 9110 section 5.6.6: parameters.
_TOKEN = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++"
_VALUE = rf'(?:{_TOKEN}|"(?:[^"\\]++|\\.)*+")'
_PARAMETERS = re.compile(rf"[^;]*+(?:[\t ]*+;[\t ]*+{_TOKEN}={_VALUE})*+[\t ]*+")
_PARAMETER = re.compile(rf";[\t ]*+({_TOKEN})=({_VALUE})")

# How browsers write what a quoted string cannot hold (HTML section 4.10.21.8), and the two quoted
# pairs that others write. Any other backslash is just that, as in C:\temp.
_ESCAPES = {"%22": '"', "%0D": "\r", "%0A": "\n", r"\"": '"', r"\\": "\\"}
_ESCAPED = re.compile(r'%22|%0D|%0A|\\["\\]')


@dataclass(frozen=True, slots=True)
class FormLimits:
    """Bounds for what is in a form with files; the whole of it is bounded by that of its body."""

    parts: int = 1000  # fields and files; Django: 1,000 fields
    files: int = 100  # Django: 100
    head: int = 4 * KIB  # octets before the content of a part; ASP.NET Core: 16 KiB
    text: int = 2 * KIB * KIB  # octets of all fields that are no files; Django: 2.5 MiB


class PartHead(NamedTuple):
    """What stands before the content of a part (RFC 7578 section 4).

    `filename` is what the sender says, so never a path to write to; it is None for a field, whose
    content is text. `content_type` is as it was sent, or "".
    """

    name: str
    filename: str | None
    content_type: str

    def text(self, content: bytes) -> str:
        """Return the content of a field as text. Raises HTTPError 400 if it is not UTF-8."""
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise HTTPError(400, f"The field {self.name!r} is not UTF-8.") from error


class FormParser:
    """Parses one form. Raises HTTPError: 400 for what is none, 413 for one over a limit."""

    def __init__(self, boundary: str, limits: FormLimits = FormLimits()) -> None:
        self._boundary = b"\r\n--" + boundary.encode()
        self._kept = b"\r\n"  # The first boundary may lack the end of a line before it.
        self._limits = limits
        self._head: PartHead | None = None
        self._parts = self._files = self._text = 0
        self._complete = False

    def feed(self, data: bytes) -> Iterator[PartHead | bytes]:
        """Take in the next bytes, while you iterate over what they complete."""
        if self._complete:
            return  # What follows the last boundary has no meaning.
        data, at, limits = self._kept + data, 0, self._limits
        while True:
            found = data.find(self._boundary, at)
            # What the data ends with may be the beginning of a boundary.
            end = max(len(data) - len(self._boundary) + 1, at) if found == -1 else found
            if self._head and end > at:  # What stands before the first one has none either.
                if self._head.filename is None:
                    self._text += end - at
                    _check(self._text, limits.text, "octets in fields")
                yield data[at:end]
            at = end
            if found == -1:
                break
            start = found + len(self._boundary)
            if data.startswith(b"--", start):
                self._complete = True
                break
            end = data.find(b"\r\n\r\n", start, start + limits.head + 4)
            if end == -1:
                _check(len(data) - start - 3, limits.head, "octets before the content of a part")
                break
            at = end + 4
            yield self._begin(data[start:end])
        self._kept = data[at:]

    def finish(self) -> None:
        """Raise HTTPError 400 if the form is not complete."""
        if not self._complete:
            raise HTTPError(400, "The form lacks its last boundary, or a line lacks its CRLF.")

    def _begin(self, section: bytes) -> PartHead:
        """Begin a part, unless there are too many."""
        self._head = parse_part_head(section)
        self._parts += 1
        self._files += self._head.filename is not None
        _check(self._parts, self._limits.parts, "parts")
        _check(self._files, self._limits.files, "files")
        return self._head


def _check(number: int, limit: int, what: str) -> None:
    if number > limit:
        raise HTTPError(413, f"A form may have at most {limit} {what}.")


def parse_part_head(section: bytes) -> PartHead:
    """Read what stands between a boundary and the empty line before the content."""
    padding, _, fields = (section + b"\r\n").partition(b"\r\n")
    try:
        headers = parse_fields(fields, Limits())
        disposition = ",".join(headers.get_all("content-disposition")).encode("latin-1").decode()
    except ProtocolError as error:
        raise HTTPError(400, f"In a part of the form: {error.detail} ({error.section}).") from error
    except UnicodeDecodeError as error:
        raise HTTPError(400, "The name of a field or of a file is not UTF-8.") from error
    kind, parameters = parse_parameters(disposition)
    if padding.strip(b"\t ") or kind != "form-data" or "name" not in parameters:
        detail = 'a line with the boundary alone, then Content-Disposition: form-data; name="…"'
        raise HTTPError(400, f"A part begins with {detail}.")
    return PartHead(parameters["name"], parameters.get("filename"), headers.get("content-type"))


def parse_boundary(headers: Headers) -> str:
    """Return the boundary of a form. Raises HTTPError: 415 for another media type, or 400."""
    kind, parameters = parse_parameters(headers.get("content-type"))
    if kind != MULTIPART:
        raise HTTPError(415, f"Send the body with Content-Type: {MULTIPART}.")
    if not _BOUNDARY.fullmatch(parameters.get("boundary", "")):
        raise HTTPError(400, "The form needs a boundary of 1 to 70 characters (RFC 2046).")
    return parameters["boundary"]


def parse_parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return what stands before the parameters of a value, and those, by names in lower case.

    There are none if they break the grammar, or if one comes twice.
    """
    found = _PARAMETER.findall(value) if _PARAMETERS.fullmatch(value) else []
    parameters = {name.lower(): _unquote(written) for name, written in found}
    kind = value.partition(";")[0].strip("\t ").lower()
    return kind, parameters if len(parameters) == len(found) else {}


def _unquote(written: str) -> str:
    text = written[1:-1] if written.startswith('"') else written
    return _ESCAPED.sub(lambda escape: _ESCAPES[escape[0]], text)

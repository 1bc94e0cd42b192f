"""Which part of a representation a request gets, if any (RFC 9110 sections 13 and 14).

A client that has a copy asks whether it is still good; one that has a part asks for the rest.
`select` decides that for whatever has a size and validators, such as a file, and touches nothing.
"""

import re
from typing import NamedTuple

from entities import Headers, HTTPError, Request
from extras.use_cases.dates import parse_date
from use_cases.dates import http_date

MOST_RANGES = 16  # in one request; Apache httpd: 200

# Section 8.8.3. A tag may hold commas, so a list of tags is searched and not split.
_TAG = re.compile(r'(W/)?("[\x21\x23-\x7e\x80-\xff]*")')
# Section 14.1.2: int-range or suffix-range. Nothing has a size of more than 18 digits.
_RANGE = re.compile(r"([0-9]{1,18})-([0-9]{1,18})?|-([0-9]{1,18})")


class Representation(NamedTuple):
    """What a request is about, as far as the decision needs it.

    `size` is in octets, `modified` in seconds since the epoch and not in the future. `etag` reads
    as in the field: `"x"`, or `W/"x"` if another content may have had the same.
    """

    size: int
    modified: int
    etag: str
    media_type: str


class Selection(NamedTuple):
    """What to answer. The content is octets to send as they are, and ranges of those there are."""

    status: int
    headers: list[tuple[str, str]]
    content: list[bytes | range]


def select(request: Request, current: Representation, boundary: str) -> Selection:
    """Choose: all of it (200), parts (206), or nothing since the client has a good copy (304).

    `boundary` goes between several parts; take one by chance, so that none of them can hold it.
    Raises HTTPError 412 if a precondition fails, 416 if no range lies within what there is.
    """
    status, size = evaluate(request, current), current.size
    if status == 412:
        raise HTTPError(412, "What is here now is not what the request was made for.")
    validators = [("ETag", current.etag), ("Last-Modified", http_date(current.modified))]
    if status == 304:  # Section 15.4.5: the tag will do, for the client has the other fields.
        return Selection(304, validators[:1], [])
    fields, kind = [*validators, ("Accept-Ranges", "bytes")], ("Content-Type", current.media_type)
    ranges = parse_ranges(request.headers, size) if _may_be_partial(request, current) else None
    if ranges is None:
        return Selection(200, [kind, *fields], [range(size)])
    if not ranges:
        raise HTTPError(416, f"There are {size} octets.", [("Content-Range", f"bytes */{size}")])
    places = [("Content-Range", f"bytes {each[0]}-{each[-1]}/{size}") for each in ranges]
    if len(ranges) == 1:
        return Selection(206, [kind, *places, *fields], [*ranges])
    content: list[bytes | range] = []
    for each, place in zip(ranges, places, strict=True):
        lines = f"--{boundary}", *map(": ".join, (kind, place))
        content += ["".join(f"\r\n{line}" for line in (*lines, "", "")).encode("latin-1"), each]
    content.append(f"\r\n--{boundary}--\r\n".encode())
    kind = ("Content-Type", f"multipart/byteranges; boundary={boundary}")
    return Selection(206, [kind, *fields], content)


def evaluate(request: Request, current: Representation) -> int:
    """Evaluate the preconditions in the order of section 13.2.2: 200 to go on, 304 or 412."""
    headers, reads = request.headers, request.method in ("GET", "HEAD")
    if "if-match" in headers:
        if not _names(_value(headers, "if-match"), current.etag, weakly=False):
            return 412
    elif parse_date(_value(headers, "if-unmodified-since"), current.modified) < current.modified:
        return 412
    if "if-none-match" in headers:
        if _names(_value(headers, "if-none-match"), current.etag, weakly=True):
            return 304 if reads else 412
    elif reads and parse_date(_value(headers, "if-modified-since"), -1) >= current.modified:
        return 304
    return 200


def parse_ranges(headers: Headers, size: int) -> list[range] | None:
    """Return the ranges asked for that hold octets, or None if the whole is to be sent.

    So it is if the field is not valid, or asks for more ranges or octets than anybody needs: a
    short request must not cost a long answer (section 14.2). Of nothing there is no part.
    """
    unit, _, listed = ",".join(headers.elements("range")).partition("=")
    ranges = []
    for match in map(_RANGE.fullmatch, listed.split(",")):
        if not match or (match[2] and int(match[2]) < int(match[1])):
            return None
        if match[3]:
            ranges.append(range(max(0, size - int(match[3])), size))
        else:
            ranges.append(range(int(match[1]), min(int(match[2] or size) + 1, size)))
    fair = size and len(ranges) <= MOST_RANGES and sum(map(len, ranges)) <= size
    return [*filter(None, ranges)] if fair and unit == "bytes" else None


def _may_be_partial(request: Request, current: Representation) -> bool:
    """Say whether ranges count: in a GET (section 14.2), of what the client has a part of."""
    if request.method != "GET" or "if-range" not in request.headers:
        return request.method == "GET"
    # Section 13.1.5: by a weak validator, parts of two contents could be put together.
    same = current.etag, http_date(current.modified)
    return _value(request.headers, "if-range") in same and not current.etag.startswith("W/")


def _names(listed: str, etag: str, *, weakly: bool) -> bool:
    """Compare the tag with those listed (section 8.8.3.2). Strongly, a weak one equals none."""
    opaque = etag.removeprefix("W/") if weakly else etag
    tags = [tag for weak, tag in _TAG.findall(listed) if weakly or not weak]
    return listed == "*" or opaque in tags


def _value(headers: Headers, field: str) -> str:
    """Return all of a field. Two dates are none, and so do not count (section 13.1.3)."""
    return ", ".join(headers.get_all(field))

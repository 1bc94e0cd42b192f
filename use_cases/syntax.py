"""What the complete lines of a request mean (RFC 9112 sections 2 to 6, RFC 3986).

Pure functions on bytes, one for each production of the grammar. `parse.py` decides where a
line ends; here it is decided what the line says, or which rule it breaks.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import NamedTuple

from entities import Headers, ProtocolError
from use_cases.limits import Limits

# RFC 9110 section 5.6.2. A possessive `++` never gives back what it took: no backtracking.
_TCHAR = rb"!#$%&'*+\-.^_`|~0-9A-Za-z"
_TOKEN = re.compile(rb"[%b]++" % _TCHAR)

# RFC 9112 section 2.3: exactly this, in this case.
_VERSION = re.compile(rb"HTTP/([0-9])\.([0-9])")

# RFC 3986 section 3.3, and what browsers send unencoded (the URL standard of the WHATWG):
# `|`, `^`, `[` and `]` anywhere, braces and backtick in a query. NUL has no place in either.
_PCHAR = rb"A-Za-z0-9\-._~!$&'()*+,;=:@/|^\[\]"
_ESCAPE = rb"%(?!00)[0-9A-Fa-f]{2}"
_ORIGIN = rb"/(?:[%b]++|%b)*+(?:\?(?:[%b?{}`]++|%b)*+)?" % (_PCHAR, _ESCAPE, _PCHAR, _ESCAPE)
_ORIGIN_FORM = re.compile(_ORIGIN)
_ABSOLUTE_FORM = re.compile(rb"([A-Za-z][A-Za-z0-9+.\-]*+)://([^/?]*+)(.*)")

# The rules of a request line at once, for nearly all that are sent: checked one by one, they take
# 0.4 µs longer. What this does not match may be sound all the same.
_USUAL_LINE = re.compile(rb"(?!CONNECT |TRACE )[%b]++ %b HTTP/1\.[01]" % (_TCHAR, _ORIGIN))

# RFC 9110 section 7.2 and RFC 3986 section 3.2.2: uri-host [ ":" port ], where uri-host is an
# IPv6 address in brackets (group 1) or a name; group 2 is the port.
_HOST = re.compile(
    rb"(?:\[([0-9A-Fa-f:.]++)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]++|%b)++)(?::([0-9]*+))?" % _ESCAPE
)

# RFC 9112 section 5: field-line = field-name ":" OWS field-value OWS
_FIELDS = re.compile(rb"(?:[%b]++:[\t\x20-\x7e\x80-\xff]*+\r\n)*+" % _TCHAR)

# The fields that decide about the connection and the body; all others are the handler's. In a
# sound section, which ends each line in CRLF and has no other CR, this finds each of them.
_DECISIVE = re.compile(
    rb"\r\n(host|connection|content-length|transfer-encoding|expect):[\t ]*+([^\r]*+)"
)

# RFC 9112 section 6.2, 7.1: what int() would also take (+5, 1_0, other digits) is no number.
_LENGTH = re.compile(rb"[0-9]{1,18}")
_QUOTED = rb'"(?:[\t !#-\[\]-~\x80-\xff]++|\\[\t -~\x80-\xff])*+"'
# The lookahead: nothing but an extension, or the end, may follow the size at once.
_CHUNK_LINE = re.compile(
    rb"([0-9A-Fa-f]{1,16})(?=;|\Z)((?:[\t ]*+;[\t ]*+[%b]++(?:[\t ]*+=[\t ]*+(?:[%b]++|%b))?)*)"
    % (_TCHAR, _TCHAR, _QUOTED)
)

# Why a line is not a field: the first row that matches says so.
_FIELD_FAULTS = (
    (re.compile(rb"[\r\n]"), "a line must end in CRLF", "RFC 9112 section 2.2"),
    (re.compile(rb"\A[\t ]"), "a line must not begin with white space", "RFC 9112 section 5.2"),
    (re.compile(rb"\A[^:]*\Z"), "a field line needs a colon", "RFC 9112 section 5"),
    (re.compile(rb"\A[^:]*[\t ]:"), "white space before the colon", "RFC 9112 section 5.1"),
    (re.compile(rb"\A(?![%b]++:)" % _TCHAR), "a name must be a token", "RFC 9110 section 5.1"),
    (re.compile(rb"[^\t\x20-\x7e\x80-\xff]"), "a control character", "RFC 9110 section 5.5"),
)


class RequestHead(NamedTuple):
    """Everything before the body, and how the body is framed.

    `target` is in origin form (or `*`), as it was sent. `length` is the number of octets of
    the body, or None if it comes in chunks. `persistent` says whether the peer would send
    another request; `expects_continue`, whether it waits for a 100 before it sends the body.
    """

    method: str
    target: str
    version: str
    headers: Headers
    length: int | None
    persistent: bool
    expects_continue: bool


def parse_request_line(line: bytes, scheme: str = "http") -> tuple[str, str, str, str | None]:
    """Return method, target, version ("1.1" or "1.0"), and the authority if one was named."""
    if _USUAL_LINE.fullmatch(line):
        name, path, spoken = line.decode().split(" ")
        return name, path, spoken[5:], None
    # RFC 9112 section 3: method SP request-target SP HTTP-version, and no other white space.
    parts = line.split(b" ")
    if len(parts) != 3:
        detail = "a request line has three parts with one space between"
        raise ProtocolError(400, detail, "RFC 9112 section 3")
    method, target, protocol = parts
    if not _TOKEN.fullmatch(method):
        raise ProtocolError(400, "the method must be a token", "RFC 9110 section 9.1")
    version = parse_version(protocol)
    if method in (b"CONNECT", b"TRACE"):
        raise ProtocolError(501, "this method is not implemented", "RFC 9110 section 9.3")
    path, authority = parse_target(target, method, scheme)
    return method.decode(), path, version, authority


def parse_version(protocol: bytes) -> str:
    """Return the version that is spoken with such a peer: every minor version from 1 is 1.1."""
    known = _VERSION.fullmatch(protocol)
    if not known:
        raise ProtocolError(400, "the version must read HTTP/1.1", "RFC 9112 section 2.3")
    if known[1] != b"1":
        raise ProtocolError(505, "only HTTP/1.1 and HTTP/1.0 are spoken", "RFC 9110 section 15.6.6")
    return "1.0" if known[2] == b"0" else "1.1"


def parse_target(target: bytes, method: bytes, scheme: str) -> tuple[str, str | None]:
    """Return the target in origin form, and the authority if it was absolute (section 3.2)."""
    if _ORIGIN_FORM.fullmatch(target):
        return target.decode(), None
    if target == b"*" and method == b"OPTIONS":
        return "*", None
    absolute = _ABSOLUTE_FORM.fullmatch(target)
    if not absolute:
        raise ProtocolError(400, "the target is not a valid path", "RFC 9112 section 3.2")
    named, authority, rest = absolute[1].decode().lower(), absolute[2], absolute[3]
    if named not in ("http", "https"):
        raise ProtocolError(400, "the target must be an http URL", "RFC 9112 section 3.2.2")
    # RFC 9110 section 4.2.1: an http URL has a host. Userinfo fails the grammar of the host.
    if not _is_host(authority):
        raise ProtocolError(400, "the URL needs a valid host", "RFC 9110 section 4.2.1")
    if named != scheme:
        raise ProtocolError(421, f"this connection serves {scheme} URLs", "RFC 9110 section 7.4")
    if not rest and method == b"OPTIONS":  # RFC 9112 section 3.2.4
        return "*", authority.decode()
    # RFC 9112 section 3.2.1: an empty path is sent as a slash.
    origin = rest if rest.startswith(b"/") else b"/" + rest
    if not _ORIGIN_FORM.fullmatch(origin):
        raise ProtocolError(400, "the URL's path is not valid", "RFC 3986 section 3.3")
    return origin.decode(), authority.decode()


def parse_fields(section: bytes, limits: Limits) -> Headers:
    """Read field lines, each of which ends in CRLF (RFC 9112 section 5)."""
    if not _FIELDS.fullmatch(section):
        raise field_fault(section)
    if section.count(b"\n") > limits.fields:  # In a sound section nothing but a line end has one.
        raise ProtocolError(431, f"there are at most {limits.fields} fields", "RFC 6585 section 5")
    return Headers.unchecked(_split(section))


def _split(section: bytes) -> Iterator[tuple[str, str]]:
    """Give name and value of each field: for a browser's head, work that pays when it is used."""
    for line in section.decode("latin-1").split("\r\n")[:-1]:
        name, _, value = line.partition(":")
        # Optional white space is space and tab; a bare strip() would take more (section 5.6.3).
        yield name, value.strip("\t ")


def field_fault(section: bytes) -> ProtocolError:
    """Say which rule the first bad line of a field section breaks."""
    faults = (
        (detail, section_of_rfc)
        for line in section.split(b"\r\n")
        if line
        for pattern, detail, section_of_rfc in _FIELD_FAULTS
        if pattern.search(line)
    )
    return ProtocolError(400, *next(faults))


def parse_head(
    method: str, target: str, version: str, authority: str | None, section: bytes, limits: Limits
) -> RequestHead:
    """Read the fields, apply the rules that hold between them (RFC 9112 sections 3.2, 6, 9.3)."""
    headers = parse_fields(section, limits)
    if authority is not None:  # RFC 9112 section 3.2.2: it wins over Host.
        headers = headers.with_value("Host", authority)
    decisive = tuple(_DECISIVE.findall(b"\r\n" + section.lower()))
    return RequestHead(method, target, version, headers, *decide(version, decisive))


# Heads that differ decide the same, as a rule: to remember that makes one 1 µs cheaper. What is
# held for it is at most 32 field sections; an error is not held, and decided every time.
@lru_cache(maxsize=32)
def decide(version: str, fields: tuple[tuple[bytes, bytes], ...]) -> tuple[int | None, bool, bool]:
    """Return the length of the body, `persistent` and `expects_continue` as the fields say."""
    found = decisive_fields(fields)
    host = found.get(b"host")
    if host is None and version == "1.1":
        raise ProtocolError(400, "Host must be sent, and only once", "RFC 9112 section 3.2")
    if host and not _is_host(host):
        raise ProtocolError(400, "Host must read host or host:port", "RFC 9112 section 3.2")
    # RFC 9110 section 10.1.1: an expectation of a 1.0 client is ignored.
    expectations = elements(found.get(b"expect")) if version == "1.1" else ()
    if expectations and set(expectations) != {b"100-continue"}:
        raise ProtocolError(417, "100-continue is the only expectation", "RFC 9110 section 10.1.1")
    options = elements(found.get(b"connection"))
    length = body_length(found.get(b"transfer-encoding"), found.get(b"content-length"), version)
    # RFC 9112 section 9.3: close wins; 1.1 persists; 1.0 only if it asks to.
    persistent = b"close" not in options and (version == "1.1" or b"keep-alive" in options)
    return length, persistent, bool(expectations)


def decisive_fields(fields: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """Return the fields that decide about connection and body, in lower case, by their names.

    The lines of a list add up (RFC 9110 section 5.3). Content-Length is none, and a comma in it is
    refused like any other that is no digit; but to a Host it could belong.
    """
    found: dict[bytes, bytes] = {}
    for name, value in fields:
        if name == b"host" in found:
            raise ProtocolError(400, "Host must be sent, and only once", "RFC 9112 section 3.2")
        found[name] = (found[name] + b"," + value if name in found else value).rstrip(b"\t ")
    return found


def elements(value: bytes | None) -> Sequence[bytes]:
    """Return the elements of a list; empty ones do not count (RFC 9110 section 5.6.1)."""
    if value is None:
        return ()
    return [element for part in value.split(b",") if (element := part.strip(b"\t "))]


def body_length(coding: bytes | None, length: bytes | None, version: str) -> int | None:
    """Decide how the body is framed: its length, or None for chunks (RFC 9112 section 6.3).

    It takes Transfer-Encoding, in lower case, and Content-Length. Whatever two servers could read
    in two ways is refused: that is how requests are smuggled.
    """
    if coding is not None:
        if length is not None or version == "1.0":
            raise ProtocolError(
                400, "Transfer-Encoding with Content-Length or HTTP/1.0", "RFC 9112 section 6.1"
            )
        *before, last = [each.strip(b"\t ") for each in coding.split(b",")]
        if last != b"chunked" or b"chunked" in before or b"" in before:
            raise ProtocolError(
                400, "chunked must be the last coding, and only once", "RFC 9112 section 6.3"
            )
        if before:
            raise ProtocolError(501, "chunked is the only coding known", "RFC 9112 section 6.1")
        return None
    if length is None:
        return 0
    if not _LENGTH.fullmatch(length):
        raise ProtocolError(
            400, "Content-Length must be sent once, as 1 to 18 digits", "RFC 9112 section 6.3"
        )
    return int(length)


def parse_chunk_line(line: bytes) -> tuple[int, int]:
    """Return the size of a chunk, and how many octets its extensions take (section 7.1)."""
    match = _CHUNK_LINE.fullmatch(line)
    if not match:
        raise ProtocolError(400, "a chunk must begin with its size in hex", "RFC 9112 section 7.1")
    return int(match[1], 16), len(match[2])


def _is_host(value: bytes) -> bool:
    """Say whether this is `uri-host [ ":" port ]`, with a port that exists."""
    match = _HOST.fullmatch(value)
    if not match or (match[2] and (len(match[2]) > 5 or int(match[2]) > 65_535)):
        return False
    if match[1]:
        try:
            IPv6Address(match[1].decode())
        except AddressValueError:
            return False
    return True

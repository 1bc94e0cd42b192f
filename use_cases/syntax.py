"""What the complete lines of a request mean (RFC 9112 sections 2 to 6, RFC 3986).

Pure functions on bytes, one for each production of the grammar. `parse.py` decides where a
line ends; here it is decided what the line says, or which rule it breaks.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv6Address

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
_ORIGIN_FORM = re.compile(
    rb"/(?:[%b]++|%b)*+(?:\?(?:[%b?{}`]++|%b)*+)?" % (_PCHAR, _ESCAPE, _PCHAR, _ESCAPE)
)
_ABSOLUTE_FORM = re.compile(rb"([A-Za-z][A-Za-z0-9+.\-]*+)://([^/?]*+)(.*)")

# RFC 9110 section 7.2 and RFC 3986 section 3.2.2: uri-host [ ":" port ], where uri-host is an
# IPv6 address in brackets (group 1) or a name; group 2 is the port.
_HOST = re.compile(
    rb"(?:\[([0-9A-Fa-f:.]++)\]|(?:[A-Za-z0-9\-._~!$&'()*+,;=]++|%b)++)(?::([0-9]*+))?" % _ESCAPE
)

# RFC 9112 section 5: field-line = field-name ":" OWS field-value OWS
_FIELDS = re.compile(rb"(?:[%b]++:[\t\x20-\x7e\x80-\xff]*+\r\n)*+" % _TCHAR)

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


@dataclass(frozen=True, slots=True)
class RequestHead:
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
    # RFC 9112 section 3: method SP request-target SP HTTP-version, and no other white space.
    parts = line.split(b" ")
    if len(parts) != 3:
        raise ProtocolError(
            400, "a request line has three parts with one space between", "RFC 9112 section 3"
        )
    method, target, version = parts
    if not _TOKEN.fullmatch(method):
        raise ProtocolError(400, "the method must be a token", "RFC 9110 section 9.1")
    known = _VERSION.fullmatch(version)
    if not known:
        raise ProtocolError(400, "the version must read HTTP/1.1", "RFC 9112 section 2.3")
    if known[1] != b"1":
        raise ProtocolError(505, "only HTTP/1.1 and HTTP/1.0 are spoken", "RFC 9110 section 15.6.6")
    if method in (b"CONNECT", b"TRACE"):
        raise ProtocolError(501, "this method is not implemented", "RFC 9110 section 9.3")
    path, authority = parse_target(target, method, scheme)
    return method.decode(), path, "1.0" if known[2] == b"0" else "1.1", authority


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
    lines = section.decode("latin-1").split("\r\n")[:-1]
    if len(lines) > limits.fields:
        raise ProtocolError(431, f"there are at most {limits.fields} fields", "RFC 6585 section 5")
    # Optional white space is space and tab; a bare strip() would take more (section 5.6.3).
    split = (line.partition(":") for line in lines)
    return Headers.unchecked([(name, value.strip("\t ")) for name, _, value in split])


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
    method: str, target: str, version: str, authority: str | None, headers: Headers
) -> RequestHead:
    """Apply the rules that hold between the fields (RFC 9112 sections 3.2, 6, 9.3)."""
    hosts = headers.get_all("host")
    if len(hosts) > 1 or (version == "1.1" and not hosts):
        raise ProtocolError(400, "Host must be sent, and only once", "RFC 9112 section 3.2")
    if hosts and hosts[0] and not _is_host(hosts[0].encode("latin-1")):
        raise ProtocolError(400, "Host must read host or host:port", "RFC 9112 section 3.2")
    if authority is not None:  # RFC 9112 section 3.2.2: it wins over Host.
        headers = headers.with_value("Host", authority)
    # RFC 9110 section 10.1.1: an expectation of a 1.0 client is ignored.
    expectations = set(headers.elements("expect")) if version == "1.1" else set()
    if expectations - {"100-continue"}:
        raise ProtocolError(417, "100-continue is the only expectation", "RFC 9110 section 10.1.1")
    options = headers.elements("connection")
    return RequestHead(
        method,
        target,
        version,
        headers,
        length=body_length(headers, version),
        # RFC 9112 section 9.3: close wins; 1.1 persists; 1.0 only if it asks to.
        persistent="close" not in options and (version == "1.1" or "keep-alive" in options),
        expects_continue=bool(expectations),
    )


def body_length(headers: Headers, version: str) -> int | None:
    """Decide how the body is framed: its length, or None for chunks (RFC 9112 section 6.3).

    Whatever two servers could read in two ways is refused: that is how requests are smuggled.
    """
    codings, lengths = headers.get_all("transfer-encoding"), headers.get_all("content-length")
    if codings:
        if lengths or version == "1.0":
            raise ProtocolError(
                400, "Transfer-Encoding with Content-Length or HTTP/1.0", "RFC 9112 section 6.1"
            )
        # In Latin-1 only A to Z lower-case to a to z; in all of Unicode the Kelvin sign would too.
        *before, last = [coding.strip("\t ").lower() for coding in ",".join(codings).split(",")]
        if last != "chunked" or "chunked" in before or "" in before:
            raise ProtocolError(
                400, "chunked must be the last coding, and only once", "RFC 9112 section 6.3"
            )
        if before:
            raise ProtocolError(501, "chunked is the only coding known", "RFC 9112 section 6.1")
        return None
    if not lengths:
        return 0
    if len(lengths) > 1 or not _LENGTH.fullmatch(lengths[0].encode("latin-1")):
        raise ProtocolError(
            400, "Content-Length must be sent once, as 1 to 18 digits", "RFC 9112 section 6.3"
        )
    return int(lengths[0])


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

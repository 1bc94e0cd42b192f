"""Reads what came back, and says where it is not what a row expects."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from entities import Headers
from tests.interfaces.wire.row import PONG, Answer, Row, Then

STATUS_LINE = re.compile(rb"HTTP/1\.1 ([1-5][0-9]{2}) ([ -~]*)")
FIELD_LINE = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ([\t -~\x80-\xff]*)")

# What no answer may show: the inside of the program, a secret of a handler, markup.
NEVER_SHOWN = re.compile(rb"Traceback|\.py\b|swordfish|<[A-Za-z/!]")
BODILESS = (204, 304)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it was read, strictly. A status of 0 means that it could not be read."""

    status: int
    headers: Headers = Headers()
    body: bytes = b""


def differences(row: Row, answered: bytes, *, probed: bool, waited: bool = False) -> list[str]:
    """Return in words how what was answered differs from what the row expects.

    `probed` says that the probe was sent after the row's bytes; `waited`, that the body was
    sent so late that the interim answers of the row must be there.
    """
    open_still = row.then is Then.OPEN
    expected = [*row.answers, PONG] if open_still and probed else list(row.answers)
    finals = [answer for answer in expected if answer.status >= 200]
    interims = len(expected) - len(finals)
    replies = list(read(answered, finals))
    came = [reply for reply in replies if reply.status != 100]
    interim = len(replies) - len(came)
    found = []
    if interim > interims or (waited and interim < interims):
        found.append(f"{interim} interim answers instead of {interims}")
    if [reply.status for reply in came] != [answer.status for answer in finals]:
        statuses = [reply.status for reply in came]
        found.append(f"{statuses} instead of {[answer.status for answer in finals]}")
        return found
    last = len(row.answers) - 1 - interims
    for number, (reply, answer) in enumerate(zip(came, finals, strict=True)):
        ends = not open_still and number == last and "Connection" not in answer.lacks
        found += [f"answer {number}: {fault}" for fault in _unlike(reply, answer)]
        found += [f"answer {number}: {fault}" for fault in _unsound(reply, answer, ends)]
    return found


def read(data: bytes, finals: Sequence[Answer]) -> Iterator[Reply]:
    """Read answers one after the other; the expected ones tell which of them answer HEAD."""
    number = 0
    while data:
        reply, data = _read_one(data, number < len(finals) and finals[number].to_head)
        yield reply
        number += reply.status >= 200


def _read_one(data: bytes, to_head: bool) -> tuple[Reply, bytes]:
    """Read one answer; return it and what follows it."""
    top, end, rest = data.partition(b"\r\n\r\n")
    line, _, fields = top.partition(b"\r\n")
    status_line = STATUS_LINE.fullmatch(line)
    lines = fields.decode("latin-1").split("\r\n") if fields else []
    matches = [FIELD_LINE.fullmatch(each) for each in lines]
    if not (end and status_line and all(matches)):
        return Reply(0, body=data), b""
    status = int(status_line[1])
    headers = Headers([(match[1], match[2]) for match in matches if match])
    if to_head or status in BODILESS or status < 200:
        return Reply(status, headers), rest
    if "transfer-encoding" in headers:
        body, rest = _join_chunks(rest)
    else:
        length = int(headers.get("content-length", str(len(rest))))
        body, rest = rest[:length], rest[length:]
    return Reply(status, headers, body), rest


def _join_chunks(data: bytes) -> tuple[bytes, bytes]:
    """Return the content of chunks, and what follows them."""
    pieces = []
    while True:
        line, _, data = data.partition(b"\r\n")
        size = int(line or b"0", 16)
        pieces.append(data[:size])
        data = data[size + 2 :]
        if not size:
            return b"".join(pieces), data


def _unlike(reply: Reply, answer: Answer) -> Iterator[str]:
    """Say where a reply is not what its row expects."""
    if answer.body is not None and reply.body != answer.body:
        yield f"the body is {reply.body[:80]!r}, not {answer.body[:80]!r}"
    lines = {f"{name.lower()}: {value}" for name, value in reply.headers}
    for line in answer.has:
        name, _, value = line.partition(": ")
        if f"{name.lower()}: {value}" not in lines:
            yield f"there is no line {line!r} in {sorted(lines)}"
    for name in answer.lacks:
        if name in reply.headers:
            yield f"there is a field {name}: {reply.headers[name]}"


def _unsound(reply: Reply, answer: Answer, ends: bool) -> Iterator[str]:
    """Say which rule for all final answers a reply breaks; `ends` if it must say that it closes."""
    headers = reply.headers
    if len(headers.get_all("date")) != 1:
        yield "there must be one Date (RFC 9110 section 6.6.1)"
    framings = headers.get_all("content-length") + headers.get_all("transfer-encoding")
    if len(framings) > 1:
        yield "there are two ways to find the end of the body (RFC 9112 section 6.1)"
    if not framings and not (answer.to_head or reply.status in BODILESS or ends):
        yield "nothing tells where the body ends (RFC 9112 section 6.3)"
    if ends != ("close" in headers.elements("connection")) and answer is not PONG:
        yield f"Connection is {headers.get('connection')!r} (RFC 9112 section 9.6)"
    if re.search("[0-9]", headers.get("server")):
        yield "the server tells its version (RFC 9110 section 10.2.4)"
    if reply.status >= 400 and NEVER_SHOWN.search(reply.body):
        yield f"the text of the error tells too much: {reply.body[:200]!r}"

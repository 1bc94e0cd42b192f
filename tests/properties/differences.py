r"""Where other parsers judge the same octets otherwise, and why we stay with our judgement.

    python -m tests.properties.differences > docs/reference/differences.md

`explain` finds what differs between two verdicts and names the row that accounts for it. What
no row accounts for is a fault: theirs and then a new row, or ours.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import starmap

from tests.properties.peers import PEERS, End, Message, Verdict

H11, LLHTTP, IN_PYTHON, IN_C = PEERS
ALL = tuple(PEERS)
WITH_LLHTTP = (LLHTTP, IN_C)


@dataclass(frozen=True)
class Difference:
    """Who judges otherwise, the rule and its reason, and requests on which it shows."""

    peers: tuple[str, ...]
    section: str
    why: str
    examples: tuple[bytes, ...]


def get(target: bytes, *fields: bytes, version: bytes = b"1.1") -> bytes:
    return b"\r\n".join((b"GET %b HTTP/%b" % (target, version), b"Host: a", *fields, b"", b""))


def chunked(chunks: bytes) -> bytes:
    head = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return head + chunks


# What we refuse and they serve, by the detail of our error.
REFUSED_BY_US = {
    "CRLF was expected": Difference(
        ALL,
        "RFC 9112 section 2.2",
        "A recipient may take a bare LF for a line end, and then two in a row disagree about where "
        "a request ends. Nothing but CRLF ends a line here, and one empty line may stand first.",
        (
            b"GET / HTTP/1.1\nHost: a\r\n\r\n",
            b"\n" + get(b"/"),
            b"\r" + get(b"/"),
            chunked(b"1;a\rb\r\nx\r\n0\r\n\r\n"),
        ),
    ),
    "a line must end in CRLF": Difference(
        (H11,),
        "RFC 9112 section 2.2",
        "The same, in a field or a trailer.",
        (b"GET / HTTP/1.1\r\nHost: a\n\r\n", chunked(b"0\r\n\n")),
    ),
    "a line must not begin with white space": Difference(
        (H11,),
        "RFC 9112 section 5.2",
        "A server must refuse a folded line, or unfold it. Peers that do either disagree.",
        (get(b"/", b"B: c", b" d"), chunked(b"0\r\nB: c\r\n d\r\n\r\n")),
    ),
    "a request line has three parts with one space between": Difference(
        (LLHTTP, IN_PYTHON, IN_C),
        "RFC 9112 sections 2.2 and 3",
        "There is no version to leave out since HTTP/0.9, and one empty line may stand before a "
        "request, not many.",
        (b"GET /\r\n\r\n", b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", b"\r\n\r\n" + get(b"/")),
    ),
    "the version must read HTTP/1.1": Difference(
        WITH_LLHTTP,
        "RFC 9112 section 2.3",
        "A version has one digit, a dot and one digit.",
        (b"CONNECT  HTTP/1.10\r\n\r\n",),
    ),
    "only HTTP/1.1 and HTTP/1.0 are spoken": Difference(
        ALL,
        "RFC 9110 section 15.6.6",
        "HTTP/2 has another wire format, so a line that says 2.0 in this one is a mistake: 505.",
        (get(b"/", version=b"2.0"),),
    ),
    "this method is not implemented": Difference(
        ALL,
        "RFC 9110 sections 9.3.6 and 9.3.8",
        "CONNECT would make a tunnel and TRACE an echo of what proxies added. We do neither.",
        (b"CONNECT b:80 HTTP/1.1\r\nHost: b:80\r\n\r\n", b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n"),
    ),
    "the target is not a valid path": Difference(
        ALL,
        "RFC 9112 section 3.2, RFC 3986 section 3.3",
        "A parser may leave the target to the application, but then each application must know "
        "what could not have been sent.",
        (get(b"/%4"), get(b"/%00"), get(b"/a#b"), get(b"/\xe9"), get(b"/<"), get(b"*")),
    ),
    "the URL's path is not valid": Difference(
        ALL,
        "RFC 3986 section 3.3",
        "The same, in a target in absolute form.",
        (get(b"http://a/%4"), get(b"http://a/#b")),
    ),
    "the target must be an http URL": Difference(
        ALL,
        "RFC 9112 section 3.2.2",
        "Only a proxy could fetch another scheme.",
        (get(b"ftp://b/"),),
    ),
    "the URL needs a valid host": Difference(
        ALL,
        "RFC 9110 sections 4.2.1 and 4.2.4",
        "An http URL has a host; userinfo before it must be treated as an error.",
        (get(b"http://u@b/"), get(b"http://b:99999/")),
    ),
    "this connection serves http URLs": Difference(
        ALL,
        "RFC 9110 section 7.4",
        "An https URL that arrives in the clear went wrong on its way: 421.",
        (get(b"https://b/"),),
    ),
    "a control character": Difference(
        (H11,),
        "RFC 9110 section 5.5",
        "Control characters are invalid in a value; keeping them is allowed where it is safe, and "
        "a parser does not know where a value will go.",
        (get(b"/", b"B: c\x08d"),),
    ),
    "Host must be sent, and only once": Difference(
        (H11, LLHTTP, IN_PYTHON),
        "RFC 9112 section 3.2",
        "A server must answer 400 to a request of HTTP/1.1 without Host, or with two. That h11 and "
        "aiohttp do not ask for it shows in later minor versions alone.",
        (b"GET / HTTP/1.1\r\n\r\n", get(b"/", b"Host: b"), b"GET / HTTP/1.2\r\n\r\n"),
    ),
    "Host must read host or host:port": Difference(
        ALL,
        "RFC 9112 section 3.2",
        "A server must answer 400 to an invalid Host too.",
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", b"GET / HTTP/1.1\r\nHost: [1]\r\n\r\n"),
    ),
    "100-continue is the only expectation": Difference(
        ALL,
        "RFC 9110 section 10.1.1",
        "There is one expectation, and 417 for all others.",
        (get(b"/", b"Expect: tea"),),
    ),
    "Transfer-Encoding with Content-Length or HTTP/1.0": Difference(
        ALL,
        "RFC 9112 section 6.1",
        "Two lengths, or a coding that HTTP/1.0 does not have, are how requests are smuggled.",
        (
            get(b"/", b"Content-Length: 5", b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
            get(b"/", b"Transfer-Encoding: chunked", version=b"1.0") + b"0\r\n\r\n",
        ),
    ),
    "chunked must be the last coding, and only once": Difference(
        (IN_PYTHON,),
        "RFC 9112 sections 6.1 and 6.3",
        "A sender must not apply chunked twice, and a peer that undid it twice would see another "
        "body.",
        (get(b"/", b"Transfer-Encoding: chunked, chunked") + b"0\r\n\r\n",),
    ),
    "chunked is the only coding known": Difference(
        (LLHTTP, IN_PYTHON, IN_C),
        "RFC 9112 section 6.1",
        "A coding that is not understood is answered with 501; they hand the coded body on.",
        (get(b"/", b"Transfer-Encoding: gzip, chunked") + b"0\r\n\r\n",),
    ),
    "Content-Length must be sent once, as 1 to 18 digits": Difference(
        (H11,),
        "RFC 9110 section 8.6",
        "A recipient may take equal lengths for one, or refuse them. Equal today, unlike tomorrow.",
        (get(b"/", b"Content-Length: 0, 0"), get(b"/", b"Content-Length: 0", b"Content-Length: 0")),
    ),
    "a chunk must begin with its size in hex": Difference(
        ALL,
        "RFC 9112 section 7.1",
        "No white space stands behind a size, and sixteen digits hold any size that can be meant.",
        (chunked(b"1 \r\nx\r\n0\r\n\r\n"), chunked(b"0" * 17 + b"\r\n\r\n")),
    ),
}

# What we serve and they refuse, or end otherwise.
SERVED_BY_US = {
    "an empty line before a request": Difference(
        (H11,),
        "RFC 9112 section 2.2",
        "A server should ignore at least one empty line before a request.",
        (b"\r\n" + get(b"/"),),
    ),
    "a method that the parser does not know": Difference(
        WITH_LLHTTP,
        "RFC 9110 section 9.1",
        "Any token is a method, and an application may have its own. One that nobody serves gets "
        "501, which a parser cannot decide.",
        (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n",),
    ),
    "a later minor version": Difference(
        WITH_LLHTTP,
        "RFC 9110 section 2.5",
        "A message of a later minor version is to be read as one of the version that is known.",
        (get(b"/", version=b"1.9"),),
    ),
    "fields of the framing in a trailer": Difference(
        (H11, LLHTTP, IN_C),
        "RFC 9112 section 7.1.2",
        "Trailers may be discarded, as we do with all of them; so these frame nothing.",
        (chunked(b"0\r\nContent-Length: 5\r\n\r\n"), chunked(b"0\r\nTransfer-Encoding: b\r\n\r\n")),
    ),
    "an upgrade": Difference(
        (LLHTTP, IN_PYTHON, IN_C),
        "RFC 9110 section 7.8",
        "A server may ignore Upgrade, and we always do; so what follows is still HTTP/1.1.",
        (
            get(b"/", b"Connection: upgrade", b"Upgrade: h2c"),
            get(b"/", b"Connection: upgrade", b"Upgrade: websocket"),
        ),
    ),
    "keep-alive of HTTP/1.0": Difference(
        (H11,),
        "RFC 9112 section 9.3",
        "A peer of HTTP/1.0 that asks for it may keep the connection; h11 always closes it.",
        (get(b"/", b"Connection: keep-alive", version=b"1.0"),),
    ),
}

# What they read, and we read otherwise.
READ_OTHERWISE = {
    "a target in absolute form": Difference(
        ALL,
        "RFC 9112 section 3.2.2",
        "We take it apart: its host wins over Host, and the rest is the target.",
        (get(b"http://b/c"),),
    ),
    "a method in small letters": Difference(
        (IN_PYTHON,),
        "RFC 9110 section 9.1",
        "Methods are case-sensitive: get is not GET, and not to be made so.",
        (b"get / HTTP/1.1\r\nHost: a\r\n\r\n",),
    ),
    "white space behind a value": Difference(
        (LLHTTP,),
        "RFC 9112 section 5.1",
        "It is no part of the value.",
        (get(b"/", b"B: c \t"),),
    ),
    "the value of Transfer-Encoding": Difference(
        (H11,),
        "RFC 9112 section 7",
        "Names of codings have no case; we hand on the value as it was sent, h11 in small letters.",
        (get(b"/", b"Transfer-Encoding: Chunked") + b"0\r\n\r\n",),
    ),
}

TABLES = {
    "Refused by us, served by them": REFUSED_BY_US,
    "Served by us, refused by them": SERVED_BY_US,
    "Read otherwise": READ_OTHERWISE,
}
DIFFERENCES = REFUSED_BY_US | SERVED_BY_US | READ_OTHERWISE

KNOWN_METHODS = {b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH"}
LATER_VERSION = re.compile(rb"(?:\r\n)?[^\r]* HTTP/1\.[2-9]\r\n")
FRAMING_TRAILER = re.compile(
    rb"\r\n0+(?:;[^\r]*)?\r\n(?:[^\r]+\r\n)*(?:content-length|transfer-encoding):", re.IGNORECASE
)

# Why a peer may lack a message that we have.
LACKING: dict[str, Callable[[Message, Verdict], object]] = {
    "keep-alive of HTTP/1.0": lambda _, theirs: theirs.end is End.CLOSES,
    "an upgrade": lambda _, theirs: theirs.end is End.UPGRADES,
    "an empty line before a request": lambda ours, _: ours.raw.startswith(b"\r\n"),
    "a method that the parser does not know": lambda ours, _: ours.method not in KNOWN_METHODS,
    "a later minor version": lambda ours, _: LATER_VERSION.match(ours.raw),
    "fields of the framing in a trailer": lambda ours, _: FRAMING_TRAILER.search(ours.raw),
}


def explain(peer: str, ours: Verdict, theirs: Verdict) -> list[str]:
    """Name the rows that account for what differs between two verdicts on the same octets.

    Raises AssertionError for a difference that no row of this peer accounts for. A message whose
    end nobody has seen is not judged, nor what follows a last message.
    """
    names = list(_differences(peer, ours, theirs))
    for name in names:
        assert name in DIFFERENCES, name
        assert peer in DIFFERENCES[name].peers, f"{peer}: {name}"
    return names


def _differences(peer: str, ours: Verdict, theirs: Verdict) -> Iterator[str]:
    for readings in starmap(_readings, zip(ours.messages, theirs.messages, strict=False)):
        yield from readings
    further = len(theirs.messages) - len(ours.messages)
    if further < 0:
        first = ours.messages[len(theirs.messages)]
        fitting = [name for name, fits in LACKING.items() if fits(first, theirs)]
        own = [name for name in fitting if peer in SERVED_BY_US[name].peers]
        yield (own + fitting + ["a message that they lack"])[0]
    elif further and ours.end is End.REFUSES:
        yield ours.rule[0]
    elif further and ours.end is End.OPEN:
        yield "another end of a message"
    elif not further and ours.end is End.OPEN and theirs.end is End.CLOSES:
        yield "keep-alive of HTTP/1.0"
    elif not further and ours.end is End.OPEN and theirs.end is End.UPGRADES:
        yield "an upgrade"
    elif not further and ours.end is End.CLOSES and theirs.end is End.OPEN:
        yield "a connection that they keep"


def _readings(ours: Message, theirs: Message) -> Iterator[str]:
    """Name what differs between two readings of one message."""
    if ours.method != theirs.method:
        small = ours.method.upper() == theirs.method
        yield "a method in small letters" if small else "another method"
    absolute = theirs.target.lower().startswith((b"http://", b"https://"))
    if ours.target != theirs.target:
        yield "a target in absolute form" if absolute else "another target"
    if ours.body != theirs.body:
        yield "another body"
    mine, others = _comparable(ours, absolute), _comparable(theirs, absolute)
    if [name for name, _ in mine] != [name for name, _ in others]:
        yield "other fields"
        return
    for (name, value), (_, other) in zip(mine, others, strict=True):
        if value == other:
            continue
        if value == other.rstrip(b"\t "):
            yield "white space behind a value"
        elif name == b"transfer-encoding" and value.lower() == other:
            yield "the value of Transfer-Encoding"
        else:
            yield "another value"


def _comparable(message: Message, absolute: bool) -> list[tuple[bytes, bytes]]:
    """Return the fields, without Host where the target has named another."""
    return [item for item in message.fields if not absolute or item[0] != b"host"]


PAGE = """\
# Differences to other parsers

The same octets go to our parser and to four others: h11, llhttp (Node's parser, by way of
httptools), and the two parsers of aiohttp, of which the one in C wraps llhttp as well. The octets
are the tables of the tests, and requests that are drawn by the grammar and then spoilt. All that is
judged otherwise stands in the tables below; a difference that does not fails the tests. Compared is
each whole message: its method, target, fields and body, and where it ends.

A parser is not a server: what a peer lets pass here, its server may refuse later. Limits are not
compared, nor what follows a request after which the connection closes.

This page is made by `python -m tests.properties.differences`, and a test checks that it was.
"""


def page() -> str:
    """Write the page of the documentation."""
    parts = [PAGE]
    for title, rows in TABLES.items():
        parts.append(
            f"\n## {title}\n\n| what | for example | by | rule | why |\n|---|---|---|---|---|\n"
        )
        for name, row in rows.items():
            peers = "all" if row.peers == ALL else ", ".join(row.peers)
            example = repr(_telling(row.examples[0]))[2:-1]
            parts.append(f"| {name} | `{example}` | {peers} | {row.section} | {row.why} |\n")
    return "".join(parts).rstrip("\n") + "\n"


def _telling(example: bytes) -> bytes:
    """Leave out of an example the lines that are in all of them."""
    usual = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    return example.removeprefix(usual).replace(b"Host: a\r\n", b"")


if __name__ == "__main__":
    sys.stdout.write(page())

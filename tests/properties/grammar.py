"""Draws requests: sound ones by the grammar, spoilt ones from those, and plain octets.

Octets drawn at random seldom get past the request line. So a request is drawn part by part, as
RFC 9112 has it, and then a few of its octets are changed.
"""

from dataclasses import dataclass
from itertools import pairwise

from hypothesis import strategies as st

TOKEN = "!#$%&'*+-.^_`|~09azAZ"
VISIBLE = "".join(map(chr, [*range(0x21, 0x7F), *range(0x80, 0x100)]))
IN_QUERY = "azAZ09-._~!$&'()*+,;=:@/?|^`{}"

# Names whose values the parser reads; the drawn names are never one of them.
FRAMING = {"host", "content-length", "transfer-encoding", "expect", "connection", "upgrade"}

Field = tuple[str, str]


@dataclass(frozen=True)
class Drawn:
    """A request as it was meant; `chunks` is None where the body has a length."""

    method: str
    target: str
    fields: tuple[Field, ...]
    body: bytes = b""
    chunks: tuple[bytes, ...] | None = None

    def render(self) -> bytes:
        """Write it as it is sent."""
        lines = [f"{self.method} {self.target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in self.fields]
        return "\r\n".join((*lines, "", "")).encode("latin-1") + self.rest()

    def rest(self) -> bytes:
        """Write what stands behind the head."""
        if self.chunks is None:
            return self.body
        return b"".join(b"%X\r\n%b\r\n" % (len(c), c) for c in self.chunks) + b"0\r\n\r\n"


def texts(alphabet: str, least: int = 0, most: int = 8) -> st.SearchStrategy[str]:
    """Draw texts of a few characters out of these."""
    return st.text(st.sampled_from(alphabet), min_size=least, max_size=most)


methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
escapes = st.sampled_from(["%20", "%2F", "%2f", "%3F", "%C3%A9", "%25"])
segments = st.lists(texts("azAZ09-._~!$&'()*+,;=:@", most=5) | escapes, max_size=3).map("".join)
paths = st.lists(segments, min_size=1, max_size=4).map(lambda all_: "/" + "/".join(all_))
queries = st.lists(texts(IN_QUERY, most=6) | escapes, max_size=3).map("".join)
targets = paths | st.builds("{}?{}".format, paths, queries)

names = texts(TOKEN, least=1).filter(lambda name: name.lower() not in FRAMING)
values = st.lists(texts(VISIBLE, least=1), max_size=3).map(" ".join)
fields = st.lists(st.tuples(names, values), max_size=5)
hosts = st.sampled_from(["a", "example.com", "example.com:8080", "127.0.0.1:1", "[::1]:80"])
bodies = st.binary(max_size=12)
chunks = st.lists(st.binary(min_size=1, max_size=12), max_size=4)


@st.composite
def sound_requests(draw: st.DrawFn) -> Drawn:
    """Draw a request that is to be served."""
    method, target = draw(methods), draw(targets)
    framing = draw(st.sampled_from(["none", "length", "chunked"]))
    body, pieces = b"", None
    own = [("Host", draw(hosts))]
    if framing == "length":
        body = draw(bodies)
        own.append(("Content-Length", str(len(body))))
    elif framing == "chunked":
        pieces = tuple(draw(chunks))
        body = b"".join(pieces)
        own.append(("Transfer-Encoding", draw(st.sampled_from(["chunked", "Chunked"]))))
    everything = draw(st.permutations([*own, *draw(fields)]))
    return Drawn(method, target, tuple(everything), body, pieces)


pipelines = st.lists(sound_requests(), min_size=1, max_size=3)

# What attacks on parsers are made of.
SPOILERS = [
    b"\r", b"\n", b"\r\n", b"\r\r\n", b"\n\r", b" ", b"\t", b"\0", b"\x7f", b"\x0b", b"\x85",
    b"\xe2\x84\xaa", b":", b";", b",", b'"', b"\\", b"%", b"%00", b"#", b"/", b"//", b"*", b"?",
    b"0", b"-1", b"+1", b"1_0", b"0x1", b"9" * 30, b"HTTP/1.0", b"HTTP/2.0", b"http://b/",
    b"http://u@b/", b"Host: b\r\n", b"Content-Length: 1\r\n", b"Content-Length: 1, 1\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Transfer-Encoding: gzip, chunked\r\n", b"Expect: tea\r\n",
    b"Expect: 100-continue\r\n", b"Connection: close\r\n", b"Upgrade: h2c\r\n", b";a=b", b';a="b"',
    b"0\r\n\r\n", b"1\r\na\r\n", b" folded\r\n", b"GET / HTTP/1.1\r\n\r\n",
]  # fmt: skip


@st.composite
def spoilt_requests(draw: st.DrawFn) -> bytes:
    """Draw requests and change them in one to three places."""
    data = b"".join(request.render() for request in draw(pipelines))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(data)))
        gone = draw(st.integers(0, 3))
        data = (
            data[:at] + draw(st.sampled_from(SPOILERS) | st.binary(max_size=2)) + data[at + gone :]
        )
    return data


# Heads alone, line by line: deeper into the rules for fields than single spoilers reach.
lines = st.sampled_from(
    [
        b"Host: a", b"host:b", b"Host:", b"Content-Length: 3", b"content-length: 03",
        b"Content-Length: 3 ", b"Content-Length: 3, 3", b"Content-Length: +3", b"Content-Length:",
        b"Transfer-Encoding: chunked", b"transfer-encoding:\tCHUNKED", b"Transfer-Encoding: x",
        b"Transfer-Encoding: gzip, chunked", b"Transfer-Encoding: chunked;q=1",
        b"Transfer-Encoding : chunked", b"Transfer-Encoding: ", b"Transfer_Encoding: chunked",
        b"Connection: close", b"Connection: keep-alive", b"Connection: x, Close",
        b"Connection: Upgrade", b"Upgrade: websocket", b"Expect: 100-continue", b"A: b", b"A:",
        b" a", b"A b: c", b": b", b"A", b"A\xe9: b", b"A: \xe9", b"A: b\x00", b"A: b\x0c",
    ]
)  # fmt: skip
first_lines = st.builds(
    lambda *parts: b" ".join(parts),
    st.sampled_from([b"GET", b"POST", b"OPTIONS", b"get", b"CONNECT", b"A@", b"TRACE", b"PRI"]),
    st.sampled_from(
        [b"/", b"/a?b", b"*", b"http://b/c", b"HTTP://b", b"https://b/", b"b:80", b"/%zz", b"/a#b",
         b"/\xe9", b"", b"//b", b"http://u@b/", b"/%00", b"/<", b"/{", b"/?{"]
    ),
    st.sampled_from(
        [b"HTTP/1.1", b"HTTP/1.0", b"HTTP/1.2", b"http/1.1", b"HTTP/2.0", b"HTTP/1.10"]
    ),
)  # fmt: skip
ends = st.sampled_from([b"\r\n"] * 12 + [b"\n", b"\r", b"\r\r\n"])
tails = st.sampled_from(
    [
        b"", b"abc", b"3\r\nabc\r\n0\r\n\r\n", b"3;a=b\r\nabc\r\n0\r\nB: c\r\n\r\n", b"0\r\n\r\n",
        b"3\nabc\n0\n\n", b"3 \r\nabc\r\n0\r\n\r\n", b"0x3\r\nabc\r\n0\r\n\r\n",
        b"3\r\nabcde0\r\n\r\n", b"-1\r\n\r\n", b'1;a="\n"\r\na\r\n0\r\n\r\n', b"0\r\nB\r\n\r\n",
        b"fffffffffffffffff\r\n", b"3\r\nabc\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
    ]
)  # fmt: skip


@st.composite
def put_together(draw: st.DrawFn) -> bytes:
    """Draw a head out of sound and unsound lines, and something behind it."""
    parts = [draw(first_lines), *draw(st.lists(lines, max_size=4)), b""]
    return b"".join(part + draw(ends) for part in parts) + draw(tails)


wild = st.binary(max_size=60)
anything = (
    spoilt_requests()
    | put_together()
    | pipelines.map(lambda requests: b"".join(request.render() for request in requests))
    | wild
)


def cut_at(data: bytes, places: list[int]) -> list[bytes]:
    """Cut data at these places, as far as it reaches; no piece is empty."""
    edges = [0, *sorted(place % (len(data) + 1) for place in places), len(data)]
    return [data[start:end] for start, end in pairwise(edges) if start < end]


places = st.lists(st.integers(0, 400), max_size=8)

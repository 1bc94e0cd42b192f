"""Pictures of the house, drawn from what it is: its imports, its parser, one exchange in it.

Each picture is SVG for a page. Its text can be read out and copied, and is as large on a phone as
the text around it. Its colours are in docs/assets/site.css, for the light and for the dark scheme.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import PurePosixPath
from textwrap import wrap

import grimp

from learn.chapters import ROOT, Chapter, Mistake
from learn.running import environment
from learn.states import LAYERS

RINGS = (*LAYERS, "extras")
"""From the inside out."""

WIDTH = 360  # the units are the pixels of a small phone
LINE = 17  # from one line of text to the next
PLAIN = 6.7  # units that a letter takes, with room
BOLD = 7.6


def layers(chapters: Sequence[Chapter], number: int) -> str:
    """Draw the rings as a chapter leaves them, with what it adds set apart.

    An arrow begins in a ring that imports and has a head in each ring that is imported; the number
    beside it says how many modules do so.
    """
    rings = _rings(chapters, number)
    arrows = list(_arrows(rings))
    lit = next((one.layer for one in chapters if one.number == number), "")
    title = f"The house after chapter {number}" + (f": {lit} is being built" if lit else "")
    words = [one.words for one in rings]
    words += [f"{one.source} imports {one.target} in {one.count}." for one in arrows]
    body, height = _house(rings, arrows, lit)
    return _svg("layers", title, " ".join(words), body, height)


def phases() -> str:
    """Draw the phases of the parser, and the steps between them that real requests make it take."""
    names = phase_names()
    steps = transitions()
    words = [f"From {a} to {b} with {event}." for a, b, event, _ in steps]
    body, height = _phases(names, steps)
    title = f"The phases of the parser: {', '.join(names)}"
    return _svg("phases", title, " ".join(words), body, height)


def journey() -> str:
    """Draw the way of one request through the house, and of its response back."""
    stops = exchange()
    title = f"The journey of one request: {REQUEST.splitlines()[0]}"
    words = [f"{one.where}: {'; '.join(one.lines)}." for one in stops]
    body, height = _journey(stops)
    return _svg("journey", title, " ".join(words), body, height)


# The rings.


@dataclass(frozen=True)
class Ring:
    """A ring as a chapter leaves it: the modules that were there, and those that are new."""

    name: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def words(self) -> str:
        """What the ring holds, in a sentence."""
        if not self.old and not self.new:
            return f"{self.name} is not there yet."
        parts = [", ".join(self.old), "new: " + ", ".join(self.new) if self.new else ""]
        return f"{self.name} holds {'; '.join(part for part in parts if part)}."


@dataclass(frozen=True)
class Arrow:
    """So many modules of one ring import another."""

    source: str
    target: str
    modules: int

    @property
    def count(self) -> str:
        """The number of modules in words."""
        return f"{self.modules} module{'s' if self.modules > 1 else ''}"


def _rings(chapters: Sequence[Chapter], number: int) -> list[Ring]:
    """Return the rings from the inside out. The extras are there once one of them is given."""
    if number not in [one.number for one in chapters]:
        raise Mistake(f"There is no chapter {number}")
    old = _modules(one for one in chapters if one.number < number)
    so_far = _modules(one for one in chapters if one.number <= number)
    new = [path for path in so_far if path not in old]
    rings = [Ring(name, _names(name, old), _names(name, new)) for name in RINGS]
    return rings if rings[-1].old or rings[-1].new else rings[:-1]


def _modules(chapters: Iterable[Chapter]) -> list[str]:
    """Return the modules that chapters bring into the rings, in order, each once."""
    paths = [path for one in chapters for path in (*one.modules, *one.given)]
    inside = (path for path in paths if path.split("/")[0] in RINGS and path.endswith(".py"))
    return list(dict.fromkeys(path for path in inside if not path.endswith("__init__.py")))


def _names(ring: str, paths: Iterable[str]) -> tuple[str, ...]:
    """Return modules of a ring by their names in it."""
    return tuple(
        ".".join(PurePosixPath(path).with_suffix("").parts[1:])
        for path in paths
        if path.startswith(f"{ring}/")
    )


def _arrows(rings: Sequence[Ring]) -> Iterator[Arrow]:
    """Give who imports whom, among the modules that are there; from the outside in."""
    for ring in reversed(rings):
        modules = [f"{ring.name}.{name}" for name in (*ring.old, *ring.new)]
        targets = [target for module in modules for target in imported_rings(module)]
        for other in reversed(rings):
            if other is not ring and other.name in targets:
                yield Arrow(ring.name, other.name, targets.count(other.name))


def imported_rings(module: str) -> frozenset[str]:
    """Return the rings that a module imports from, by the import graph; its own may be one."""
    found = _graph().find_modules_directly_imported_by(module)
    return frozenset(name.partition(".")[0] for name in found)


@cache
def _graph() -> grimp.ImportGraph:
    return grimp.build_graph(*RINGS, cache_dir=None)


def _house(rings: Sequence[Ring], arrows: Sequence[Arrow], lit: str) -> tuple[str, int]:
    """Draw boxes, one in the other, and a column of arrows for each ring that imports."""
    inset, margin = 9, 2
    outside_in = list(reversed(rings))
    right = WIDTH - margin - inset * (len(rings) - 1) - 32
    sources = list(dict.fromkeys(one.source for one in arrows))
    column = {name: right - 33 * place for place, name in enumerate(sources)}
    tops: dict[str, int] = {}
    texts: list[str] = []
    y = margin
    for depth, ring in enumerate(outside_in):
        tops[ring.name] = y
        x = margin + inset * depth + 12
        end = min([column[name] for name in sources[: depth + 1]], default=WIDTH - x)
        texts.append(_text(x, y + 21, ring.name, "name"))
        lines = _filled(ring, int((end - 10 - x) / (BOLD if ring.new else PLAIN)))
        for count, line in enumerate(lines, 1):
            texts.append(f'<text x="{x}" y="{y + 22 + LINE * count}">{line}</text>')
        y += 34 + LINE * max(len(lines), 1)
    bottom = y
    boxes = []
    for depth, ring in enumerate(outside_in):
        kind = "lit" if ring.name == lit else "ring" if ring.old or ring.new else "absent"
        left = margin + inset * depth
        height = bottom - tops[ring.name] + inset * (len(rings) - 1 - depth)
        boxes.append(_box(left, tops[ring.name], WIDTH - 2 * left, height, kind))
    drawn = [_comb(name, column[name], tops, arrows) for name in sources]
    return "\n".join([*boxes, *texts, *drawn]), bottom + inset * (len(rings) - 1) + margin


def _filled(ring: Ring, letters: int) -> list[str]:
    """Return the names of a ring's modules in lines; those that are new are set apart."""
    new = set(ring.new)
    words = [name + "," for name in (*ring.old, *ring.new)]
    if not words:
        return []
    words[-1] = words[-1].removesuffix(",")
    return [
        " ".join(
            f'<tspan class="new">{word}</tspan>' if word.removesuffix(",") in new else word
            for word in line.split()
        )
        for line in wrap(" ".join(words), max(letters, 12), break_long_words=False)
    ]


def _comb(source: str, x: int, tops: dict[str, int], arrows: Sequence[Arrow]) -> str:
    """Draw a line from a ring down to the last that it imports, with a head in each of them."""
    own = [one for one in arrows if one.source == source]
    start = tops[source] + 17
    ends = {one.target: tops[one.target] + 13 for one in own}
    parts = [
        f'<circle class="tip" cx="{x}" cy="{start}" r="3.5"/>',
        _line(f"M{x} {start}V{max(ends.values()) - 4}"),
    ]
    for one in own:
        y = ends[one.target]
        parts.append(
            f'<g data-from="{source}" data-to="{one.target}" data-start="{start}" data-end="{y}">'
            f"{_tip(x, y)}{_text(x + 7, y + 4, str(one.modules), 'count')}</g>"
        )
    return "\n".join(parts)


# The parser.

_DRIVE = """
import json, sys
from use_cases.parse import RequestParser, Signal

steps = []
for request in json.load(sys.stdin):
    parser = RequestParser()
    for octet in request.encode():
        parser.feed(bytes([octet]))
        event = None
        while event not in (Signal.NEED_DATA, Signal.CLOSED):
            before = parser.phase
            event = parser.next_event()
            if parser.phase is not before:
                name = event.name if isinstance(event, Signal) else type(event).__name__
                steps.append([before.name, parser.phase.name, name, chr(octet)])
print(json.dumps(steps))
"""

REQUESTS = (
    "GET /welcome/Ada HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n"
    "User-Agent: curl/8.5.0\r\nAccept: */*\r\n\r\n",
    "POST /guestbook HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nname=Grace",
    "PUT /length HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nTransfer-Encoding: chunked\r\n\r\n"
    "3\r\nAda\r\n0\r\n\r\n",
)


def phase_names() -> list[str]:
    """Return the members of the enum Phase, as its source has them."""
    tree = ast.parse((ROOT / "use_cases/parse.py").read_text(encoding="utf-8"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == "Phase":
            assigned = (each for each in node.body if isinstance(each, ast.Assign))
            return [ast.unparse(each.targets[0]) for each in assigned]
    raise Mistake("use_cases/parse.py has no Phase")


@cache
def transitions() -> tuple[tuple[str, str, str, tuple[str, ...]], ...]:
    """Return each step between two phases: from, to, the event, and octets upon which it came.

    The parser reads real requests octet by octet, as it would from the slowest of peers.
    """
    seen: dict[tuple[str, str, str], dict[str, None]] = {}
    for before, after, event, octet in _run(_DRIVE, json.dumps(REQUESTS)):
        seen.setdefault((before, after, event), {})[octet] = None
    return tuple((*step, tuple(octets)) for step, octets in seen.items())


def _phases(
    names: Sequence[str], steps: Sequence[tuple[str, str, str, tuple[str, ...]]]
) -> tuple[str, int]:
    """Draw the phases below each other; a step to the next leads down, any other around."""
    left, width, height, gap = 100, 96, 44, 62
    tops = {name: 8 + place * (height + gap) for place, name in enumerate(names)}
    middle = left + width // 2
    parts: list[str] = []
    around = 0  # how many steps do not lead to the next phase
    for before, after, event, octets in steps:
        shown = " or ".join(ascii(octet) for octet in octets)
        start, end = tops[before] + height, tops[after]
        if end - start == gap:
            parts += [_line(f"M{middle} {start}V{end - 8}"), _tip(middle, end)]
            at = middle + 14
            parts.append(_text(at, start + 26, event, "code"))
            parts.append(_text(at, start + 26 + LINE, f"upon {shown}", "note"))
        else:
            lane, low = left - 30 - 14 * around, start + 22 + 2 * LINE * around
            into = end + height // 2
            around += 1
            parts.append(_line(f"M{middle} {start}V{low}H{lane}V{into}H{left - 8}"))
            parts.append(f'<path class="tip" d="M{left - 10} {into - 5}v10l10-5z"/>')
            parts.append(_text(middle + 14, low - 4, event, "code"))
            parts.append(_text(middle + 14, low - 4 + LINE, f"upon {shown}", "note"))
    for name, top in tops.items():
        parts.append(_box(left, top, width, height, "ring"))
        parts.append(_text(middle, top + 27, name, "name", "middle"))
    return "\n".join(parts), 8 + len(names) * (height + gap) - gap + 30 + 2 * LINE * around


# One exchange.

REQUEST = REQUESTS[0]

# Serves the example application on a free port of this machine, and looks on from the outside, as a
# profiler does, while one request is answered. No module knows that it is watched.
_WATCH = r"""
import asyncio, contextlib, io, json, sys
from application_example import app
from infrastructure import Server
from infrastructure.protocol import protocol

PARTS = ("entities", "use_cases", "interfaces", "infrastructure", "application_example")
calls = []

def text(value):
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)

def told(name, frame, result):
    local = frame.f_locals
    if name == "Connection._take":
        return [text(result)]
    if name == "RequestParser.next_event" and hasattr(result, "target"):
        return [result.method, result.target, result.version, str(len(list(result.headers)))]
    if name == "Request.with_params":
        return [repr(result), ", ".join(f"{k} = {v!r}" for k, v in local["params"].items())]
    if name == "Router.match":
        return [result.route.method, result.route.pattern]
    if name == "welcome":
        return [f"welcome(name={local['name']!r})", repr(result)]
    if name == "to_response":
        return [str(result.status), result.headers["content-type"]]
    if name == "render_head":
        return [text(result.data)]
    if name == "Connection.write":
        return [text(local["data"])]
    return None

def watch(frame, event, result):
    module = frame.f_globals.get("__name__", "")
    if event == "return" and module.partition(".")[0] in PARTS:
        name = frame.f_code.co_qualname
        said = told(name, frame, result)
        if said is not None:
            calls.append([module, name, *said])

async def main():
    request = sys.stdin.buffer.read()
    async with app.lifespan() as handler:
        server = Server(handler, observe=lambda exchange: None, shell=protocol)
        await server.start("127.0.0.1", 0)
        port = int(server.url.rstrip("/").rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        sys.setprofile(watch)
        writer.write(request)
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        sys.setprofile(None)
        writer.close()
        await server.stop(0)

with contextlib.redirect_stdout(io.StringIO()):
    asyncio.run(main())
print(json.dumps(calls))
"""

YOURS = "your code"


@dataclass(frozen=True)
class Stop:
    """A place on the way of a request: the ring, the module, and what is there by then."""

    ring: str
    module: str
    lines: tuple[str, ...]

    @property
    def where(self) -> str:
        """The ring and the module."""
        return f"{self.ring}/{self.module}.py" if self.ring in RINGS else YOURS


@cache
def exchange() -> tuple[Stop, ...]:
    """Serve one request over a socket, and return the stops on its way, in their order."""
    calls = _run(_WATCH, REQUEST)
    stops = [_stop(module, name, said) for module, name, *said in calls]
    wanted = {
        ("infrastructure", "protocol"),
        ("use_cases", "parse"),
        ("use_cases", "route"),
        ("entities", "request"),
        (YOURS, ""),
        ("interfaces", "endpoint"),
        ("use_cases", "render"),
    }
    if absent := wanted - {(one.ring, one.module) for one in stops}:
        raise Mistake(f"A request no longer passes through {sorted(absent)}")
    return tuple(stops)


def _stop(module: str, name: str, said: Sequence[str]) -> Stop:
    """Say in a line or two what a function had got, or what it gave."""
    ring, _, inner = module.partition(".")
    match name, said:
        case ("Connection._take", [data]):
            lines = [f"in: {len(data)} octets", data.splitlines()[0]]
        case ("RequestParser.next_event", [method, target, version, count]):
            lines = [f"RequestHead {method} {target}", f"HTTP/{version}, {count} fields"]
        case ("Router.match", [method, pattern]):
            lines = [f"{method} {pattern}"]
        case ("Request.with_params", [request, params]):
            lines = [request, params]
        case ("welcome", [call, result]):
            return Stop(YOURS, "", (call, f"returns {result}"))
        case ("to_response", [status, media]):
            lines = [f"Response {status}", media]
        case ("render_head", [data]):
            lines = [data.splitlines()[0], f"{len(data)} octets of head"]
        case ("Connection.write", [data]):
            lines = [f"out: {len(data)} octets", f"the last: {data[-11:]!r}"]
        case _:
            raise Mistake(f"{module} has a new {name}, which the picture does not know")
    return Stop(ring, inner, tuple(lines))


def _journey(stops: Sequence[Stop]) -> tuple[str, int]:
    """Draw the stops below each other; the further inside, the further to the right."""
    step, width, y = 22, WIDTH - 4 - 22 * 3, 2
    parts: list[str] = []
    before: tuple[int, int] | None = None
    for stop in stops:
        depth = len(LAYERS) - 1 - LAYERS.index(stop.ring) if stop.ring in LAYERS else 0
        x, height = 2 + step * depth, 30 + LINE * len(stop.lines)
        if before:
            at = max(before[0], x) + width // 2
            parts += [_line(f"M{at} {before[1]}V{y - 8}"), _tip(at, y)]
        parts.append(_box(x, y, width, height, "lit" if stop.ring == YOURS else "ring"))
        parts.append(_text(x + 12, y + 20, stop.where, "name small"))
        for count, line in enumerate(stop.lines, 1):
            parts.append(_text(x + 12, y + 21 + LINE * count, line, "code"))
        before = (x, y + height)
        y += height + 18
    return "\n".join(parts), y - 16


# What all have in common.


def _run(program: str, given: str) -> list[list[str]]:
    """Run a program that may import the layers, in a process of its own, and read its JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**environment(), "PYTHONPATH": str(ROOT)},
        input=given.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    if done.returncode:
        raise Mistake(f"A picture cannot be drawn:\n{done.stderr.decode()}")
    found: list[list[str]] = json.loads(done.stdout)
    return found


def _svg(kind: str, title: str, description: str, body: str, height: int) -> str:
    """Return a picture. Its first children are its name and its description."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" '
        f'viewBox="0 0 {WIDTH} {height}" width="100%" font-size="13" fill="currentColor">\n'
        f"<title>{escape(title)}</title>\n<desc>{escape(description)}</desc>\n{body}\n</svg>"
    )


def _box(x: int, y: int, width: int, height: int, kind: str) -> str:
    """Return a rounded box. Without the colours of the site it is an outline."""
    return (
        f'<rect class="{kind}" x="{x}" y="{y}" width="{width}" height="{height}" rx="9" '
        f'fill="none" stroke="currentColor"/>'
    )


def _line(way: str) -> str:
    return f'<path class="line" fill="none" stroke="currentColor" d="{way}"/>'


def _tip(x: int, y: int) -> str:
    """Return the head of an arrow that leads down to a point."""
    return f'<path class="tip" d="M{x - 5} {y - 9}h10l-5 9z"/>'


def _text(x: int, y: int, words: str, kind: str, anchor: str = "start") -> str:
    ends = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text class="{kind}" x="{x}" y="{y}"{ends}>{escape(words, quote=False)}</text>'

"""The page, in HTML: a list of exchanges, and one of them in full.

Everything that came from outside is escaped here, and the page may run no script but its own.
"""

import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from html import escape
from pathlib import Path

from entities import HTTPError, Request, Response
from examples.house import COLOURS, YOURS, is_local
from examples.xray.picture import bar, microseconds, onion
from examples.xray.recording import KEPT, Record, Recorder
from examples.xray.watch import PAGE, Watch
from interfaces import App
from use_cases import REASONS

PATIENCE = 0.5  # seconds between two looks whether the server stops
HEARTBEAT = 15.0  # seconds of silence after which a peer that is gone would be noticed

STYLE = Path(__file__).with_name("xray.css").read_text("utf-8") + COLOURS
SCRIPT = Path(__file__).with_name("xray.js").read_text("utf-8")


def pages(recorder: Recorder, name: str) -> App:
    """Make the App that shows what a recorder holds, of the application of this name."""
    app = App()

    @app.get(PAGE)
    async def show(request: Request) -> Response:
        _check(request)
        wanted = request.query.get("exchange")
        records = recorder.newest_first()
        record = records[0] if records else None
        if wanted:
            record = recorder.find(_number(wanted))
            if record is None:
                raise HTTPError(404, f"This exchange is not kept; the last {KEPT} are. See {PAGE}")
        markup = _page(records, record, following=not wanted, name=name)
        return Response.html(markup, headers={"Content-Security-Policy": POLICY, **CAREFUL})

    @app.get(f"{PAGE}/events")
    async def events(request: Request) -> Response:
        _check(request)
        after = request.headers.get("last-event-id") or request.query.get("after")
        pieces = _events(recorder, _number(after), request.state["watch"])
        return Response.stream(pieces, "text/event-stream", headers=CAREFUL)

    return app


def _number(text: str) -> int:
    """Read the number of an exchange; what is none is 0, which no exchange has."""
    return int(text) if re.fullmatch("[0-9]{1,9}", text) else 0


def _check(request: Request) -> None:
    """Refuse whoever is not on this machine: all that passes can be seen here."""
    if not is_local(request):
        raise HTTPError(403, "The X-ray answers this machine alone, by a name of its own.")


async def _events(recorder: Recorder, after: int, watch: Watch) -> AsyncIterator[bytes]:
    """Give the exchanges after this one as they happen, as server-sent events."""
    yield b"retry: 1000\n\n"
    silence = 0.0
    while not (watch.conversation and watch.conversation.closing):
        for record in await recorder.newer(after, PATIENCE):
            after, silence = record.number, 0.0
            content = json.dumps({"item": item(record), "shown": shown(record)})
            yield f"event: exchange\nid: {after}\ndata: {content}\n\n".encode()
        silence += PATIENCE
        if silence >= HEARTBEAT:
            silence = 0.0
            yield b": still here\n\n"


def item(record: Record, *, current: bool = False) -> str:
    """Write the entry of an exchange in the list."""
    mark = ' aria-current="true"' if current else ""
    what = f"{record.method or 'not HTTP'} {record.target}"
    bad = ' class="bad"' if record.status >= 400 or not record.status else ""
    return (
        f'<li><a href="{PAGE}?exchange={record.number}"{mark}>'
        f'<span class="what mono">{escape(what)}</span><span class="result">'
        f"<span{bad}>{record.status or 'cut off'}</span>"
        f"<span>{microseconds(sum(record.busy.values()))}</span></span>{bar(record)}</a></li>"
    )


def shown(record: Record | None) -> str:
    """Write everything that is known of an exchange."""
    if record is None:
        return (
            f"<h2>Nothing has passed yet</h2><p class=lead>Ask the application for something: open "
            f'<a href="/" target="_blank" rel="noopener">its first page</a> in another tab, or use '
            f"curl. What happens appears here.</p>{onion(None)}"
        )
    what = f"{record.method} {record.target}" if record.method else "What came is not HTTP"
    status = f"{record.status} {REASONS.get(record.status, '')}" if record.status else "cut off"
    bad = ' class="bad"' if record.status >= 400 or not record.status else ""
    return (
        f'<h2>{escape(what)}<span class="arrow">→</span><span{bad}>{escape(status)}</span></h2>'
        f'<p class="lead">No. {record.number}, from {escape(record.peer or "nowhere")}</p>'
        f"{onion(record)}{bar(record)}{_times(record)}"
        f'<div class="panes">{_came(record)}{_head(record)}{_match(record)}{_value(record)}'
        f"{_went(record)}</div>{HOW}"
    )


def _times(record: Record) -> str:
    busy = record.busy
    whole = sum(busy.values())
    rows = "".join(
        f'<li class="{place}">{place} <b>{microseconds(seconds)}</b> '
        f"{100 * seconds / (whole or 1):.0f} %</li>"
        for place, seconds in busy.items()
    )
    rest = f"{microseconds(whole)} at work; from first octet to last {microseconds(record.wall)}"
    return f'<ul class="times">{rows}<li class="rest">{rest}</li></ul>'


def _came(record: Record) -> str:
    return _octets("1", "Bytes come in", record.came, record.octets_in)


def _went(record: Record) -> str:
    return _octets("5", "Bytes go out", record.went, record.octets_out)


def _octets(number: str, title: str, data: bytes, octets: int) -> str:
    cut = f"{octets:,} octets" if octets <= len(data) else f"first {len(data):,} of {octets:,}"
    return _pane("infrastructure", number, title, cut, f"<pre>{visible(data)}</pre>")


def _head(record: Record) -> str:
    if not record.method:
        return _pane("use_cases", "2", "The parser refuses", "", f"<p>{escape(record.error)}</p>")
    rows = [("method", record.method), ("target", record.target), ("version", record.version)]
    rows += record.fields
    table = "".join(f"<tr><td>{escape(k)}</td><td>{escape(v)}</td></tr>" for k, v in rows)
    return _pane("use_cases", "2", "The parser reads a head", "", f"<table>{table}</table>")


def _match(record: Record) -> str:
    if not record.method:
        title, found = "The router is not asked", "<p>There is no request to find a route for.</p>"
    elif record.miss:
        title, found = "The router finds no route", f'<p class="bad">{escape(record.miss)}</p>'
    else:
        title = "The router finds a route"
        found = f'<p class="mono">{escape(record.route)}<br>{escape(record.params)}</p>'
    return _pane("use_cases", "3", title, "asked again" if record.method else "", found)


def _value(record: Record) -> str:
    title = "Your endpoint answers"
    if not record.endpoint:
        title, told = "Your endpoints are not asked", "<p>None of them was called.</p>"
    else:
        told = f'<p class="mono">{escape(record.endpoint)}() → {escape(record.value or "…")}</p>'
    if record.error:
        told += f'<p class="bad mono">{escape(record.error)}</p>'
    return _pane(YOURS, "4", title, "", told)


def _pane(place: str, number: str, title: str, note: str, content: str) -> str:
    return (
        f'<section class="pane {place} pane{number}"><h3>{number} {title}<small>{note}</small></h3>'
        f"{content}</section>"
    )


def visible(data: bytes) -> str:
    """Write octets as markup, with line ends and control characters visible."""
    text = escape(data.decode("utf-8", "backslashreplace").translate(_ESCAPES))
    return _LINE_END.sub(r"<i>\g<0></i>\n", text)


_ESCAPES = {code: repr(chr(code))[1:-1] for code in (*range(32), 127)}
_LINE_END = re.compile(r"(?:\\r)?\\n")


def _page(records: list[Record], record: Record | None, *, following: bool, name: str) -> str:
    entries = "".join(item(each, current=each is record) for each in records)
    newest = records[0].number if records else 0
    follow = "" if following else f'<p><a href="{PAGE}">Follow the newest</a></p>'
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>X-ray: {escape(name)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f'<body data-newest="{newest}" data-kept="{KEPT}" '
        f'data-following="{"yes" if following else "no"}">'
        f'<nav aria-label="Exchanges"><span class="live" hidden>connecting</span><h1>X-ray</h1>'
        f"<p>{escape(name)}</p>{follow}<noscript><p>Reload to see newer exchanges.</p></noscript>"
        f"<ol>{entries}</ol></nav><main>{shown(record)}</main><script>{SCRIPT}</script></html>"
    )


HOW = """<details><summary>How this was measured, and what it costs</summary>
<p>From outside: no layer was changed. While this exchange was served, Python told the X-ray of each
call and each return, and the time until the next one was charged to the layer in whose folder the
code stands. What the standard library does counts for the layer that called it. The calls of the
socket are the kernel's and are left out; so is all waiting, the work of asyncio between the steps,
and the access log.</p>
<p>To look costs time. What a call costs that does nothing is taken off each; still the parts are
larger than they would be unwatched. Compare them, and do not take the sum for the speed of the
server: “from first octet to last” has all the looking in it.</p>
<p>The route is found by asking a router again afterwards. Everything else is what passed.</p>
</details>"""


def _source(text: str) -> str:
    """Name a text in a content security policy, so that this one may be used and no other."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; style-src {_source(STYLE)}; script-src {_source(SCRIPT)}; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
CAREFUL = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

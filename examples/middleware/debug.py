"""Show what went wrong, on this machine alone: a traceback in the colours of the layers.

    app.middleware(debug)

Register it first. It answers a bug, which is what is neither an HTTPError nor the peer's fault. A
browser gets a page, anything else text. Who asks from another machine, through a proxy, or under a
name that is not this machine's gets the 500 without details, as if this middleware were absent. Do
not use it in production all the same: a traceback tells what your files are called and say.
"""

import sys
import traceback
from collections.abc import Iterable, Iterator
from html import escape

from entities import Disconnected, Handler, HTTPError, ProtocolError, Request, Response
from examples.house import COLOURS, LAYERS, YOURS, is_local, layer_of
from infrastructure.logs import log_error
from interfaces import Exchange


async def debug(request: Request, handler: Handler) -> Response:
    """Answer a bug with its traceback, if this machine asks."""
    try:
        return await handler(request)
    except (HTTPError, ProtocolError, Disconnected):
        raise
    except Exception as error:
        if not is_local(request):
            raise
        log_error(Exchange(request.peer, request, 500, 0, error))
        if "text/html" not in request.headers.get("accept"):
            return Response.text("".join(traceback.format_exception(error)), 500)
        page = _page(error, traceback.extract_stack(sys._getframe(1)))
        policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
        return Response.html(page, 500, {"Content-Security-Policy": policy})


def _page(error: Exception, outside: Iterable[traceback.FrameSummary]) -> str:
    """Show an error and what it came from. Who called this middleware stands `outside`."""
    legend = "".join(f'<li class="{name}">{name}' for name in (*LAYERS, YOURS))
    markup = f"{_TOP}<ul>{legend}</ul>"
    for each in _chain(error):
        title = "".join(traceback.format_exception_only(each))
        frames = [*outside, *traceback.extract_tb(each.__traceback__)]
        outside = ()
        markup += f"<h1>{escape(title)}</h1><ol>{''.join(map(_row, frames))}</ol>"
    return markup


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _row(frame: traceback.FrameSummary) -> str:
    where = escape(f"{frame.filename}:{frame.lineno} in {frame.name}")
    return f'<li class="{layer_of(frame.filename)}">{where}<pre>{escape(frame.line or "")}</pre>'


_TOP = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>500</title><style>
:root {{ color-scheme: light dark; font: 17px/1.5 system-ui, sans-serif }}
body {{ max-width: 62em; margin: 2em auto; padding: 0 1em }}
ul, ol {{ list-style: none; padding: 0 }}
h1 {{ clear: both; padding-top: .5em; font-size: 1.5em; white-space: pre-wrap }}
li {{ border-left: .5em solid var(--layer, gray); padding: .1em .8em; margin: .3em 0 }}
ul li {{ float: left; color: var(--layer) }} pre {{ margin: 0; font-size: 1.1em; overflow-x: auto }}
.library {{ opacity: .65 }} {COLOURS}</style>"""

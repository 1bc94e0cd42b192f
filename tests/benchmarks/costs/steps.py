"""The steps of one exchange, each alone and in memory: no socket, no event loop, no profiler.

A step is a line of Python that the server itself runs, or one much like it. What it needs is made
before the clock starts. Where a step holds another one, the difference is told.
"""

import logging
import os
from typing import Any

from entities import Handler, Response
from infrastructure.dates import DateCache
from infrastructure.logs import LineFormatter, access_log, log_error
from interfaces import Exchange, Observer
from interfaces.memory import EPOCH
from tests.benchmarks.app import app, hello
from tests.benchmarks.costs.exchange import (
    HELLO,
    PEER,
    TEXT,
    Silent,
    conversation,
    head_of,
    octets,
    request_of,
    small_app,
    started,
)
from tests.benchmarks.costs.timing import Step
from tests.benchmarks.workloads import BROWSER
from use_cases import RequestParser, Router, render_head

BROWSERS = [octets("/", *BROWSER, f"X-Request-Id: {number}") for number in range(2)]


def turn(handler: Handler, data: bytes, observe: Observer = log_error) -> Step:
    """Return a step that is a whole exchange, without the shell that carries the bytes."""
    names = {"turn": conversation(handler, observe).turn, "data": data}
    return Step("await turn(data)", names)


def parsing(*requests: bytes, look: str = "") -> Step:
    """Return a step that parses what comes in turn; a head that differs from the last is new."""
    parser = RequestParser()
    heads: dict[str, Any] = {f"head{number}": data for number, data in enumerate(requests)}
    statement = "; ".join(f"feed({name}); event(){look}; event(); event()" for name in heads)
    names = {"feed": parser.feed, "event": parser.next_event, **heads}
    return Step(statement, names, len(requests))


def own_steps() -> dict[str, Step]:
    """Return the steps of the exchange that the picture shows: hello, sent again and again."""
    head, request = head_of(HELLO), request_of(HELLO)
    handler, answered = started(app), Exchange(PEER, request, 200, len(TEXT), None)
    router = Router([endpoint.bind({}) for endpoint in app.endpoints])
    rendered = {"response": Response.text(TEXT), "date": EPOCH, "render_head": render_head}
    return {
        "turn": turn(handler, HELLO),
        "stream": Step(
            "await write(b'', False)",
            {"write": Silent().write},
        ),
        "parse": parsing(HELLO),
        "request": Step(
            "Request(head.method, head.target, head.headers, b'',"
            " version=head.version, scheme='http', peer='127.0.0.1')",
            {"Request": type(request), "head": head},
        ),
        "handler": Step("await handler(request)", {"handler": handler, "request": request}),
        "match": Step(
            "match(request.method, request.raw_path)", {"match": router.match, "request": request}
        ),
        "endpoint": Step("await hello()", {"hello": hello}),
        "response": Step(f"text({TEXT!r})", {"text": Response.text}),
        "render": Step(
            "render_head(response, method='GET', version='1.1', date=date, persistent=True)",
            rendered,
        ),
        "date": Step("date()", {"date": DateCache()}),
        "observe": Step("observe(answered)", {"observe": log_error, "answered": answered}),
    }


def more_steps() -> dict[str, Step]:
    """Return the steps of which differences are told: what more than hello adds to it."""
    return {**_heads(), **_readings(), **_handlers(), **_turns(), **_calls()}


def _heads() -> dict[str, Step]:
    return {
        "parse-new": parsing(octets("/?visit=1"), octets("/?visit=2")),
        "parse-browser": parsing(BROWSERS[0]),
        "parse-browser-new": parsing(*BROWSERS),
        "parse-browser-look": parsing(*BROWSERS, look=".headers.get('cookie')"),
    }


def _readings() -> dict[str, Step]:
    head = head_of(octets("/search?q=tea&page=2", "Cookie: session=3f1c9b7a; theme=dark"))
    names = {"Request": type(request_of(HELLO)), "target": head.target, "headers": head.headers}
    made = "Request('GET', target, headers)"
    return {
        "made": Step(made, names),
        "query": Step(f"{made}.query.get('q')", names),
        "cookies": Step(f"{made}.cookies.get('theme')", names),
    }


def _handlers() -> dict[str, Step]:
    def handling(handler: Handler, data: bytes = HELLO) -> Step:
        return Step("await handler(request)", {"handler": handler, "request": request_of(data)})

    return {
        "path": handling(started(app), octets("/r99/42")),
        "json": handling(started(app), octets("/json")),
        "missing": handling(started(app), octets("/nothing/here")),
        "middleware-0": handling(started(small_app())),
        "middleware-4": handling(started(small_app(middleware=4))),
    }


def _turns() -> dict[str, Step]:
    echo = octets("/echo", method="POST", body=b"e" * 1024)
    return {
        "turn-small": turn(started(small_app()), HELLO),
        "turn-logged": turn(started(app), HELLO, observe=_log_to_nowhere()),
        "turn-echo": turn(started(app), echo),
        "turn-stream-1": turn(started(small_app(streamed=1)), HELLO),
        "turn-stream-9": turn(started(small_app(streamed=9)), HELLO),
    }


def _calls() -> dict[str, Step]:
    def called(value: object) -> object:
        return value

    async def awaited(value: object) -> object:
        return value

    return {
        "call": Step("called(None)", {"called": called}),
        "await": Step("await awaited(None)", {"awaited": awaited}),
    }


def _log_to_nowhere() -> Observer:
    """Return the access log as the program sets it up, but to where nobody reads it."""
    output = logging.StreamHandler(open(os.devnull, "w"))  # noqa: SIM115, PTH123 - for good
    output.setFormatter(LineFormatter())
    logging.getLogger("inward").addHandler(output)
    logging.getLogger("inward").setLevel(logging.INFO)
    logging.getLogger("inward").propagate = False
    return access_log()

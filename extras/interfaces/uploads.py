"""Forms with files: read as they stream in, or with the files kept aside for a while."""

from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import NamedTuple

from entities import Body, Form, Request
from extras.use_cases import FormLimits, FormParser, PartHead, parse_boundary
from use_cases import parse_form
from use_cases.forms import media_type

Spool = Callable[[AsyncIterable[bytes]], AbstractAsyncContextManager[Callable[[], Body]]]
"""Keeps a content aside for as long as a block lasts, in memory or on a disk. It takes in all the
pieces, and gives what makes a Body of them, as often as that is called."""


class Upload(NamedTuple):
    """A file of a form. `body()` gives its content, which comes once; call it again for more.

    `filename` and `content_type` are what the sender says: never take that name as a path.
    """

    filename: str
    content_type: str
    body: Callable[[], Body]


class Uploads(NamedTuple):
    """Reads forms with files. Provide one, and endpoints that ask for it can read theirs."""

    spool: Spool
    limits: FormLimits = FormLimits()

    @asynccontextmanager
    async def read(self, request: Request) -> AsyncIterator[tuple[Form, dict[str, list[Upload]]]]:
        """Give the fields, and the files by the names of their fields, until the block is left.

        Raises HTTPError: 415 for a body that is no such form, 400 for a broken one, 413 for one
        that is over a limit.
        """
        fields: list[tuple[str, str]] = []
        files: dict[str, list[Upload]] = {}
        async with AsyncExitStack() as stack:
            async for head, body in parts(request, self.limits):
                if head.filename is None:
                    fields.append((head.name, head.text(await body.read())))
                elif head.filename:  # Where no file was chosen, a browser sends an empty name.
                    kept = await stack.enter_async_context(self.spool(body))
                    upload = Upload(head.filename, head.content_type, kept)
                    files.setdefault(head.name, []).append(upload)
            yield Form(fields), files


async def any_form(request: Request) -> AsyncIterator[Form]:
    """Provide forms of either encoding: `app.provide(Form, scope="request")(any_form)`.

    Without it, an endpoint that asks for a Form gets one that is urlencoded. Files are skipped.
    """
    yield await read_form(request)


async def read_form(request: Request) -> Form:
    """Read the fields of a form, whichever way it is encoded; files are skipped."""
    content = await request.read()  # Whoever else asks for it finds it there.
    if not media_type(request.headers).startswith("multipart/"):
        return parse_form(request.headers, content)
    found = [(head, await body.read()) async for head, body in parts(request)]
    return Form([(head.name, head.text(text)) for head, text in found if head.filename is None])


async def parts(
    request: Request, limits: FormLimits = FormLimits()
) -> AsyncIterator[tuple[PartHead, Body]]:
    """Give the parts of a form as they come, each with its content. Raises HTTPError as `read`.

    A content can be read until the next part is asked for; what is left of it then is skipped.
    """
    events = _events(request, limits)
    event = await anext(events, None)

    async def content() -> AsyncIterator[bytes]:
        nonlocal event
        while isinstance(event := await anext(events, None), bytes):
            yield event

    while isinstance(head := event, PartHead):
        body = Body(content())
        yield head, body
        await body.close()
        while event is head or isinstance(event, bytes):
            event = await anext(events, None)


async def _events(request: Request, limits: FormLimits) -> AsyncIterator[PartHead | bytes]:
    parser = FormParser(parse_boundary(request.headers), limits)
    async for data in request.body:
        for event in parser.feed(data):
            yield event
    parser.finish()

"""Static files: a path becomes a file in one folder, and never anything outside it.

Whatever asks the disk may have to wait for it, so it is done in a thread. A small answer is made
there as a whole; of a large one, piece after piece is read as they are sent.
"""

import errno
import io
import mimetypes
import os
import re
import secrets
import time
from asyncio import sleep, to_thread
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

from entities import Body, ConfigurationError, Disconnected, Headers, HTTPError, Request, Response
from extras.use_cases import Representation, select
from infrastructure.protocol import Connection
from interfaces import App

INDEX = "index.html"
PIECE = 256 * 1024  # octets that are read at a time
SENT = 256 * 1024  # octets that the kernel is given at a time
WRITTEN = 64 * 1024  # octets that are written at a time where the kernel takes no more
SETTLED = 2.0  # seconds after which another change shows in the time of a file, also on FAT

# A name is not hidden, not "..", and holds nothing that separates names on any system, as in "C:\".
_NAME = re.compile(r"[^./\\:\0][^/\\:\0]*")
# Windows has neither. What was a file a moment ago may be a pipe by now, or lead out.
_CAREFULLY = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
_ABSENT = (errno.ENOENT, errno.ENOTDIR, errno.EACCES, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL)


def static(prefix: str, folder: str | Path) -> App:
    """Make an App that serves the files of a folder below a prefix, such as "/assets", or "".

    A path with a slash at its end stands for the `index.html` there. Hidden files, and links that
    lead out of the folder, are not served. Raises ConfigurationError if there is no such folder.
    """
    root = Path(folder).resolve()
    if not root.is_dir():
        raise ConfigurationError(f"there is no folder {root} to serve at {prefix}/")

    async def file(request: Request) -> Response:
        return await to_thread(_answer, root, request)

    app = App()
    app.get(prefix + "/{path:path}")(file)
    if prefix:
        app.get(prefix, name="folder")(file)
    return app


class File(io.FileIO):
    """An open file, which closes once nobody holds it.

    So it stays open while a thread reads it, and does not stay open if a thread has opened it for
    a request that was cancelled meanwhile.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, opener=lambda name, flags: os.open(name, flags | _CAREFULLY))

    def __del__(self) -> None:
        self.close()

    def part(self, octets: range) -> bytes:
        """Read these octets. Raises EOFError if they are no longer there."""
        self.seek(octets.start)
        data = self.read(len(octets))
        if len(data) < len(octets):
            raise EOFError("the file has become shorter while it was sent")
        return data


class FileBody(Body):
    """Parts of a file, and octets between them."""

    def __init__(self, file: File, content: list[bytes | range]) -> None:
        super().__init__(_pieces(file, content), sum(map(len, content)))
        self._file = file
        self._parts = content

    def pour(self, connection: Connection) -> AsyncIterator[int] | None:
        """Let the kernel send one part, by sendfile(2); several are sent in pieces."""
        match self._parts:
            case [range() as part]:
                return _send(connection, self._file, part)
        return None


async def _send(connection: Connection, file: File, part: range) -> AsyncIterator[int]:
    """Send octets of a file, and give how many have been sent each time.

    When the kernel takes no more, a piece is written, for `write` knows how to wait, and whom to
    wait for. So it is where this cannot work: on Windows, or for the sake of a file system.
    """
    transport = connection.transport
    transport.set_write_buffer_limits(high=0)  # What is written does not linger here.
    await connection.drain()
    while part:
        if transport.is_closing():
            raise Disconnected
        out, sent = transport.get_extra_info("socket").fileno(), 0
        with suppress(OSError, AttributeError):
            sent = os.sendfile(out, file.fileno(), part.start, min(len(part), SENT))
        if not sent:
            piece = await to_thread(file.part, part[:WRITTEN])
            await connection.write(piece)
            sent = len(piece)
        yield sent
        part = part[sent:]
        await sleep(0)  # Whoever takes it as fast as it comes must not starve others.
    transport.set_write_buffer_limits()


async def _pieces(file: File, content: list[bytes | range]) -> AsyncIterator[bytes]:
    for part in content:
        for at in range(0, len(part), PIECE):
            piece = part[at : at + PIECE]
            yield piece if isinstance(piece, bytes) else await to_thread(file.part, piece)


def _answer(root: Path, request: Request) -> Response:
    """Answer a request for the file that its path names below the root."""
    path = request.params.get("path")  # None is the folder itself, without a slash.
    # No name stands for the index. In the middle of a path, that is nothing to look into.
    names = [] if path is None else [name or INDEX for name in path.split("/")]
    try:
        place = _locate(root, names)
        if place.is_dir():
            _locate(root, [*names, INDEX])
            here, mark, query = request.target.partition("?")
            return Response.redirect(f"{here}/{mark}{query}", 301)
        file = File(place)
    except OSError as error:
        if error.errno in _ABSENT:
            raise HTTPError(404, "Nothing is served at this path.") from None
        raise
    status, headers, content = select(request, _describe(file, names[-1]), secrets.token_hex(16))
    if request.method == "HEAD" or sum(map(len, content)) > PIECE:
        return Response(status, Headers(headers), FileBody(file, content))
    octets = b"".join(each if isinstance(each, bytes) else file.part(each) for each in content)
    return Response(status, Headers(headers), Body(octets))


def _locate(root: Path, names: list[str]) -> Path:
    """Return the file or folder that the names lead to. Raises OSError if none is to be served."""
    if all(map(_NAME.fullmatch, names)):
        path = Path(os.path.realpath(root.joinpath(*names), strict=True))
        inside = path.relative_to(root).parts if path.is_relative_to(root) else ("..",)
        if all(map(_NAME.fullmatch, inside)) and (path.is_file() or path.is_dir()):
            return path
    raise FileNotFoundError(errno.ENOENT, "not to be served")


def _describe(file: File, name: str) -> Representation:
    state, now = os.fstat(file.fileno()), time.time()
    weak = "W/" if now - state.st_mtime < SETTLED else ""
    etag = f'{weak}"{state.st_mtime_ns:x}-{state.st_size:x}"'
    modified = int(max(0, min(state.st_mtime, now)))
    known, packed = mimetypes.guess_type(name)
    media_type = known if known and not packed else "application/octet-stream"
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Representation(state.st_size, modified, etag, media_type + charset)

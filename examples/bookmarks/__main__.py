"""The composition root: it alone knows which repository stands behind which adapters."""

import sys
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from examples.bookmarks.infrastructure import SqliteRepository, Unusable, prepare
from examples.bookmarks.interfaces import web_app
from examples.bookmarks.use_cases import Bookmarks
from extras.infrastructure.command import make_parser, serve_program
from interfaces import App

LOCAL = ("localhost", "127.0.0.1", "::1")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve bookmarks as the command line says. Ends the process with a hint if it cannot."""
    parser = make_parser("Keep bookmarks in a file, and serve them over HTTP.")
    parser.prog = "python3 -m examples.bookmarks"
    parser.add_argument("--file", type=Path, default=Path("bookmarks.db"),
        help="where they are kept (default: bookmarks.db)")  # fmt: skip
    parser.add_argument("--name", action="append", default=[],
        help="another host name by which it may be asked; may be repeated")  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        prepare(options.file)
    except Unusable as error:
        sys.exit(str(error))
    serve_program(compose(options.file, (*LOCAL, options.host, *options.name)), options)


def compose(file: Path, hosts: Sequence[str]) -> App:
    """Put the application together around a file that is prepared."""

    async def open_bookmarks() -> AsyncIterator[Bookmarks]:
        repository = SqliteRepository(file)
        try:
            yield Bookmarks(repository)
        finally:
            repository.close()

    return web_app(open_bookmarks, hosts)


if __name__ == "__main__":
    main()

"""`python3 -m extras application_example:app` serves the App of that name, with more options."""

from collections.abc import Sequence

from extras.infrastructure.command import make_parser, serve_program
from infrastructure.__main__ import find_app


def main(arguments: Sequence[str] | None = None) -> None:
    """Find the App that the command line names, and serve it."""
    parser = make_parser("Serve an Inward application over HTTP, from one process or from several.")
    parser.prog = "python3 -m extras"
    parser.add_argument("app", help="module and name of an App, such as application_example:app")
    options = parser.parse_args(arguments)
    serve_program(find_app(options.app), options)


if __name__ == "__main__":
    main()

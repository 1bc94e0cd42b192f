"""`python3 -m infrastructure application_example:app` serves the App of that name."""

import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from infrastructure.command import make_parser, serve_program
from interfaces import App


def main(arguments: Sequence[str] | None = None) -> None:
    """Find the App that the command line names, and serve it."""
    parser = make_parser("Serve an Inward application over HTTP.")
    parser.prog = "python3 -m infrastructure"
    parser.add_argument("app", help="module and name of an App, such as application_example:app")
    options = parser.parse_args(arguments)
    serve_program(find_app(options.app), options)


def find_app(spec: str) -> App:
    """Import the App named as `module:name`. Ends the process with a hint if there is none."""
    module, colon, name = spec.partition(":")
    if not (module and colon and name):
        sys.exit(f"{spec!r} does not name an App. Write module:name, as application_example:app")
    try:
        app = pkgutil.resolve_name(spec)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise  # The module is there; something that it imports is not.
        hint = f" Write {module[:-3]}:{name}" if module.endswith(".py") else ""
        sys.exit(f"There is no module {module!r} in {Path.cwd()} or on PYTHONPATH.{hint}")
    except (AttributeError, ValueError):
        sys.exit(f"The module {module!r} has nothing named {name!r}.")
    if not isinstance(app, App):
        sys.exit(f"{spec} is a {type(app).__name__}, not an App.")
    return app


if __name__ == "__main__":
    main()

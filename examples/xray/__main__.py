"""`python3 -m examples.xray application_example:app` serves an App, and shows what passes."""

import sys
from collections.abc import Sequence

from examples.house import is_loopback
from examples.xray.page import pages
from examples.xray.recording import Recorder
from examples.xray.watch import PAGE
from examples.xray.watching import House
from infrastructure import access_log
from infrastructure.__main__ import find_app
from infrastructure.command import make_parser, serve_program
from infrastructure.logs import log_error


def main(arguments: Sequence[str] | None = None) -> None:
    """Find the App that the command line names, and serve it with the X-ray beside it."""
    parser = make_parser("Serve an Inward application, and show what passes through the layers.")
    parser.prog = "python3 -m examples.xray"
    parser.add_argument("app", help="module and name of an App, such as application_example:app")
    options = parser.parse_args(arguments)
    if options.host != "localhost" and not is_loopback(options.host):
        sys.exit(
            "The X-ray shows all that passes, cookies too, so it listens on this machine alone. "
            "Leave out --host"
        )
    if options.loop != "asyncio":
        sys.exit("The X-ray has a shell of its own. Leave out --loop")

    recorder = Recorder()
    observe = log_error if options.quiet else access_log()
    house = House(find_app(options.app), pages(recorder, options.app), recorder, observe)
    sys.stderr.write(f"The X-ray is the page {PAGE} below the address that follows.\n")
    serve_program(house.app, options, shell=house.shell)


if __name__ == "__main__":
    main()

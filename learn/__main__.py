"""Start the tutorial's command, `python3 -m learn`, with the Python that has the tools.

Up to that point an older Python must understand this file.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

CLONE = Path(__file__).resolve().parent.parent
TOOLS = ("pytest", "mypy", "importlinter", "hypothesis")
MISSING = """The tools of the tutorial are not installed. In the folder of the clone, type

    make tools

or, where there is no make,

    python3 -m venv .venv
    .venv/bin/python -m pip install --require-hashes -r requirements.lock

(on Windows, `python` for `python3` and `.venv\\Scripts\\python` for `.venv/bin/python`)."""


def main() -> int:
    """Run the command here, or in the environment that `make tools` has made."""
    if sys.version_info >= (3, 11) and all(find_spec(tool) for tool in TOOLS):
        from learn.command import main as command  # noqa: PLC0415

        return command()
    programs = [CLONE / ".venv" / "bin" / "python", CLONE / ".venv" / "Scripts" / "python.exe"]
    for program in programs:
        if program.exists() and Path(sys.prefix).resolve() != (CLONE / ".venv").resolve():
            try:
                return subprocess.call([str(program), "-m", "learn", *sys.argv[1:]])
            except KeyboardInterrupt:
                return 0
    print(MISSING, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())

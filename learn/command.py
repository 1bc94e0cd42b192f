"""The tutorial's command, `python -m learn`."""

import argparse
import sys

from learn.chapters import Mistake
from learn.verify import verify


def main() -> int:
    """Do what the command line says; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m learn")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("verify", help="check the tutorial itself")
    checking.add_argument("numbers", nargs="*", type=int, metavar="N", help="none means all")
    checking.add_argument("--write", action="store_true", help="write what the pages show")
    chosen = parser.parse_args()
    try:
        return verify(chosen.numbers, write=chosen.write)
    except Mistake as mistake:
        print(mistake, file=sys.stderr)
        return 1

"""A contract about what needs no import at all: print, open, the clock of datetime.

Register it in .importlinter, with a name for the type and the place of the class:

    contract_types =
        quiet: further.quiet.QuietContract
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields


class QuietContract(Contract):
    """Modules must not use certain names.

    - source_modules: the packages that are judged, with everything in them.
    - names: what they must not use, such as print or datetime.now.
    """

    source_modules: Any = fields.ListField(subfield=fields.StringField())
    names: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Read the file of each module, and note where it uses one of the names."""
        raise NotImplementedError

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print a line for each use: "- use_cases.render uses print (l.7)"."""
        raise NotImplementedError


def uses(source: str) -> Iterator[tuple[int, str]]:
    """Give line and name of all that is used, in the order of the lines; `a.b` gives a.b and a.

    >>> list(uses("say = print"))
    [(1, 'say'), (1, 'print')]
    """
    raise NotImplementedError


def is_meant(used: str, name: str) -> bool:
    """Whether what is used is what a contract names.

    A name with a dot is also meant where more stands before it. One without is meant only as a
    whole: a stream has a method `open`, and that is not the `open` that opens files.

    >>> is_meant("datetime.datetime.now", "datetime.now"), is_meant("stream.open", "open")
    (True, False)
    """
    raise NotImplementedError


def file_of(module: str) -> Path:
    """Return the file of a module, from the current folder on: `a/b.py`, or `a/b/__init__.py`."""
    raise NotImplementedError

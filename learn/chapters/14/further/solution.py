"""A contract about what needs no import at all: print, open, the clock of datetime.

Register it in .importlinter, with a name for the type and the place of the class:

    contract_types =
        quiet: further.quiet.QuietContract
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class QuietContract(Contract):
    """Modules must not use certain names.

    - source_modules: the packages that are judged, with everything in them.
    - names: what they must not use, such as print or datetime.now.
    """

    source_modules: Any = fields.ListField(subfield=fields.StringField())
    names: Any = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Read the file of each module, and note where it uses one of the names."""
        below = [graph.find_descendants(source) for source in self.source_modules]
        found = [
            f"{module} uses {used} (l.{line})"
            for module in sorted({*self.source_modules}.union(*below))
            for line, used in uses(file_of(module).read_text(encoding="utf-8"))
            if any(is_meant(used, name) for name in self.names)
        ]
        return ContractCheck(kept=not found, metadata={"found": found})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print a line for each use: "- use_cases.render uses print (l.7)"."""
        for words in check.metadata["found"]:
            output.print_error(f"- {words}", bold=False)


def uses(source: str) -> Iterator[tuple[int, str]]:
    """Give line and name of all that is used, in the order of the lines; `a.b` gives a.b and a.

    >>> list(uses("say = print"))
    [(1, 'say'), (1, 'print')]
    """
    nodes = ast.walk(ast.parse(source))
    names = [each for each in nodes if isinstance(each, ast.Name | ast.Attribute)]
    for name in sorted(names, key=lambda each: each.lineno):
        yield name.lineno, ast.unparse(name)


def is_meant(used: str, name: str) -> bool:
    """Whether what is used is what a contract names.

    A name with a dot is also meant where more stands before it. One without is meant only as a
    whole: a stream has a method `open`, and that is not the `open` that opens files.

    >>> is_meant("datetime.datetime.now", "datetime.now"), is_meant("stream.open", "open")
    (True, False)
    """
    return used == name or ("." in name and used.endswith(f".{name}"))


def file_of(module: str) -> Path:
    """Return the file of a module, from the current folder on: `a/b.py`, or `a/b/__init__.py`."""
    path = Path(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")

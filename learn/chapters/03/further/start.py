"""A linter of imports in three functions: names in a file, a graph of files, a chain in a graph."""

from collections.abc import Mapping, Set
from pathlib import Path

Graph = Mapping[str, Set[str]]
"""For each module the modules that it imports. One that no file was read for imports nothing."""


def imports_in(source: str) -> list[str]:
    """Return what a file imports, with full names, in the order of the lines.

    `import a.b` gives "a.b". `from a import b` gives "a.b", whether b is a module or a name in one.
    There are no relative imports here: a rule of the repository's style.

    >>> imports_in("import json")
    ['json']
    >>> imports_in("from entities.body import Body, Content")
    ['entities.body.Body', 'entities.body.Content']
    """
    raise NotImplementedError


def graph_of(root: Path, *packages: str) -> Graph:
    """Read all files of some packages below `root`, and return which module imports which.

    The module of `entities/body.py` is "entities.body", that of `entities/__init__.py` "entities".
    What is imported is named by the longest part of its name that is one of these modules:
    "entities.body.Body" becomes "entities.body". If no part is one, it is external, and its first
    name stands for all of it. No module imports itself.
    """
    raise NotImplementedError


def chain(graph: Graph, start: str, end: str) -> tuple[str, ...]:
    """Return the shortest chain of imports, from `start` to `end`; an empty one if there is none.

    >>> chain({"route": {"headers", "request"}, "headers": {"pairs"}}, "route", "pairs")
    ('route', 'headers', 'pairs')
    """
    raise NotImplementedError

"""A linter of imports in three functions: names in a file, a graph of files, a chain in a graph."""

import ast
from collections import deque
from collections.abc import Iterator, Mapping, Set
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
    nodes = [each for each in ast.walk(ast.parse(source)) if isinstance(each, ast.stmt)]
    return [name for node in sorted(nodes, key=lambda node: node.lineno) for name in _names(node)]


def graph_of(root: Path, *packages: str) -> Graph:
    """Read all files of some packages below `root`, and return which module imports which.

    The module of `entities/body.py` is "entities.body", that of `entities/__init__.py` "entities".
    What is imported is named by the longest part of its name that is one of these modules:
    "entities.body.Body" becomes "entities.body". If no part is one, it is external, and its first
    name stands for all of it. No module imports itself.
    """
    files = [file for package in packages for file in (root / package).rglob("*.py")]
    modules = {_module(file.relative_to(root)): file for file in files}
    graph = {}
    for module, file in modules.items():
        names = imports_in(file.read_text(encoding="utf-8"))
        graph[module] = {_known(name, modules.keys()) for name in names} - {module}
    return graph


def chain(graph: Graph, start: str, end: str) -> tuple[str, ...]:
    """Return the shortest chain of imports, from `start` to `end`; an empty one if there is none.

    >>> chain({"route": {"headers", "request"}, "headers": {"pairs"}}, "route", "pairs")
    ('route', 'headers', 'pairs')
    """
    waiting: deque[tuple[str, ...]] = deque([(start,)])
    seen = {start}
    while waiting:
        so_far = waiting.popleft()
        if so_far[-1] == end:
            return so_far
        for module in sorted(graph.get(so_far[-1], set()) - seen):
            seen.add(module)
            waiting.append((*so_far, module))
    return ()


def _names(node: ast.stmt) -> Iterator[str]:
    """Give the names that a statement imports; most statements import none."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _module(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _known(name: str, modules: Set[str]) -> str:
    """Cut names off at the end until a module is left; of what is external, keep the first."""
    while name not in modules and "." in name:
        name = name.rpartition(".")[0]
    return name

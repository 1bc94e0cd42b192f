"""The definitions of a Python file by name, as the lines on which they stand.

The finest blocks share out a file: each line that is not blank belongs to exactly one of them.
"""

import ast
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from learn.chapters import Mistake

TOP = "top"


@dataclass(frozen=True)
class Block:
    """Lines `first` to `last`, counted from 1. An assignment to several names has them all."""

    names: tuple[str, ...]
    first: int
    last: int

    def lines(self, text: str) -> list[str]:
        """Return the lines of the block."""
        return text.splitlines()[self.first - 1 : self.last]


def find(text: str, name: str, path: str) -> Block:
    """Return the block of a name: `top`, `function`, `NAME`, `Class`, `Class.top`, `Class.member`.

    Raises:
        Mistake: There is no such name, or there are two.
    """
    every = blocks(text)
    found = [block for block in every if name in block.names]
    inside = [block for block in every if block.names[0].startswith(f"{name}.")]
    if inside and not found:
        return Block((name,), inside[0].first, inside[-1].last)
    if len(found) > 1:
        lines = " and ".join(f"in line {block.first}" for block in found)
        raise Mistake(f"{path} has {name} more than once: {lines}")
    if not found:
        known = [one for block in every for one in block.names]
        known += dict.fromkeys(one.partition(".")[0] for one in known if "." in one)
        near = difflib.get_close_matches(name, known, n=4, cutoff=0.5) or known
        raise Mistake(f"{path} has no {name}; it has {', '.join(near)}")
    return found[0]


@cache
def blocks(text: str) -> tuple[Block, ...]:
    """Share out the lines of a file among its finest blocks, in their order.

    Comments above a definition belong to it, and a statement without a name to the one before.
    """
    lines = text.splitlines()
    return tuple(_blocks(ast.parse(text).body, lines, (1, len(lines)), ""))


def _blocks(
    body: Sequence[ast.stmt], lines: list[str], span: tuple[int, int], prefix: str
) -> list[Block]:
    first, last = span
    # The names, where the block begins, and the class that it is.
    starts: list[tuple[tuple[str, ...], int, ast.ClassDef | None]] = [((TOP,), first, None)]
    end = first - 1
    for node in body:
        names = _names(node, fields=bool(prefix) and len(starts) == 1)
        if names and names != starts[-1][0]:
            start = _start(node, lines, end)
            starts.append((names, start, node if isinstance(node, ast.ClassDef) else None))
        end = node.end_lineno or node.lineno
    found: list[Block] = []
    ends = [start - 1 for _, start, _ in starts[1:]] + [last]
    for (names, start, klass), stop in zip(starts, ends, strict=True):
        full = [number for number in range(start, stop + 1) if lines[number - 1].strip()]
        if full and klass and not prefix:
            found += _blocks(klass.body, lines, (start, full[-1]), f"{names[0]}.")
        elif full:
            found.append(Block(tuple(prefix + name for name in names), full[0], full[-1]))
    return found


def _names(node: ast.stmt, *, fields: bool) -> tuple[str, ...]:
    """The names that a statement defines. The fields of a class have none before its methods."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return (node.name,)
    if fields or not isinstance(node, ast.Assign | ast.AnnAssign):
        return ()
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return tuple(
        name.id
        for target in targets
        for name in (target.elts if isinstance(target, ast.Tuple) else [target])
        if isinstance(name, ast.Name)
    )


def _start(node: ast.stmt, lines: list[str], end: int) -> int:
    """The line where a statement begins: its comments and decorators are its own."""
    decorators = getattr(node, "decorator_list", [])
    first = min([node.lineno, *(one.lineno for one in decorators)])
    between = range(end + 1, first)
    own = (n for n in between if lines[n - 1].strip() and _indent(lines[n - 1]) <= node.col_offset)
    return next(own, first)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())

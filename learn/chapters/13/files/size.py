"""How long the layers are, beside the server in one file of chapter 1.

Lines of code are counted: no blank lines, no comments, no docstrings. An import from another module
of the same program is what one file would do without, so those are counted apart.

    python size.py

The layers are those around this file, and the one file is that of the clone.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
LAYERS = ("entities", "use_cases", "interfaces", "infrastructure")
NAIVE = "learn/chapters/01/files/naive.py"
NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER,
}  # fmt: skip


class Size(NamedTuple):
    """Modules, lines of code, and how many of those import from the same program."""

    modules: int
    lines: int
    imports: int


def size(sources: Iterable[str]) -> Size:
    """Measure the sources of some modules together."""
    sizes = [(len(lines_of_code(source)), len(lines_of_imports(source))) for source in sources]
    return Size(len(sizes), sum(lines for lines, _ in sizes), sum(found for _, found in sizes))


def lines_of_code(source: str) -> set[int]:
    """Return the numbers of the lines that hold code."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    found: set[int] = set()
    for token in tokens:
        if token.type not in NO_CODE:
            found.update(range(token.start[0], token.end[0] + 1))
    return found - {number for text in texts(source) for number in lines(text)}


def lines_of_imports(source: str) -> set[int]:
    """Return the numbers of the lines that import from one of the layers."""
    found = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    own = [node for node in found if (node.module or "").partition(".")[0] in LAYERS]
    return {number for node in own for number in lines(node)}


def texts(source: str) -> Iterator[ast.Expr]:
    """Give the statements that are a text and nothing else: docstrings."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(ast.Constant(str())):
                yield node


def lines(node: ast.stmt) -> range:
    """Return the numbers of the lines of a statement."""
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def above(name: str) -> Path:
    """Find what has this name in the folder of this file, or in the next one around it."""
    for folder in (HERE, *HERE.parents):
        if (folder / name).exists():
            return folder / name
    sys.exit(f"There is no {name} in {HERE} or around it. Are you in your clone?")


def main() -> None:
    """Print a line for the one file, for each layer, and for all four."""
    paths = {"naive.py": [above(NAIVE)]}
    root = above(LAYERS[0]).parent
    paths.update({layer: sorted((root / layer).glob("*.py")) for layer in LAYERS})
    paths["the four layers"] = [path for layer in LAYERS for path in paths[layer]]
    print(f"{'':<18}{'modules':>9}{'lines':>9}{'imports':>9}")
    for name, files in paths.items():
        found = size(file.read_text(encoding="utf-8") for file in files)
        print(f"{name:<18}{found.modules:>9,}{found.lines:>9,}{found.imports:>9,}")


if __name__ == "__main__":
    main()

"""What the import linter cannot see, found in the files themselves.

The linter follows import statements between modules. It sees no import that is made by a call,
no file outside a package, no function that reaches outside without an import, and of the
standard library only the top-level names. Each function here returns what it finds, in words.
"""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

# What imports or runs code by a name that is known only when the program runs.
IMPORTING_MODULES = {"importlib", "pkgutil", "runpy"}
IMPORTING_NAMES = {"__builtins__", "__import__", "compile", "eval", "exec", "sys.modules"}

# What reaches outside the process and needs no import.
OUTSIDE_NAMES = {"breakpoint", "input", "open", "print"}

# datetime stands on the allow-lists to compute with given times, not to ask for the present one.
CLOCK = re.compile(r"(.*\.)?(date|datetime)\.(now|today|utcnow)")

# What the inner layers may use of packages: their allow-lists can only name `urllib` as a whole,
# and that holds urllib.request as well.
PARTS = {"collections.abc", "urllib.parse"}


def dynamic_imports(source: str) -> list[str]:
    """Find imports that are made while the program runs."""
    return [
        f"{name} (l.{line})"
        for line, name in mentions(source)
        if name in IMPORTING_NAMES or name.partition(".")[0] in IMPORTING_MODULES
    ]


def outside_calls(source: str) -> list[str]:
    """Find files, terminals and clocks that are used without an import of their own."""
    return [
        f"{name} (l.{line})"
        for line, name in mentions(source)
        if name in OUTSIDE_NAMES or CLOCK.fullmatch(name)
    ]


def unlisted_parts(source: str) -> list[str]:
    """Find modules inside the packages of the standard library that are not in PARTS."""
    return [
        f"{name} (l.{line})"
        for line, name in imports(ast.parse(source))
        if "." in name and name not in PARTS and is_standard_module(name)
    ]


def unseen_files(root: Path, package: str) -> list[str]:
    """Find Python files that the linter passes over: it looks for names that can be imported.

    A folder is a package only with `__init__.py` in it, and only identifiers are names.
    """
    found = []
    for file in sorted((root / package).rglob("*.py")):
        path = file.relative_to(root)
        folders = [root / folder for folder in path.parents[:-1]]
        names = [*path.parent.parts, path.name.removesuffix(".py")]
        if not all(map(str.isidentifier, names)) or not all(
            (folder / "__init__.py").exists() for folder in folders
        ):
            found.append(str(path))
    return found


def mentions(source: str) -> Iterator[tuple[int, str]]:
    """Give the line and the name of all that is imported or used; `sys.modules` is one name."""
    code = ast.parse(source)
    yield from imports(code)
    for node in ast.walk(code):
        if isinstance(node, ast.Name | ast.Attribute):
            yield node.lineno, ast.unparse(node)


def imports(code: ast.Module) -> Iterator[tuple[int, str]]:
    """Give the line and the name of each import; `from a import b` gives a, and a.b."""
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_standard_module(name: str) -> bool:
    """Whether a dotted name is a module of the standard library, and not a function in one."""
    if name.partition(".")[0] not in sys.stdlib_module_names:
        return False
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # What stands before the last dot is no package.
        return False

"""What the configuration and the packages say in a state that holds a part of the modules.

Every function here takes the finished text and gives that of the state. A line stays as it is or
goes; so what a later chapter says is what an earlier one said, and more lines.
"""

import ast
import re
from collections.abc import Collection, Iterator

from learn.chapters import Mistake

# The options that hold modules, one on each line, and how many there must be to mean anything.
LISTS = {
    "root_packages": 1,
    "layers": 1,
    "source_modules": 1,
    "forbidden_modules": 1,
    "protected_modules": 1,
    "allowed_importers": 1,
    "ancestors": 1,
    "modules": 2,
    "ignore_imports": 0,
}
_HEADER = re.compile(r"\[importlinter:contract:(?P<id>[\w-]+)\]")
_OPTION = re.compile(r"(?P<name>\w+) *=(?P<value>.*)")


def contract_sections(text: str) -> dict[str, str]:
    """Cut .importlinter into its contracts by id; "" holds what stands before the first one.

    The comments right above a contract belong to it.
    """
    sections: dict[str, list[str]] = {"": []}
    current = sections[""]
    for line in text.splitlines():
        if header := _HEADER.fullmatch(line):
            comments: list[str] = []
            while current and (not current[-1] or current[-1].startswith("#")):
                comments.insert(0, current.pop())
            current = sections[header["id"]] = comments
        current.append(line)
    return {key: "\n".join(lines).strip("\n") for key, lines in sections.items()}


def trim_contracts(
    text: str, ids: Collection[str], modules: Collection[str], imported: Collection[str]
) -> str:
    """Return .importlinter with some of its contracts, about some of the modules.

    `modules` holds the dotted names of the modules and packages of the state, and `imported` all
    names that those import: the linter refuses to protect a module that nobody imports.

    Raises:
        Mistake: There is no contract with such an id, or nothing is left of one.
    """
    sections = contract_sections(text)
    roots = _roots(sections[""])
    kept = []
    for key, section in sections.items():
        if key and key not in ids:
            continue
        kept.append("\n".join(_section(key, section, roots, modules, imported)))
    if unknown := set(ids) - set(sections):
        raise Mistake(f".importlinter has no contract {', '.join(sorted(unknown))}")
    return "\n\n".join(kept) + "\n"


def contract_names(text: str) -> dict[str, str]:
    """Return the id of each contract by the name under which the linter reports on it."""
    sections = contract_sections(text).items()
    names = {key: re.search(r"^name = (.*)$", text, re.MULTILINE) for key, text in sections}
    return {name[1]: key for key, name in names.items() if name}


def trim_project(text: str, paths: Collection[str]) -> str:
    """Return pyproject.toml with a `files` of mypy that names what is there."""
    before, start, rest = text.partition("\nfiles = [\n")
    listed, end, after = rest.partition("]\n")
    if not end:
        raise Mistake("pyproject.toml does not list the files of mypy, one on each line")
    kept = [
        line
        for line in listed.splitlines(keepends=True)
        if _is_there(line.strip().strip('",'), paths)
    ]
    return before + start + "".join(kept) + end + after


def add_types(text: str, names: Collection[str]) -> str:
    """Return pyproject.toml with more names among the `files` of mypy."""
    start = "\nfiles = [\n"
    return text.replace(start, start + "".join(f'    "{name}",\n' for name in names), 1)


def trim_package(text: str, modules: Collection[str], roots: Collection[str]) -> str:
    """Return an `__init__.py` without the imports of modules that are absent."""
    gone: set[int] = set()
    for node in ast.parse(text).body:
        name = node.module if isinstance(node, ast.ImportFrom) else None
        if name and name.partition(".")[0] in roots and name not in modules:
            gone |= set(range(node.lineno, 1 + (node.end_lineno or node.lineno)))
    kept = [line for number, line in enumerate(text.splitlines(), 1) if number not in gone]
    return "\n".join(kept).rstrip("\n") + "\n"


def _section(
    contract: str,
    section: str,
    roots: Collection[str],
    modules: Collection[str],
    imported: Collection[str],
) -> Iterator[str]:
    option, left = "", 0
    comments: list[str] = []
    after_comment = False
    for line in [*section.splitlines(), "end ="]:
        if found := _OPTION.match(line):
            if left < LISTS.get(option, 0):
                raise Mistake(f"{option} of the contract {contract} names too little of this state")
            option, comments = found["name"], []
            here = found["value"] and _is_known(found["value"], roots, modules)
            left = LISTS.get(option, 0) if here else 0
            if option != "end":
                yield line
        elif option not in LISTS or not line.startswith(" "):
            yield line
        elif line.strip().startswith("#"):
            comments = [*comments, line] if after_comment else [line]
            after_comment = True
        else:
            after_comment = False
            if _is_known(line, roots, modules) and (
                option != "protected_modules" or line.strip() in imported
            ):
                yield from comments
                yield line
                left, comments = left + 1, []


def _roots(section: str) -> list[str]:
    _, _, rest = section.partition("root_packages =\n")
    return [line.strip() for line in re.findall(r"^    .*$", rest, re.MULTILINE)]


def _is_known(line: str, roots: Collection[str], modules: Collection[str]) -> bool:
    """Whether all that a line names is in the state, or of the standard library."""
    names = [name.strip().removesuffix(".**").strip("()") for name in line.split("->")]
    return all(name in modules or name.partition(".")[0] not in roots for name in names)


def _is_there(name: str, paths: Collection[str]) -> bool:
    return any(path == name or path.startswith(f"{name}/") for path in paths)

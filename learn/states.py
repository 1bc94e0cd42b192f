"""The state of a chapter: the part of the finished tree that its reader has by then.

A state is a mapping from path to text. It holds what the chapters so far introduce, and so a state
is the one before it plus lines.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from learn.chapters import ROOT, Chapter, Mistake
from learn.trimming import add_types, trim_contracts, trim_package, trim_project

LAYERS = ("entities", "use_cases", "interfaces", "infrastructure")
PACKAGES = (*LAYERS, "extras", "examples", "tests")
CONTRACTS = ".importlinter"
PROJECT = "pyproject.toml"
FURTHER = "further"
FURTHER_TEST = "further/test_further.py"

State = Mapping[str, str]


def state(chapters: Sequence[Chapter], number: int, root: Path = ROOT) -> dict[str, str]:
    """Return the state of a chapter: each path, with slashes, and what the file holds.

    Raises:
        Mistake: A chapter names what is not there.
    """
    files = introduced(chapters, number, root)
    chapter = next(chapter for chapter in chapters if chapter.number == number)
    own = own_files(chapter)
    programs = [path for path in own if path.endswith(".py") and "/" not in path]
    files[PROJECT] = add_types(files[PROJECT], programs)
    return {**borrowed_files(chapter, root), **files, **own}


def introduced(chapters: Sequence[Chapter], number: int, root: Path = ROOT) -> dict[str, str]:
    """Return a state without the files that are those of its chapter alone."""
    so_far = [chapter for chapter in chapters if chapter.number <= number]
    named = [
        path for chapter in so_far for path in (*chapter.modules, *chapter.given, *chapter.tests)
    ]
    files = {path: _read(root, path) for path in named}
    files.update({path: _read(root, path) for path in _packages(files, root)})
    modules = {_module(path) for path in files}
    for path, text in files.items():
        if path.endswith("__init__.py") and not path.startswith("tests/"):
            files[path] = trim_package(text, modules, PACKAGES)

    contracts = [one for chapter in so_far for one in chapter.contracts]
    if contracts:
        sources = [text for path, text in files.items() if path.endswith(".py")]
        imported = set().union(*map(imported_names, sources))
        files[CONTRACTS] = trim_contracts(_read(root, CONTRACTS), contracts, modules, imported)
    files[PROJECT] = trim_project(_read(root, PROJECT), files)
    return files


def own_files(chapter: Chapter) -> dict[str, str]:
    """Return the files that stand in the state of this chapter alone."""
    return folder_files(chapter.folder / "files")


def borrowed_files(chapter: Chapter, root: Path = ROOT) -> dict[str, str]:
    """Return the finished files that a chapter uses before they are introduced.

    Raises:
        Mistake: A chapter names what is not there.
    """
    files: dict[str, str] = {}
    for path in chapter.borrowed:
        if (root / path).is_dir():
            files.update({f"{path}/{at}": text for at, text in folder_files(root / path).items()})
        else:
            files[path] = _read(root, path)
    return files


def folder_files(folder: Path) -> dict[str, str]:
    """Return the files below a folder by their paths in it; none if there is no such folder."""
    return {
        file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }


def write(files: State, folder: Path) -> None:
    """Write what differs from what is there; older files keep their times, as caches like it."""
    for path, text in files.items():
        file = folder / path
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="\n")


@dataclass
class Tree:
    """A folder, and the state that it holds."""

    folder: Path
    held: State = field(default_factory=dict)

    def hold(self, files: State) -> None:
        """Make the folder hold another state."""
        for path in self.held.keys() - files.keys():
            (self.folder / path).unlink(missing_ok=True)
        write(files, self.folder)
        self.held = dict(files)


@cache
def imported_names(source: str) -> frozenset[str]:
    """Return the names of the modules that a source imports, and of the packages around those."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return frozenset(".".join(name.split(".")[:end]) for name in found for end in (1, 2, 3))


def changed_files(before: State, after: State) -> list[str]:
    """Return the paths of files that lose or change a line from one state to the next."""
    return [
        path
        for path, text in before.items()
        if not _is_subsequence(text.splitlines(), after.get(path, "").splitlines())
    ]


def with_further(files: State, chapter: Chapter, answer: str) -> dict[str, str]:
    """Return a state with the exercise that goes further: `start.py` of it, or `solution.py`."""
    folder, name = chapter.folder / FURTHER, chapter.further.name
    pairs = {answer: f"{name}.py", "test_further.py": "test_further.py"}
    own = {f"{FURTHER}/{new}": _read(folder, old) for old, new in pairs.items()}
    own[f"{FURTHER}/__init__.py"] = '"""Where the exercise that goes further is done."""\n'
    return {**files, **own, PROJECT: add_types(files[PROJECT], [FURTHER])}


def left_out(chapters: Sequence[Chapter], root: Path = ROOT) -> list[str]:
    """Return the modules of the four layers that no chapter introduces."""
    introduced = {path for chapter in chapters for path in chapter.modules}
    paths = [
        path.relative_to(root).as_posix()
        for layer in LAYERS
        for path in sorted((root / layer).glob("*.py"))
    ]
    return [path for path in paths if path not in introduced and not path.endswith("__init__.py")]


def _read(root: Path, path: str) -> str:
    try:
        return (root / path).read_text(encoding="utf-8")
    except OSError:
        raise Mistake(f"A chapter names {path}, which is not there") from None


def _packages(paths: Collection[str], root: Path) -> Iterator[str]:
    """Give the `__init__.py` of each folder around some paths, as far as it has one."""
    folders = {folder for path in paths for folder in PurePosixPath(path).parents}
    for folder in sorted(folders):
        if folder.parts and (root / folder / "__init__.py").exists():
            yield f"{folder}/__init__.py"


def _module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _is_subsequence(some: Sequence[str], lines: Sequence[str]) -> bool:
    rest = iter(lines)
    return all(line in rest for line in some)

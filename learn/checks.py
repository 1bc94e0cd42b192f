"""The tools that judge a folder, each run as a person would run it, and what they said."""

import re
import shlex
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from learn.running import execute
from learn.trimming import contract_names

_UNREAD = re.compile(r"found no collectors for (.*?)::")


@dataclass(frozen=True)
class Case:
    """A test that ran. `id` is dotted: its module and its name; `words` say why it failed."""

    id: str
    failed: bool
    words: str = ""

    @property
    def name(self) -> str:
        """The name of the function, without parameters."""
        return self.row.partition("[")[0]

    @property
    def row(self) -> str:
        """The name of the function, with the parameters between brackets."""
        test, bracket, parameters = self.id.partition("[")
        return test.rpartition(".")[2] + bracket + parameters

    def belongs_to(self, tests: Iterable[str]) -> bool:
        """Whether some paths of tests, such as `file.py` and `file.py::test_name`, name this one.

        A file that cannot be collected is a failed case with the name of the module alone.
        """
        for test in tests:
            path, _, name = test.partition("::")
            module = path.removesuffix(".py").replace("/", ".")
            if self.id == module or (
                self.id.startswith(f"{module}.") and name.rpartition("::")[2] in ("", self.name)
            ):
                return True
        return False


@dataclass(frozen=True)
class Results:
    """What pytest gave: its cases, and what it printed."""

    cases: tuple[Case, ...]
    output: str
    passed: bool

    @property
    def end(self) -> str:
        """The end of what pytest printed, where the failures are."""
        return "\n".join(self.output.splitlines()[-30:])

    @property
    def failures(self) -> list[Case]:
        """The cases that failed."""
        return [case for case in self.cases if case.failed]


def run_tests(
    folder: Path, tests: Sequence[str], *options: str, seconds: float | None = None
) -> Results:
    """Run some tests in a folder with pytest, and read what it notes about each."""
    with tempfile.TemporaryDirectory() as place:
        notes = Path(place, "notes.xml")
        words = ["pytest", "-q", "--tb=short", "--continue-on-collection-errors"]
        words += [f"--junit-xml={notes}", *options]
        code, output = execute(shlex.join([*words, *tests]), folder, seconds)
        if unread := {Path(path).as_posix() for path in _UNREAD.findall(output)}:
            # A name in a file that cannot be imported keeps pytest from all others.
            files = {each: each.partition("::")[0] for each in tests}
            whole = [file for file in files.values() if any(one.endswith(file) for one in unread)]
            names = [file if file in whole else each for each, file in files.items()]
            code, output = execute(shlex.join([*words, *dict.fromkeys(names)]), folder, seconds)
        if not notes.exists():
            return Results((), output, passed=False)
        cases = tuple(_case(node) for node in ElementTree.parse(notes).iter("testcase"))
    output = re.sub(r"^-+ generated xml file: .*\n", "", output, flags=re.MULTILINE)
    return Results(cases, output, code == 0)


def type_faults(folder: Path) -> str:
    """Return what mypy finds in a folder; nothing when all is well or nothing is checked."""
    project = (folder / "pyproject.toml").read_text(encoding="utf-8")
    if "\nfiles = [\n]" in project:
        return ""
    code, output = execute("mypy --no-error-summary", folder)
    return output.strip() if code else ""


@dataclass(frozen=True)
class Linted:
    """What the linter said of a folder, and the ids of the contracts that are broken."""

    output: str
    broken: frozenset[str]
    kept: int
    passed: bool


def lint(folder: Path) -> Linted:
    """Check the contracts of a folder; without any there is nothing to break."""
    file = folder / ".importlinter"
    if not file.exists():
        return Linted("", frozenset(), 0, passed=True)
    code, output = execute("lint-imports", folder)
    broken = broken_contracts(output, file.read_text(encoding="utf-8"))
    return Linted(output, broken, output.count(" KEPT"), code == 0)


def soundness(folder: Path) -> Iterator[str]:
    """Say what mypy and the linter have against a folder."""
    if types := type_faults(folder):
        yield f"mypy says\n{types}"
    linted = lint(folder)
    if not linted.passed:
        yield f"lint-imports says\n{linted.output}"


def broken_contracts(output: str, contracts: str) -> frozenset[str]:
    """Return the ids of the contracts that are broken, by what the linter printed of them."""
    words = " ".join(output.split())
    names = contract_names(contracts).items()
    return frozenset(key for name, key in names if f"{name} BROKEN" in words)


def _case(node: ElementTree.Element) -> Case:
    name = f"{node.get('classname')}.{node.get('name')}".strip(".")
    faults = [*node.iter("failure"), *node.iter("error")]
    words = "\n".join(fault.text or fault.get("message") or "" for fault in faults)
    return Case(name, bool(faults), words)

"""The commands of a page: run, and what they say kept, so that nobody types an output."""

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from learn.chapters import ROOT, Chapter, Mistake
from learn.reading import COMMANDS, Directive, directives, page_text

SECONDS = 300
SERVE_SECONDS = 20

_URL = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\]):\d+")
_CUT = re.compile(r" \| (?P<end>first|last) (?P<count>\d+)$")

# The date is that of the example in RFC 9110 section 6.6.1.
_SAME = [
    (re.compile(r"\x1b\[[0-9;?]*[A-Za-z]"), ""),
    (re.compile(r" in \d+(\.\d+)? ?s(econds)?( \(\d+:\d\d:\d\d\))?(?=\W|$)"), ""),
    (re.compile(r"(127\.0\.0\.1|localhost|\[::1\]):\d+"), r"\1:8000"),
    (re.compile(r"(127\.0\.0\.1|localhost|::1)(\)?) port \d+"), r"\1\2 port 8000"),
    (
        re.compile(r"([Dd]ate: )\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT"),
        r"\1Tue, 15 Nov 1994 08:12:31 GMT",
    ),
    (re.compile(r" at 0x[0-9a-f]{6,}"), " at 0x…"),
    (re.compile(r"(?m)[ \t\r]+$"), ""),
]


@dataclass(frozen=True)
class Command:
    """A command of a page. `text` is what it says behind the kind, without what is cut."""

    kind: str
    text: str
    line: int = 0

    @property
    def directive(self) -> str:
        """The name under which its output is kept."""
        return f"{self.kind}: {self.text}"

    @property
    def fails(self) -> bool:
        """Whether it must fail."""
        return self.kind.endswith(" fails")

    @property
    def missing(self) -> str:
        """The program that it needs and that is not here; nothing when it can be run."""
        curl = self.kind == "serve" or self.text.startswith("curl ")
        return "curl" if curl and not shutil.which("curl") else ""

    @property
    def final(self) -> bool:
        """Whether it is run in the finished repository, not in the state of the chapter."""
        return " final" in self.kind


def command(one: Directive) -> Command:
    """Return the command of a directive."""
    return Command(one.kind, _CUT.sub("", one.argument), one.line)


def cut(one: Directive, output: str) -> str:
    """Return the lines of an output that a directive wants shown."""
    lines = output.splitlines()
    if found := _CUT.search(one.argument):
        count = int(found["count"])
        lines = lines[:count] if found["end"] == "first" else lines[-count:]
    return "\n".join(lines).strip("\n")


def commands(chapter: Chapter, root: Path = ROOT) -> list[Command]:
    """Return the commands of a chapter's page, each once."""
    found = [command(one) for one in directives(page_text(chapter, root)) if one.kind in COMMANDS]
    return list({one.directive: one for one in found}.values())


def run(one: Command, state: Path, root: Path = ROOT) -> str:
    """Run a command in the folder of a state, and return what it says, without what varies.

    Raises:
        Mistake: It cannot be run, it ends as it should not, or it does not end.
    """
    folder = root if one.final else state
    if one.kind == "serve":
        return normalise(_serve(one, folder), folder, root)
    code, output = execute(one.text, folder)
    if (code != 0) != one.fails:
        wanted = "should fail" if one.fails else "should succeed"
        raise Mistake(f"{one.directive} {wanted}, but ends with {code}:\n{output}")
    return normalise(output, folder, root)


def execute(text: str, folder: Path, seconds: float | None = None) -> tuple[int, str]:
    """Run a command in a folder; return its exit code and all that it says.

    Raises:
        Mistake: It does not end in time.
    """
    seconds = seconds or SECONDS
    with _start(text, folder) as process:
        try:
            output, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            raise Mistake(f"{text} has not ended after {seconds:g} s") from None
    return process.returncode, output


def arguments(text: str) -> list[str]:
    """Return a command as a program of this Python's and its arguments.

    Raises:
        Mistake: It is none of the programs that a page may run, or needs a shell.
    """
    try:
        name, *rest = shlex.split(text)
    except ValueError as error:
        raise Mistake(f"{text!r} is no command: {error}") from None
    if any(word in ("|", "||", "&", "&&", ";", ">", ">>", "<", "2>&1") for word in rest):
        raise Mistake(f"{text!r} needs a shell")
    rest = [word.removeprefix("files/") for word in rest]
    scripts = sysconfig.get_path("scripts")
    programs = {
        "python": [sys.executable],
        "pytest": [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--color=no"],
        "mypy": [sys.executable, "-m", "mypy", "--no-color-output"],
        "lint-imports": [_found("lint-imports", scripts), "--no-logo", "--no-cache"],
        "import-linter": [_found("import-linter", scripts)],
        "curl": [_found("curl", None), "--silent", "--show-error", "--max-time", "10"],
    }
    if name not in programs:
        raise Mistake(f"{text!r} runs none of {', '.join(programs)}")
    return programs[name] + rest


def environment() -> dict[str, str]:
    """Return an environment in which programs say the same wherever they run."""
    kept = {
        key: value
        for key, value in os.environ.items()
        # pytest prints longer lines where CI or BUILD_NUMBER is set.
        if key not in ("CI", "BUILD_NUMBER")
        and not key.startswith(("PYTHON", "PYTEST", "MYPY", "FORCE_COLOR", "CLICOLOR"))
        and key.lower() not in ("http_proxy", "https_proxy", "all_proxy")
    }
    fixed = {"COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    python = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": "0"}
    return {**kept, **fixed, **python, "PYTHONUTF8": "1"}


def normalise(output: str, folder: Path, root: Path = ROOT) -> str:
    """Take out of an output what differs from run to run, and from place to place."""
    here = {str(folder.resolve()), str(folder), str(root.resolve()), str(root)}
    # One may lie in another: the longest goes first.
    for place in sorted(here, key=len, reverse=True):
        output = output.replace(f"{place}/", "")
        output = re.sub(rf"{re.escape(place)}(?![\w-])", ".", output)
    output = output.replace(f"{sys.prefix}/", ".venv/")
    output = output.replace(f"{sysconfig.get_path('stdlib')}/", "")
    for pattern, fixed in _SAME:
        output = pattern.sub(fixed, output)
    return output.strip("\n")


def stored(chapter: Chapter) -> dict[str, str]:
    """Return what a chapter's commands said when they were run last, by their directives."""
    file = _transcript(chapter)
    if not file.exists():
        return {}
    found: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    return found


def store(chapter: Chapter, results: Mapping[str, str]) -> None:
    """Keep what a chapter's commands say; experiments are kept as `experiment: NAME`."""
    text = json.dumps(results, indent=2, sort_keys=True, ensure_ascii=False)
    _transcript(chapter).write_text(f"{text}\n", encoding="utf-8", newline="\n")


def _transcript(chapter: Chapter) -> Path:
    return chapter.folder / "transcript.json"


def _found(program: str, path: str | None) -> str:
    # What is absent fails when it is run, and says its own name then.
    return shutil.which(program, path=path) or program


def _serve(one: Command, folder: Path) -> str:
    """Run the program left of the bar, and the command right of it while the program serves."""
    program, bar, asked = one.text.partition(" | ")
    if not bar or not asked.startswith("curl "):
        raise Mistake(f"{one.directive} has no curl behind a bar")
    with _program(program, folder) as said:
        line = said[-1]
        url = _URL.search(line)
        assert url
        code, output = execute(asked.replace("URL", url[0]), folder)
    if code:
        raise Mistake(f"{one.directive}: curl ends with {code}:\n{output}")
    return "".join(said) + f"$ {asked.replace('URL', url[0])}\n{output}"


def _start(text: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        arguments(text),
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )


@contextlib.contextmanager
def _program(text: str, folder: Path) -> Iterator[list[str]]:
    """Start a program, and give what it says up to the line with its URL; stop it in the end."""
    with _start(text, folder) as process:
        assert process.stdout
        late = threading.Timer(SERVE_SECONDS, process.kill)
        late.start()
        rest = threading.Thread(target=process.stdout.read)
        try:
            said: list[str] = []
            for line in process.stdout:
                said.append(line)
                if _URL.search(line):
                    break
            else:
                raise Mistake(f"{text} names no URL within {SERVE_SECONDS} s:\n{''.join(said)}")
            # A program that nobody listens to would stand still once the pipe is full.
            rest.start()
            yield said
        finally:
            process.terminate()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
            late.cancel()
            if rest.ident:
                rest.join()

"""What stands in a page: its fences, and the directives between them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from learn.chapters import Chapter, Mistake

# What a directive begins with, before a colon; all others are listings.
COMMANDS = ("run", "run fails", "run final", "run final fails", "serve")
WORDS = ("chapter", "experiment", "picture", *COMMANDS)
ALONE = ("exercises", "answers", "timings", "overview")
LISTING = "listing"

_DIRECTIVE = re.compile(r"(?P<indent> *)\{\{ (?P<words>.*) \}\} *")
_LISTING = re.compile(r"(?P<path>[\w.-]+(/[\w.-]+)*)(::(?P<name>[\w.-]+))?")
_FENCE = re.compile(r"(?P<indent> *)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)")


@dataclass(frozen=True)
class Directive:
    """A line `{{ kind: argument }}`. The argument of a listing is all that it says."""

    line: int
    indent: str
    kind: str
    argument: str

    def __str__(self) -> str:
        kind = "" if self.kind == LISTING else f"{self.kind}: "
        return f"{{{{ {kind}{self.argument} }}}}" if self.argument else f"{{{{ {self.kind} }}}}"

    @property
    def listed(self) -> tuple[str, str]:
        """The path and the name of a listing; the name is empty for a whole file."""
        path, _, name = self.argument.partition("::")
        return path, name


@dataclass(frozen=True)
class Fence:
    """Code between two lines of backticks. `kind` is the first word behind them."""

    line: int
    kind: str
    code: str
    closed: bool = True


def page_text(chapter: Chapter, root: Path) -> str:
    """Return the text of a chapter's page.

    Raises:
        Mistake: There is none.
    """
    try:
        return (root / chapter.page).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise Mistake(f"There is no page {chapter.page}") from None


def directive(line: str, number: int = 0) -> Directive | None:
    """Return the directive that a line is, if it is one.

    Raises:
        Mistake: It means nothing.
    """
    found = _DIRECTIVE.fullmatch(line)
    if not found:
        return None
    words = found["words"].strip()
    kind, colon, argument = words.partition(": ")
    if colon and kind in WORDS:
        return Directive(number, found["indent"], kind, argument.strip())
    if words in ALONE:
        return Directive(number, found["indent"], words, "")
    if _LISTING.fullmatch(words) and "." in words.partition("::")[0]:
        return Directive(number, found["indent"], LISTING, words)
    raise Mistake(f"line {number}: {{{{ {words} }}}} is no directive")


def directives(text: str) -> list[Directive]:
    """Return the directives of a page; a line in a fence is none."""
    outside = [(number, line) for number, line, fence in _lines(text) if fence is None]
    found = (directive(line, number) for number, line in outside)
    return [one for one in found if one]


def fences(text: str) -> list[Fence]:
    """Return the fences of a page, those in indented blocks too, without their indentation."""
    kept: dict[int, list[str]] = {}
    for _, line, fence in _lines(text):
        if fence is not None:
            kept.setdefault(fence, []).append(line)
    return [_fence(number, lines) for number, lines in kept.items()]


def _lines(text: str) -> Iterator[tuple[int, str, int | None]]:
    """Yield each line with its number and that of the fence in which it stands."""
    fence, ticks = None, ""
    for number, line in enumerate(text.splitlines(), 1):
        found = _FENCE.fullmatch(line)
        if fence is None and found:
            fence, ticks = number, found["ticks"]
            yield number, line, fence
        elif fence is not None and found and not found["info"].strip():
            yield number, line, fence
            if found["ticks"].startswith(ticks):
                fence = None
        else:
            yield number, line, fence


def _fence(number: int, lines: list[str]) -> Fence:
    opening = _FENCE.fullmatch(lines[0])
    assert opening
    closing = _FENCE.fullmatch(lines[-1]) if len(lines) > 1 else None
    closed = closing is not None and closing["ticks"].startswith(opening["ticks"])
    width = len(opening["indent"])
    code = [line[width:] if not line[:width].strip() else line for line in lines[1:]]
    text = "\n".join(code[:-1] if closed else code)
    # The kind is a word, or the first class in braces.
    kind = next((word for word in opening["info"].split() if word != "{"), "").lstrip(".")
    return Fence(number, kind, f"{text}\n", closed)

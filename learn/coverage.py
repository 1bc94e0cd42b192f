"""Whether the pages show each line of the layers, and each one once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from learn.chapters import ROOT, Chapter, Mistake, load
from learn.reading import LISTING, directives, page_text
from learn.source import find
from learn.states import LAYERS, introduced, left_out


def faults(chapter: Chapter, root: Path = ROOT) -> list[str]:
    """Return what a chapter's page shows too often, not at all, or although it is another's."""
    try:
        text = page_text(chapter, root)
        shown = _shown(chapter, root, text)
        packages = new_package_lines(load(root), chapter.number, root)
    except Mistake as mistake:
        return [f"{chapter.page}: {mistake}"]
    found = [
        f"{chapter.page}: shows lines of {path}, which this chapter does not introduce"
        for path in shown
        if path.partition("/")[0] in LAYERS and path not in (*chapter.modules, *packages)
    ]
    for path in chapter.modules:
        found += _uneven(chapter.page, path, _text(chapter, root, path), shown.get(path, []))
    for path in packages:
        times = shown.get(path, []).count(1)
        if times != 1:
            found.append(f"{chapter.page}: shows the new lines of {path} {_often(times)}")
    return found


def missing(chapters: Sequence[Chapter], root: Path = ROOT) -> list[str]:
    """Return the modules of the layers that no chapter introduces, or more than one."""
    times = Counter(path for chapter in chapters for path in chapter.modules)
    absent = [f"No chapter introduces {path}" for path in left_out(chapters, root)]
    return absent + [f"{n} chapters introduce {path}" for path, n in times.items() if n > 1]


def new_package_lines(
    chapters: Sequence[Chapter], number: int, root: Path = ROOT
) -> dict[str, list[str]]:
    """Return the lines of the layers' `__init__.py` that the state of a chapter has first."""
    after = introduced(chapters, number, root)
    earlier = [chapter.number for chapter in chapters if chapter.number < number]
    before = introduced(chapters, max(earlier), root) if earlier else {}
    found = {
        path: _added(before.get(path, "").splitlines(), after[path].splitlines())
        for path in (f"{layer}/__init__.py" for layer in LAYERS)
        if path in after
    }
    return {path: lines for path, lines in found.items() if lines}


def source_file(chapter: Chapter, root: Path, path: str) -> Path:
    """Return where a path of a listing stands: `files/` and `further/` belong to the chapter."""
    return (chapter.folder if path.startswith(("files/", "further/")) else root) / path


def _text(chapter: Chapter, root: Path, path: str) -> str:
    try:
        return source_file(chapter, root, path).read_text(encoding="utf-8")
    except OSError:
        raise Mistake(f"there is no {path}") from None


def _shown(chapter: Chapter, root: Path, page: str) -> dict[str, list[int]]:
    """Return the numbers of the lines that the listings show; 1 for all of an `__init__.py`."""
    shown: dict[str, list[int]] = {}
    for one in directives(page):
        path, name = one.listed
        if one.kind != LISTING or not path.endswith(".py"):
            continue
        text = _text(chapter, root, path)
        lines = shown.setdefault(path, [])
        if path.endswith("__init__.py"):
            if name:
                raise Mistake(f"line {one.line}: {path} is shown whole, without a name")
            lines.append(1)
        elif name:
            block = find(text, name, path)
            lines += range(block.first, block.last + 1)
        else:
            lines += range(1, len(text.splitlines()) + 1)
    return shown


def _uneven(page: str, path: str, text: str, shown: Sequence[int]) -> Iterator[str]:
    """Give what is wrong with the numbers of the lines of a file that a page shows."""
    times = Counter(shown)
    lines = [n for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    for wanted in sorted({times[n] for n in lines} - {1}):
        spans = _spans(lines, [n for n in lines if times[n] == wanted])
        yield f"{page}: shows {path} {_often(wanted)} in {spans}"


def _spans(lines: Sequence[int], some: Iterable[int]) -> str:
    """Write numbers as spans; those next to each other in `lines` make one."""
    place = {number: index for index, number in enumerate(lines)}
    spans: list[list[int]] = []
    for number in some:
        if spans and place[spans[-1][1]] + 1 == place[number]:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    words = [f"{first}-{last}" if first != last else f"{first}" for first, last in spans]
    return f"line{'s' if len(words) > 1 or '-' in words[0] else ''} {', '.join(words)}"


def _often(times: int) -> str:
    return {0: "not at all", 2: "twice"}.get(times, f"{times} times")


def _added(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the lines that `after` has besides those of `before`, which stand in it in order."""
    rest = list(before)
    found = []
    for line in after:
        if rest and line == rest[0]:
            rest.pop(0)
        elif line.strip():
            found.append(line)
    return found

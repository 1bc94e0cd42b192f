"""An extension for Python-Markdown that puts into a page what its directives name.

A page says `{{ entities/headers.py::Headers }}`; the site shows the source that stands there.
"""

import difflib
import importlib
import importlib.util
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from textwrap import dedent, indent
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from learn import running
from learn.chapters import ROOT, Chapter, Exercise, Experiment, Mistake, load
from learn.coverage import new_package_lines, source_file
from learn.experiments import edited
from learn.reading import COMMANDS, LISTING, Directive, directives
from learn.source import find
from learn.states import CONTRACTS, state
from learn.trimming import contract_sections

# After the white space is in order and the files of snippets are in, before the fences.
PRIORITY = 28

LEXERS = {".py": "python", ".toml": "toml", ".yml": "yaml", ".md": "markdown"}


class Directives(Extension):
    """Replaces each directive of a page by what it stands for."""

    def __init__(self, **options: Any) -> None:
        self.config = {
            "root": [str(ROOT), "where the repository is"],
            "pictures": ["learn.pictures", "the module that draws"],
        }
        self.setConfigs(options)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (the name is Markdown's)
        """Take part in each page."""
        step = _Step(md, Path(self.getConfig("root")), self.getConfig("pictures"))
        md.preprocessors.register(step, "learn", PRIORITY)


def makeExtension(**options: Any) -> Directives:  # noqa: N802  (the name is Markdown's)
    """Return the extension; this is what Markdown calls."""
    return Directives(**options)


class _Step(Preprocessor):
    def __init__(self, md: Markdown, root: Path, pictures: str) -> None:
        super().__init__(md)
        self._keep, self._root, self._pictures = md.htmlStash.store, root, pictures

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines of a page with its directives replaced."""
        found = directives("\n".join(lines)) if any("{{ " in line for line in lines) else []
        if not found:
            return lines
        page = Page.of(found, self._root, self._pictures, self._keep)
        shown = list(lines)
        for group in page.groups(found, lines):
            for one in group:
                shown[one.line - 1] = ""
            text = page.render(group)
            shown[group[0].line - 1] = indent(f"\n{text}\n", group[0].indent)
        return "\n".join(shown).splitlines()


@dataclass(frozen=True)
class Page:
    """What a page is made from: `chapter` is the one that it is about, if it is about one."""

    root: Path
    chapters: Sequence[Chapter]
    about: Chapter | None
    pictures: str
    keep: Callable[[str], str]

    @staticmethod
    def of(
        found: Sequence[Directive], root: Path, pictures: str, keep: Callable[[str], str]
    ) -> "Page":
        """Make a page from its directives.

        `pictures` is the module that draws; `keep` stores HTML and returns what stands for it.
        """
        chapters = load(root)
        numbers = [one.argument for one in found if one.kind == "chapter"]
        about = [chapter for chapter in chapters if numbers == [str(chapter.number)]]
        if numbers and not about:
            raise Mistake(f"A page begins with `chapter: {numbers[0]}`, and there is no such one")
        return Page(root, chapters, about[0] if about else None, pictures, keep)

    @property
    def chapter(self) -> Chapter:
        """The chapter that the page is about."""
        if self.about is None:
            raise Mistake("A page must say `{{ chapter: N }}` before it shows what is a chapter's")
        return self.about

    @cached_property
    def state(self) -> dict[str, str]:
        """The state at the end of the chapter."""
        return state(self.chapters, self.chapter.number, self.root)

    def groups(self, found: Sequence[Directive], lines: list[str]) -> Iterator[list[Directive]]:
        """Put listings together that follow each other in the page and in the file."""
        group: list[Directive] = []
        for one in found:
            if group and not (
                one.indent == group[-1].indent
                and not any(line.strip() for line in lines[group[-1].line : one.line - 1])
                and self._follows(group[-1], one)
            ):
                yield group
                group = []
            group.append(one)
        yield group

    def render(self, group: Sequence[Directive]) -> str:
        """Return the Markdown of a directive, or of a group of listings."""
        one = group[0]
        try:
            if one.kind in COMMANDS:
                return self._run(one)
            if one.kind == LISTING:
                return self._listing(group)
            renders = {
                "chapter": self._chapter,
                "picture": self._picture,
                "experiment": self._experiment,
                "exercises": self._exercises,
                "answers": self._answers,
                "timings": self._timings,
                "overview": self._overview,
            }
            return renders[one.kind](one.argument)
        except Mistake as mistake:
            page = self.about.page if self.about else "a page"
            raise Mistake(f"{page}, {one}: {mistake}") from None

    def _span(self, one: Directive, chapter: Chapter | None) -> tuple[list[str], int, int]:
        """Return the lines of a listed file, and the first and the last that are shown."""
        path, name = one.listed
        try:
            file = source_file(chapter, self.root, path) if chapter else self.root / path
            text = file.read_text(encoding="utf-8")
        except OSError:
            raise Mistake(f"there is no {path}") from None
        if not name:
            return text.splitlines(), 1, len(text.splitlines())
        block = find(text, name, path)
        return text.splitlines(), block.first, block.last

    def _follows(self, one: Directive, other: Directive) -> bool:
        path, name = one.listed
        alike = one.kind == other.kind == LISTING and path == other.listed[0]
        if not (alike and name and other.listed[1] and path.endswith(".py")):
            return False
        lines, _, last = self._span(one, self.about)
        _, first, _ = self._span(other, self.about)
        return last < first and not any(line.strip() for line in lines[last : first - 1])

    def _listing(self, group: Sequence[Directive]) -> str:
        path, name = group[0].listed
        if path == CONTRACTS:
            return self._contract(name)
        if path.endswith("__init__.py") and not path.startswith("files/"):
            return self._package(path)
        lines, first, _ = self._span(group[0], self.about)
        last = self._span(group[-1], self.about)[2]
        found: list[str] = []
        turns = [
            (exercise, *self._span(Directive(0, "", LISTING, exercise.target), self.about)[1:])
            for exercise in (self.about.exercises if self.about else ())
            if exercise.target.startswith(f"{path}::")
        ]
        for exercise, start, stop in sorted(turns, key=lambda turn: turn[1]):
            if first <= start and stop <= last:
                found.append(_source(path, lines, first, start - 1))
                found.append(_turn(exercise, _source(path, lines, start, stop)))
                first = stop + 1
        found.append(_source(path, lines, first, last))
        return "\n\n".join(part for part in found if part)

    def _contract(self, name: str) -> str:
        sections = contract_sections(self.state.get(CONTRACTS, ""))
        if name == "top":
            name = ""
        if not sections.get(name):
            known = ", ".join(name for name in sections if name)
            raise Mistake(f"the contracts of this chapter are {known or 'none'}")
        return fence("ini", sections[name], CONTRACTS)

    def _package(self, path: str) -> str:
        new = new_package_lines(self.chapters, self.chapter.number, self.root).get(path)
        if not new:
            raise Mistake(f"{path} has no new line in this chapter")
        return fence("python", _as_in(self.state[path], new), path)

    def _run(self, one: Directive) -> str:
        command = running.command(one)
        typed = re.sub(r"(^| )files/", r"\1", command.text.partition(" | ")[0])
        # A page is made at any port that is free, and says 8000, which a reader gets.
        typed = typed.removesuffix(" --port 0")
        output = running.cut(one, self._output(command.directive))
        return fence("console", f"$ {typed}\n{output}")

    def _output(self, name: str) -> str:
        kept = running.stored(self.chapter)
        if name not in kept:
            raise Mistake(
                "its output is not there. This command runs it and writes the output down: "
                f"python3 -m learn verify {self.chapter.number} --write"
            )
        return kept[name]

    def _chapter(self, _: str) -> str:
        chapter = self.chapter
        return "\n\n".join(
            [
                f"# {chapter.number}. {chapter.title}",
                self._picture(f"layers {chapter.number}"),
                f"About {chapter.minutes} minutes, without the exercise that goes further. "
                f"At the end you have this: {chapter.goal}",
                fence("sh", f"python3 -m learn start {chapter.number}"),
                *self._where(chapter),
            ]
        )

    def _where(self, chapter: Chapter) -> list[str]:
        """Say where the commands of a page are typed; chapter 0 explains it in its own words."""
        if not chapter.number:
            return []
        return [
            "Type that, and all that begins with `python3 -m learn`, in the folder of your clone. "
            f"Everything else on this page is typed in `learning/chapter-{chapter.label}`, "
            "best in a second terminal, after `source ../../.venv/bin/activate`."
        ]

    def _picture(self, argument: str) -> str:
        name, _, number = argument.partition(" ")
        if name not in ("layers", "phases", "journey") or number.isdecimal() != (name == "layers"):
            raise Mistake("the pictures are layers N, phases and journey")
        if importlib.util.find_spec(self.pictures) is None:
            return ""
        draw = getattr(importlib.import_module(self.pictures), name)
        svg = draw(self.chapters, int(number)) if number else draw()
        return self.keep(f'<div class="picture">{svg}</div>')

    def _experiment(self, name: str) -> str:
        found = {one.name: one for one in self.chapter.experiments}
        if name not in found:
            raise Mistake(f"the experiments of this chapter are {', '.join(found) or 'none'}")
        one = found[name]
        said = fence("console", f"$ {one.run}\n{self._output(f'experiment: {name}')}")
        answer = f'??? quote "What it says"\n\n{_inside(said, one.why)}'
        itself = f"To see it yourself: `python3 -m learn break {name}`."
        body = _inside(one.question, self._diff(one), itself, answer)
        return f'!!! question "Break it: {name}"\n\n{body}'

    def _diff(self, one: Experiment) -> str:
        before = self.state.get(one.edit, "").splitlines()
        after = edited(self.state, one).splitlines()
        # The first three lines are the names, and where it is.
        changes = list(difflib.unified_diff(before, after, n=2, lineterm=""))[3:]
        return fence("diff", "\n".join(changes), one.edit)

    def _exercises(self, _: str) -> str:
        chapter = self.chapter
        tasks = "\n".join(
            f"{number}. `{path}`, `{name}` ({exercise.name}). {exercise.task}"
            for number, exercise in enumerate(chapter.exercises, 1)
            for path, _, name in [exercise.target.partition("::")]
        )
        words = "In your folder, these keep their heads and wait for a body." if tasks else ""
        further = f"**Go further** in `further/{chapter.further.name}.py`. {chapter.further.task}"
        how = fence("sh", "python3 -m learn check\npython3 -m learn hint")
        asked = "The first command says how far you are, the second gives a hint, and then another."
        return "\n\n".join(part for part in (words, tasks, further, how, asked) if part)

    def _answers(self, _: str) -> str:
        found: list[str] = []
        for chapter in self.chapters:
            found.append(f"## {chapter.number}. {chapter.title}")
            for exercise in chapter.exercises:
                path = exercise.target.partition("::")[0]
                one = Directive(0, "", LISTING, exercise.target)
                code = _source(path, *self._span(one, chapter))
                title = f'??? example "Exercise: {_name(exercise)}"'
                found.append(f"{title}\n\n{_inside(exercise.task, code)}")
            one = Directive(0, "", LISTING, "further/solution.py")
            lines, first, last = self._span(one, chapter)
            code = _source(f"further/{chapter.further.name}.py", lines, first, last)
            title = f'??? example "Go further: `{chapter.further.name}`"'
            found.append(f"{title}\n\n{_inside(chapter.further.task, code)}")
        return "\n\n".join(found)

    def _timings(self, _: str) -> str:
        rows = [
            "| Chapter | Minutes | Lines | Exercises | Experiments |",
            "|---|--:|--:|--:|--:|",
        ]
        sums = [0, 0, 0, 0]
        for one in self.chapters:
            figures = [one.minutes, self._length(one), len(one.exercises), len(one.experiments)]
            sums = [a + b for a, b in zip(sums, figures, strict=True)]
            link = f"[{one.title}]({one.label}-{one.slug}.md)"
            title = link if (self.root / one.page).exists() else one.title
            rows.append(f"| {one.number}. {title} | {' | '.join(map(str, figures))} |")
        rows.append(f"| All | {' | '.join(map(str, sums))} |")
        return "\n".join(rows)

    def _overview(self, _: str) -> str:
        minutes = [one.minutes for one in self.chapters]
        hours = round(sum(minutes) / 60)
        return (
            f"There are {len(minutes)} chapters of {min(minutes)} to {max(minutes)} minutes, "
            f"about {hours} hour{'s' if hours != 1 else ''} in all."
        )

    def _length(self, chapter: Chapter) -> int:
        files = (source_file(chapter, self.root, path) for path in chapter.modules)
        lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
        return sum(1 for line in lines if line.strip())


def fence(kind: str, code: str, title: str = "", first: int = 0) -> str:
    """Return code as a fence; with `first`, its lines have numbers from there on.

    What is not code to be read by its lines is wrapped where it is too long.
    """
    ticks = "```"
    while ticks in code:
        ticks += "`"
    options = f' title="{title}"' if title else ""
    options += f' linenums="{first}"' if first else ""
    if kind in ("console", "ini") and not first:
        return f"{ticks} {{ .{kind} .wrap{options} }}\n{code}\n{ticks}"
    return f"{ticks}{kind}{options}\n{code}\n{ticks}"


def _source(path: str, lines: Sequence[str], first: int, last: int) -> str:
    """Return lines of a file as a fence without empty ones around them; nothing if none is left."""
    full = [number for number in range(first, last + 1) if lines[number - 1].strip()]
    if not full:
        return ""
    code = "\n".join(lines[full[0] - 1 : full[-1]])
    lexer = LEXERS.get(Path(path).suffix, "text")
    return fence(lexer, code, path.removeprefix("files/"), full[0])


def _turn(exercise: Exercise, code: str) -> str:
    """Return a box with a task, in which the answer is folded."""
    answer = f'??? quote "An answer"\n\n{_inside(code)}'
    return f'!!! example "Your turn: {_name(exercise)}"\n\n{_inside(exercise.task, answer)}'


def _name(exercise: Exercise) -> str:
    """Return the definition that an exercise is about, and the name that `check` calls it by."""
    return f"`{exercise.target.partition('::')[2]}`, {exercise.name}"


def _inside(*parts: str) -> str:
    """Return parts of Markdown as the content of a box."""
    return indent("\n\n".join(dedent(part).strip("\n") for part in parts if part), "    ")


def _as_in(text: str, lines: Sequence[str]) -> str:
    """Return lines with the empty lines that stand between them in a text."""
    rest, found = list(lines), [""]
    for line in text.splitlines():
        if rest and line == rest[0]:
            found.append(rest.pop(0))
        elif not line.strip() and found[-1]:
            found.append("")
    return "\n".join(found).strip("\n")

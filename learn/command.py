"""The tutorial's command: `python3 -m learn`, and what it says."""

import argparse
import contextlib
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from difflib import unified_diff
from pathlib import Path
from textwrap import fill

from learn import experiments, source
from learn.advice import check
from learn.chapters import ROOT, Chapter, Exercise, Experiment, Further, Mistake, load
from learn.checks import type_faults
from learn.exercises import target
from learn.folder import NOTES, PLACE, Folder, begin, remember, remembered, resume
from learn.reading import page_text
from learn.running import normalise
from learn.states import write
from learn.verify import verify

WIDTH = 100
PROGRAM = "python -m learn" if os.name == "nt" else "python3 -m learn"
# Stands for a space at which no line ends. textwrap breaks at ASCII white space alone.
_HARD = "\N{NO-BREAK SPACE}"
COLOURS = {
    "done": "32",
    "fails": "31",
    "ok": "32",
    "open": "33",
    "no": "31",
    "Next:": "1",
    "+": "32",
    "-": "31",
}


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Do what the command line says; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    chosen = _parser().parse_args(arguments)
    try:
        if chosen.command == "verify":
            return verify(chosen.numbers, write=chosen.write, root=root)
        return COMMANDS[chosen.command](chosen, load(root), root)
    except Mistake as mistake:
        print(_typed(str(mistake)), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print()
        return 0
    except (NotADirectoryError, FileNotFoundError, PermissionError) as error:
        print(f"{error.filename}: {error.strerror}. Name another folder.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever read this has seen enough; what is left to write goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=PROGRAM, description="Learn by rebuilding this server.")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    parser.set_defaults(command="list")

    def add(
        name: str, words: str, argument: str = "", folder: bool = True
    ) -> argparse.ArgumentParser:
        one = commands.add_parser(name, help=words, description=words)
        if argument:
            one.add_argument("name", nargs="?", metavar=argument)
        if folder:
            one.add_argument("--folder", type=Path, help="yours, if it is not the last one")
        return one

    add("list", "show the chapters, and where you are", folder=False)
    start = add("start", "begin a chapter, or go on with it", folder=False)
    start.add_argument("number", type=int, metavar="N")
    start.add_argument("place", nargs="?", type=Path, metavar="FOLDER", help="for it, if need be")
    start.add_argument("--folder", dest="place", type=Path, help=argparse.SUPPRESS)
    add("check", "look how far you are, and say what is next")
    add("watch", "check again after each change, until Ctrl-C")
    add("hint", "give a hint, and a plainer one each time", "EXERCISE")
    one = add("diff", "compare your files with the finished ones")
    one.add_argument("--anyway", action="store_true", help="also what is still open")
    add("reset", "put an exercise, a file or everything back, and keep a copy", "NAME-OR-PATH")
    add("break", "break a rule on a copy, and read what the tools say", "EXPERIMENT")
    one = add("solution", "show the answer, once you have found one", "EXERCISE")
    one.add_argument("--anyway", action="store_true", help="also if you have not")
    one = add("verify", "for authors: check the tutorial itself", folder=False)
    one.add_argument("numbers", nargs="*", type=int, metavar="N", help="none means all")
    one.add_argument("--write", action="store_true", help="write what the pages show")
    return parser


def _list(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    current = remembered(root)
    places = [_place(chapter, root).resolve() for chapter in chapters]
    for chapter, folder in zip(chapters, places, strict=True):
        mark = ""
        if (folder / NOTES).exists():
            own = resume(chapters, folder, root)
            solved = sum(one.name in own.solved for one in own.tasks)
            mark = f"  {solved} of {len(own.tasks)} exercises done"
            mark += ", you are here" if current == folder else ""
        print(f"{chapter.number:>2}  {chapter.title} ({chapter.minutes} min){mark}")
    if current and current not in places:
        print(f"\nYou are in {current}.")
    _next("`start N` begins a chapter; each can be the first.")
    return 0


def _start(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    place = chosen.place
    known = [chapter for chapter in chapters if chapter.number == chosen.number]
    if place is None:
        place = _place(known[0], root) if known else root / PLACE / f"chapter-{chosen.number:02}"
    if (place / NOTES).exists():
        folder = resume(chapters, place, root)
        if folder.chapter.number != chosen.number:
            raise Mistake(f"{place} holds chapter {folder.chapter.number}. Name another folder.")
        print(f"You go on with chapter {folder.chapter.number} in {place}.")
    else:
        folder = begin(chapters, chosen.number, place, root)
        print(f"Chapter {folder.chapter.number}, {folder.chapter.title}, is in {place}.")
        print("mypy reads it once, so that every check is quick …", flush=True)
        type_faults(place)
    remember(place, root)
    print(f"\n{_filled(f'Goal: {folder.chapter.goal}')}")
    for task in folder.tasks:
        print(f"\n{_filled(f'{task.name}: {_done(folder, task)}{task.task}')}")
    _next(f"Read {_page(folder, root)}, then type `check`.")
    return 0


def _check(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    if not folder.waiting and folder.sound != folder.digest():
        print(
            "All tests of the chapter run now; once they have passed, only those of what changes."
        )
    advice = check(folder)
    for line in advice.lines:
        # What a program has said is indented, and stays as it is.
        short = len(line) <= WIDTH and "\n" not in line
        print(_painted(line if short or line.startswith(" ") else _filled(line)))
    _next(advice.step)
    print(f"Page: {_page(folder, root)}")
    return 0 if advice.well else 1


def _watch(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    seen: dict[Path, int] = {}
    while True:
        now = _times(folder)
        if now != seen:
            seen = now
            if sys.stdout.isatty():
                print("\x1b[2J\x1b[H", end="")
            _check(chosen, chapters, root)
            print("Watching; Ctrl-C ends it.", flush=True)
        time.sleep(0.5)


def _hint(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    task = folder.task(chosen.name)
    if not chosen.name and task.name in folder.solved:
        raise Mistake("Nothing is open here: `check`. `hint EXERCISE` gives one all the same.")
    count = min(folder.hints.get(task.name, 0) + 1, len(task.hints))
    folder.hints[task.name] = count
    folder.save()
    print(_filled(f"{task.name}: {task.task}"))
    print(f"\n{_filled(f'Hint {count} of {len(task.hints)}: {task.hints[count - 1]}')}")
    more = "This was the last one; `solution --anyway` shows an answer."
    _next(f"Try it, then `check`. {'`hint` again says more.' if count < len(task.hints) else more}")
    return 0


def _diff(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    text = folder.differences(all_answers=chosen.anyway)
    for line in text.splitlines():
        print(_painted(line))
    if folder.waiting and not chosen.anyway:
        names = ", ".join(one.name for one in folder.waiting)
        print(
            _filled(
                _typed(
                    f"Not compared, since still open: {names}. `diff --anyway` compares these too."
                )
            )
        )
    if folder.is_begun(folder.chapter.further):
        name = folder.chapter.further.name
        print(
            _filled(_typed(f"{folder.further} is yours; `solution {name}` shows another answer."))
        )
    _next("`check` tells whether what differs matters." if text else "Nothing differs: `check`.")
    return 0


def _reset(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    what = chosen.name or "everything"
    if sys.stdin.isatty() and input(f"Put {what} back as it was? (y/n) ").strip().lower() != "y":
        print("Nothing is changed.")
        return 0
    changed, backup = folder.reset(chosen.name)
    whole = chosen.name is None or chosen.name in folder.start
    for path in changed:
        print(f"{path} is as it was." if whole else f"{chosen.name} waits again, in {path}.")
    if backup:
        print(f"What you had is in {backup}.")
    _next("`check` says where you are." if changed else "Nothing differed: `check`.")
    return 0


def _break(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    page = page_text(folder.chapter, root)
    in_order = sorted(folder.chapter.experiments, key=lambda one: page.find(f": {one.name} "))
    every = {one.name: one for one in in_order}
    if not every:
        raise Mistake(f"Chapter {folder.chapter.number} has no experiment.")
    if chosen.name not in every and (chosen.name or len(every) > 1):
        unknown = f"There is no experiment {chosen.name}. " if chosen.name else ""
        known = "".join(f"\n  `break {one.name}`: {one.question}" for one in every.values())
        raise Mistake(f"{unknown}Choose one of this chapter:{known}")
    one = every[chosen.name or next(iter(every))]
    print(f"{_filled(one.question)}\n")
    for line in _edit(one, folder):
        print(_painted(line))
    if sys.stdin.isatty():
        input(f"\nPredict, then press Enter to run `{one.run}` on a copy. ")
    with tempfile.TemporaryDirectory() as place:
        write(folder.goal, Path(place))
        output = experiments.perform(one, folder.goal, Path(place)).output
        print(f"\n{normalise(output, Path(place), root)}")
    print(f"\n{_filled(one.why)}")
    _next(f"Read on in {_page(folder, root)}. Your files are as they were.")
    return 0


def _solution(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> int:
    folder = _folder(chosen, chapters, root)
    task = folder.task(chosen.name)
    if task.name not in folder.solved and not chosen.anyway:
        found = "".join(f" `solution {one}` is yours already." for one in folder.solved)
        raise Mistake(
            f"{task.name} is not solved yet. Try `hint`; `solution --anyway` shows it.{found}"
        )
    if isinstance(task, Further):
        print((folder.chapter.folder / "further" / "solution.py").read_text(encoding="utf-8"))
    else:
        path, name = target(task)
        print(f"{path}:\n")
        print("\n".join(source.find(folder.goal[path], name, path).lines(folder.goal[path])))
    _next("Compare it with yours; more than one answer can be right.")
    return 0


def _folder(chosen: argparse.Namespace, chapters: Sequence[Chapter], root: Path) -> Folder:
    """Find the learner's folder: the named one, the one we stand in, or the last one."""
    here = Path.cwd()
    path = chosen.folder or (here if (here / NOTES).exists() else remembered(root))
    if path is None:
        raise Mistake("No chapter is begun. Type `list`, then `start 0`.")
    return resume(chapters, path, root)


def _place(chapter: Chapter, root: Path) -> Path:
    return root / PLACE / f"chapter-{chapter.label}"


def _times(folder: Folder) -> dict[Path, int]:
    """Return when each file of a folder was changed."""
    files = [folder.path / path for path in folder.start]
    return {file: file.stat().st_mtime_ns for file in files if file.exists()}


def _edit(experiment: Experiment, folder: Folder) -> list[str]:
    path = experiment.edit
    before, after = folder.goal.get(path, ""), experiments.edited(folder.goal, experiment)
    return list(unified_diff(before.splitlines(), after.splitlines(), path, path, lineterm=""))


def _page(folder: Folder, root: Path) -> str:
    """Return the page of a chapter as a browser shows it, if the site is built."""
    built = root / folder.chapter.page.replace("docs/", "site/").replace(".md", ".html")
    if built.exists():
        return built.relative_to(root).as_posix()
    return f"{folder.chapter.page} (after `make docs`, {built.relative_to(root).as_posix()})"


def _next(step: str) -> None:
    print(f"\n{_painted(_filled(_typed(f'Next: {step}')))}")


def _done(folder: Folder, task: Exercise | Further) -> str:
    return "(done) " if task.name in folder.solved else ""


def _filled(words: str) -> str:
    """Return a paragraph in lines that are not too long; what is to be typed is not divided."""
    words = re.sub(r"`[^`]*`", lambda found: found[0].replace(" ", _HARD), " ".join(words.split()))
    lines = fill(words, WIDTH, break_on_hyphens=False, break_long_words=False)
    return lines.replace(_HARD, " ")


def _typed(words: str) -> str:
    """Return words in which the commands between backticks stand as they are typed."""
    return re.sub(rf"`(?=(?:{'|'.join(COMMANDS)})[ `])", f"`{PROGRAM} ", words)


def _painted(line: str) -> str:
    """Colour a line by its first word, on a terminal whose user does not mind."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return line
    word = line.partition(" ")[0]
    colour = COLOURS.get(word) or COLOURS.get(line[:1])
    return f"\x1b[{colour}m{line}\x1b[0m" if colour else line


COMMANDS: dict[str, Callable[[argparse.Namespace, Sequence[Chapter], Path], int]] = {
    "list": _list,
    "start": _start,
    "check": _check,
    "watch": _watch,
    "hint": _hint,
    "diff": _diff,
    "reset": _reset,
    "break": _break,
    "solution": _solution,
}

"""Runs the fences of a page in one namespace; a program of its own, see `learn.fences`.

On its input it takes the path of the page and, for each fence, a line, a kind and code; it prints
the line and the words of each fault. It starts in the folder of a state, and imports from there.
"""

import doctest
import io
import json
import sys
import traceback
import warnings
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any


def faults(page: str, fences: list[tuple[int, str, str]]) -> Iterator[tuple[int, str]]:
    """Run fences up to one of Python that raises; those of `pycon` may fail one by one."""
    # A module, for dataclasses and type hints look for theirs.
    names = vars(sys.modules.setdefault("page", ModuleType("page")))
    for line, kind, code in fences:
        if kind == "pycon":
            yield from _examples(page, line, code, names)
            continue
        try:
            # The empty lines in front let a traceback name the lines of the page.
            exec(compile("\n" * line + code, page, "exec"), names)
        except BaseException as error:
            stack = traceback.extract_tb(error.__traceback__)
            at = [step.lineno for step in stack if step.filename == page and step.lineno]
            at = at or [getattr(error, "lineno", None) or line]
            yield at[0], "".join(traceback.format_exception_only(error)).strip()
            return


def _examples(page: str, line: int, code: str, names: dict[str, Any]) -> Iterator[tuple[int, str]]:
    test = doctest.DocTestParser().get_doctest(code, names, page, page, line)
    if not test.examples:
        yield line, "a pycon fence without an example"
    # The examples share their names with the rest of the page, which a copy would not.
    test.globs = names
    said = io.StringIO()
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS, verbose=False)
    if runner.run(test, out=said.write, clear_globs=False).failed:
        yield line, said.getvalue().strip("*\n")


if __name__ == "__main__":
    sys.path.insert(0, str(Path.cwd()))
    warnings.simplefilter("error")
    with redirect_stdout(io.StringIO()):
        found = list(faults(*json.load(sys.stdin)))
    json.dump(found, sys.stdout)

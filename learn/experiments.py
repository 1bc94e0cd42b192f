"""Experiments: an edit that breaks a rule, and what the tools must say about it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from learn.chapters import Experiment, Mistake
from learn.checks import broken_contracts
from learn.running import execute
from learn.states import CONTRACTS, State, write

LINTER = "lint-imports"


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it said."""

    passed: bool
    output: str


def edited(state: State, experiment: Experiment) -> str:
    """Return the file that an experiment edits, as it is afterwards.

    Raises:
        Mistake: The edit does not fit the state.
    """
    name, path = f"Experiment {experiment.name}", experiment.edit
    if experiment.create is not None:
        if path in state:
            raise Mistake(f"{name} creates {path}, which is there already")
        return experiment.create
    text = state.get(path, "")
    if not experiment.find or text.count(experiment.find) != 1:
        times = text.count(experiment.find) if experiment.find else "no"
        raise Mistake(
            f"{name}: {path} must hold {experiment.find!r} once, and holds it {times} times"
        )
    if experiment.replace is not None:
        return text.replace(experiment.find, experiment.replace)
    if not experiment.add:
        raise Mistake(f"{name} has neither `add` nor `replace` nor `create`")
    return text.replace(experiment.find, experiment.add + experiment.find)


@contextmanager
def applied(experiment: Experiment, state: State, folder: Path) -> Iterator[None]:
    """Edit a folder that holds a state, and put it back."""
    path = experiment.edit
    write({path: edited(state, experiment)}, folder)
    try:
        yield
    finally:
        if path in state:
            write({path: state[path]}, folder)
        else:
            (folder / path).unlink(missing_ok=True)


def perform(experiment: Experiment, state: State, folder: Path) -> Outcome:
    """Make an experiment in a folder that holds a state, and put everything back."""
    with applied(experiment, state, folder):
        code, output = execute(experiment.run, folder)
    return Outcome(code == 0, output)


def faults(experiment: Experiment, state: State, outcome: Outcome) -> Iterator[str]:
    """Say where an experiment did not go as its description says."""
    output = outcome.output
    name = f"experiment {experiment.name}"
    if experiment.passes != outcome.passed:
        wanted = "pass" if experiment.passes else "fail"
        yield f"{name}: `{experiment.run}` must {wanted} and does not:\n{output}"
    broken = broken_contracts(output, state.get(CONTRACTS, ""))
    if experiment.run.startswith(LINTER) and broken != set(experiment.breaks):
        wanted = _listed(experiment.breaks)
        yield f"{name} must break {wanted} and breaks {_listed(broken)}:\n{output}"
    elif experiment.breaks and not experiment.run.startswith(LINTER):
        yield f"{name}: `breaks` speaks of contracts, and `{experiment.run}` of none"
    if not experiment.says and not experiment.passes:
        yield f"{name} does not say what the output must hold"
    for words in experiment.says:
        if " ".join(words.split()) not in " ".join(output.split()):
            yield f"{name}: {words!r} is not in the output:\n{output}"
    if not experiment.why:
        yield f"{name} does not say what it teaches"


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(sorted(ids)) or "no contract"

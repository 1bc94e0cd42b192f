"""The page about speed: what was measured, in tables, between the words of a template."""

from collections.abc import Iterable
from string import Template
from typing import Any

from tests.benchmarks import plot
from tests.benchmarks.figures import MEMORY, SILENT, Round, Spread, amounts, number, rates, ratios
from tests.benchmarks.servers import HERE, REFERENCE, ROOT, SERVERS
from tests.benchmarks.targets import TARGETS
from tests.benchmarks.workloads import WORKLOADS

TEMPLATE = HERE / "performance.md"
PAGE = ROOT / "docs/reference/performance.md"
ASSETS = ROOT / "docs/assets"

Rows = list[list[str]]


def write_page(results: dict[str, Any]) -> None:
    """Write the page, and the two pictures on it."""
    PAGE.write_text(page(results, TEMPLATE.read_text()))
    (ASSETS / "performance.svg").write_text(plot.bars(results["rounds"]))
    (ASSETS / "connections.svg").write_text(plot.lines(results["rounds"]))


def page(results: dict[str, Any], template: str) -> str:
    """Fill in the template."""
    rounds: list[Round] = results["rounds"]
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return Template(template).substitute(
        {**results, "rounds": len(rounds), "versions": versions},
        targets=table(["work", "against", "must", "stretch", "measured", ""], targets(rounds)),
        ratios=table(["server", *_labels()], all_ratios(rounds)),
        reference=table(["work", "requests per CPU second"], reference(rounds)),
        memory=table(["server", "asked once", "silent"], memory(rounds)),
        scale=table(["server", "one worker", "two workers", "ratio"], scale(rounds)),
        left_out=left_out(results["left_out"]),
    )


def target_text(results: dict[str, Any]) -> str:
    """Return the table of targets for a terminal, without those that were not measured."""
    rows = [row for row in targets(results["rounds"]) if row[-1] != "not measured"]
    widths = [max(len(row[at]) for row in rows) for at in range(6)] if rows else []
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def table(head: list[str], rows: Rows) -> str:
    """Write a table in Markdown."""
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def targets(rounds: list[Round]) -> Rows:
    """Return a row for each target."""
    rows = []
    for each in TARGETS:
        figure = each.measured(rounds)
        must = "-" if each.must is None else f"{each.must:g}"
        rows.append(
            [each.work, each.peer, must, f"{each.stretch:g}", _cell(figure), each.verdict(figure)]
        )
    return rows


def all_ratios(rounds: list[Round]) -> Rows:
    """Return, for each server, how often it answers while the reference answers once."""
    return [
        [server.label] + [_cell(ratios(rounds, server.name, REFERENCE, name)) for name in WORKLOADS]
        for server in SERVERS.values()
        if any(each.get(server.name) for each in rounds)
    ]


def reference(rounds: list[Round]) -> Rows:
    """Return how many requests the reference answers in a second of its processor."""
    return [[each.label, _cell(rates(rounds, REFERENCE, each.name))] for each in WORKLOADS.values()]


def memory(rounds: list[Round]) -> Rows:
    """Return how many kibibytes an idle connection takes."""
    rows = [
        [server.label, *(_cell(amounts(rounds, server.name, name)) for name in (MEMORY, SILENT))]
        for server in SERVERS.values()
    ]
    return [row for row in rows if row[1:] != ["-", "-"]]


def scale(rounds: list[Round]) -> Rows:
    """Return what a second worker gives."""
    rows = []
    for server in SERVERS.values():
        one, two = (amounts(rounds, server.name, f"workers-{count}") for count in (1, 2))
        if one and two:
            ratio = number(two.middle / one.middle)
            rows.append([server.label, number(one.middle), number(two.middle), ratio])
    return rows


def left_out(reasons: dict[str, str]) -> str:
    """List what could not be measured, and why."""
    return "\n".join(f"- {what}: {why}" for what, why in reasons.items()) or "Nothing."


def _labels() -> Iterable[str]:
    return (each.label for each in WORKLOADS.values())


def _cell(figure: Spread | None) -> str:
    return str(figure) if figure else "-"

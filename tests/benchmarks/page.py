"""The page about speed: what was measured, in tables, between the words of a template."""

from collections.abc import Iterable
from string import Template
from typing import Any

from tests.benchmarks import plot
from tests.benchmarks.figures import MEMORY, SILENT, Round, Spread, amounts, number, rates, ratios
from tests.benchmarks.servers import HERE, REFERENCE, ROOT, SERVERS
from tests.benchmarks.targets import TARGETS
from tests.benchmarks.workloads import CROWDS, IDLE, WARM, WORKLOADS

TEMPLATE = HERE / "performance.md"
PAGE = ROOT / "docs/reference/performance.md"
ASSETS = ROOT / "docs/assets"

Rows = list[list[str]]
NONE = "-"


def write_page(results: dict[str, Any]) -> None:
    """Write the page, and the two pictures on it."""
    PAGE.write_text(page(results, TEMPLATE.read_text()))
    (ASSETS / "performance.svg").write_text(plot.bars(results["rounds"]))
    (ASSETS / "connections.svg").write_text(plot.lines(results["rounds"]))


def page(results: dict[str, Any], template: str) -> str:
    """Fill in the template."""
    rounds: list[Round] = results["rounds"]
    names = list(WORKLOADS)
    return Template(template).substitute(
        {**results, **constants(), "rounds": len(rounds)},
        versions=", ".join(f"{name} {version}" for name, version in results["versions"].items()),
        targets=table(["work", "against", "must", "stretch", "measured", ""], targets(rounds)),
        reference=table(["work", "requests per CPU second"], reference(rounds)),
        small=compared(rounds, names[:6]),
        large=compared(rounds, names[6:]),
        memory=table(["server", "asked once", "silent"], memory(rounds)),
        crowds=table(["server", *(f"{count:,}" for count in CROWDS)], crowds(rounds)),
        scale=table(["server", "one worker", "two workers", "ratio"], scale(rounds)),
        left_out=left_out(results["left_out"]),
    )


def for_terminal(results: dict[str, Any]) -> str:
    """Return what was measured as text: the targets, the rates, and the rest."""
    rounds: list[Round] = results["rounds"]
    against = [row for row in targets(rounds) if row[-1] != "not measured"]
    names = [
        name for name in WORKLOADS if any(name in one for each in rounds for one in each.values())
    ]
    absolute = measured(
        [server.name, *(cell(rates(rounds, server.name, name)) for name in names)]
        for server in SERVERS.values()
    )
    blocks = [
        [["work", "against", "must", "stretch", "measured", ""], *against],
        [["requests per CPU second", *names], *absolute],
        [["connections", *map(str, CROWDS)], *crowds(rounds)],
        [["KiB for an idle connection", "asked once", "silent"], *memory(rounds)],
        [["requests per second", "one worker", "two workers", "ratio"], *scale(rounds)],
    ]
    return "\n\n".join(aligned(rows) for rows in blocks if len(rows) > 1).replace("*", "")


def aligned(rows: Rows) -> str:
    """Write rows in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(each.ljust(width) for each, width in zip(row, widths, strict=True)).rstrip()
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
        must = NONE if each.must is None else f"{each.must:g}"
        rows.append(
            [each.work, each.peer, must, f"{each.stretch:g}", cell(figure), each.verdict(figure)]
        )
    return rows


def reference(rounds: list[Round]) -> Rows:
    """Return how many requests the reference answers in a second of its processor."""
    return [[each.label, cell(rates(rounds, REFERENCE, each.name))] for each in WORKLOADS.values()]


def compared(rounds: list[Round], workloads: list[str]) -> str:
    """Write how often each server answers while the reference answers once."""
    rows = measured(
        [server.label, *(cell(ratios(rounds, server.name, REFERENCE, name)) for name in workloads)]
        for server in SERVERS.values()
    )
    return table(["server", *(WORKLOADS[name].label for name in workloads)], rows)


def memory(rounds: list[Round]) -> Rows:
    """Return how many kibibytes an idle connection takes."""
    return measured(
        [server.label, *(cell(amounts(rounds, server.name, name)) for name in (MEMORY, SILENT))]
        for server in SERVERS.values()
    )


def crowds(rounds: list[Round]) -> Rows:
    """Return the requests per CPU second over few connections and over many."""
    return measured(
        [server.label, *(cell(rates(rounds, server.name, f"crowd-{count}")) for count in CROWDS)]
        for server in SERVERS.values()
    )


def scale(rounds: list[Round]) -> Rows:
    """Return what a second worker gives."""
    rows = []
    for server in SERVERS.values():
        one, two = (amounts(rounds, server.name, f"workers-{count}") for count in (1, 2))
        if one and two:
            ratio = number(two.middle / one.middle)
            rows.append([server.label, str(one), str(two), ratio])
    return rows


def measured(rows: Iterable[list[str]]) -> Rows:
    """Return the rows that show anything."""
    return [row for row in rows if set(row[1:]) != {NONE}]


def left_out(reasons: dict[str, str]) -> str:
    """List what could not be measured, and why."""
    return "\n".join(f"- {what}: {why}" for what, why in reasons.items()) or "Nothing."


def cell(figure: Spread | None) -> str:
    """Write a figure, or that there is none."""
    return str(figure) if figure else NONE


def constants() -> dict[str, object]:
    """Return the settings that the text tells."""
    return {
        "warm": WARM,
        "idle": f"{IDLE:,}",
        "connections": WORKLOADS["hello"].connections,
        "file": WORKLOADS["file"].connections,
        "upload": WORKLOADS["upload"].connections,
    }

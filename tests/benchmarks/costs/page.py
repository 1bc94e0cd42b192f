"""The figures on the page: tables between markers, and who measured them where."""

import re
from collections.abc import Mapping
from typing import Any

from tests.benchmarks.costs import picture
from tests.benchmarks.costs.layers import LAYERS
from tests.benchmarks.costs.parts import ADDITIONS, by_layer, parts
from tests.benchmarks.page import table
from tests.benchmarks.servers import ROOT

PAGE = ROOT / "docs/where-the-time-goes.md"
PICTURE = ROOT / "docs/assets/time.svg"
FOLDER = ROOT / ".bench/profile"  # what is measured is kept here, and the flame graphs

SERVER = "inward"  # whose samples the page shows

PROFILED = {
    "hello": "hello",
    "browser": "browser headers",
    "hello-differing": "heads differ",
    "json": "JSON",
    "path": "path parameter",
    "echo": "echo 1 KiB",
    "pipelined": "pipelined",
    "close": "a new connection each",
    "file": "1 MiB file",
    "upload": "10 MiB upload",
}
"""The workloads that differ in where their time goes, and what they are called here."""

Results = Mapping[str, Any]
Rows = list[list[str]]


def write_page(results: Results) -> None:
    """Put the figures into the page, and draw the picture."""
    PAGE.write_text(filled(PAGE.read_text(), blocks(results)))
    if results.get("steps"):
        PICTURE.write_text(picture.draw(parts(results["steps"])))


def filled(text: str, made: Mapping[str, str]) -> str:
    """Put each block between its markers. Raises ValueError if a block has none."""
    for name, block in made.items():
        marked = re.search(rf"<!-- made: {name} -->\n(.*?)<!-- end -->", text, re.DOTALL)
        if not marked:
            raise ValueError(f"the page has no place for {name!r}")
        text = f"{text[: marked.start(1)]}\n{block}\n\n{text[marked.end(1) :]}"
    return text


def blocks(results: Results) -> dict[str, str]:
    """Return the blocks of the page for which there are figures."""
    made: dict[str, str] = {}
    if steps := results.get("steps"):
        made |= {
            "setting": table(["", ""], setting(results)),
            "parts": table(["part", "layer", "µs"], part_rows(steps)),
            "layers": table(["layer", "µs", "share"], layer_rows(steps)),
            "calls": table(["", ""], call_rows(results)),
            "additions": table(["what", "µs"], addition_rows(steps)),
        }
    if samples := results.get("samples", {}).get(SERVER):
        head = ["work", "µs", *LAYERS, "kernel, by the system"]
        made["samples"] = table(head, sample_rows(samples))
    return made


def setting(results: Results) -> Rows:
    """Return where and with what it was measured."""
    told = {**results, "command": ", then ".join(results.get("commands", []))}
    names = ("date", "command", "processor", "system", "python", "py-spy")
    return [[name, str(told[name])] for name in names if told.get(name)]


def part_rows(steps: Mapping[str, float]) -> Rows:
    """Return a row for each part of the exchange, and one for all."""
    found = parts(steps)
    rows = [[each.name, each.layer, f"{each.took:.2f}"] for each in found]
    return [*rows, ["**all of it**", "", f"**{sum(each.took for each in found):.1f}**"]]


def layer_rows(steps: Mapping[str, float]) -> Rows:
    """Return a row for each layer."""
    sums = by_layer(parts(steps))
    whole = sum(sums.values())
    return [[name, f"{took:.2f}", f"{took / whole:.0%}"] for name, took in sums.items()]


def call_rows(results: Results) -> Rows:
    """Return what the calls from layer to layer cost."""
    steps, calls = results["steps"], results["calls"]
    plain = calls["crossing"] - calls["awaited"]
    cost = plain * steps["call"] + calls["awaited"] * steps["await"]
    whole = sum(each.took for each in parts(steps))
    return [
        ["calls of Python functions in an exchange", str(calls["calls"])],
        ["of those, from one layer to another", str(calls["crossing"])],
        ["of those, awaited", str(calls["awaited"])],
        ["a call of an empty function", f"{steps['call'] * 1000:.0f} ns"],
        ["an empty coroutine, awaited", f"{steps['await'] * 1000:.0f} ns"],
        ["all calls from one layer to another", f"{cost:.2f} µs, {cost / whole:.1%} of all"],
    ]


def addition_rows(steps: Mapping[str, float]) -> Rows:
    """Return what other exchanges add, as far as it was measured."""
    found = [(each.what, each.took(steps)) for each in ADDITIONS]
    return [[what, f"{took:+.1f}"] for what, took in found if took is not None]


def sample_rows(samples: Mapping[str, Any]) -> Rows:
    """Return the shares of the layers in each workload that was sampled, in the same order."""
    return [
        [
            label,
            f"{found['took']:,.0f}",
            *(f"{found['layers'].get(layer, 0):.0%}" for layer in LAYERS),
            f"{found['system']:.0%}",
        ]
        for name, label in PROFILED.items()
        if (found := samples.get(name))
    ]

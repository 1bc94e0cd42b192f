"""What is made of measurements: layers from frames, parts from differences, page and picture."""

import os
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

import pytest

from tests.benchmarks import servers
from tests.benchmarks.costs import flame, heap, page, picture
from tests.benchmarks.costs.calls import calls_of_hello
from tests.benchmarks.costs.layers import (
    ASYNCIO,
    KERNEL,
    YOURS,
    Frame,
    Stacks,
    layer_of,
    layer_of_stack,
    read_stacks,
    shares,
)
from tests.benchmarks.costs.parts import ADDITIONS, by_layer, parts
from tests.benchmarks.costs.results import commands, merged

ROOT = "/home/ada/inward"
LINES = {57: "    n = self._sock.send(data)", 80: "    self._context.run(self._callback)"}
SVG = "{http://www.w3.org/2000/svg}"


def read(file: str, line: int) -> str:
    return LINES.get(line, "")


def frame(file: str, line: int = 80) -> Frame:
    return Frame("do", file, line)


PARSE = frame(f"{ROOT}/use_cases/parse.py")
SEND = frame("/usr/lib/python3.11/asyncio/selector_events.py", 57)
LOOP = frame("/usr/lib/python3.11/asyncio/events.py")
JSON = frame("/usr/lib/python3.11/json/encoder.py")
APP = frame(f"{ROOT}/tests/infrastructure/robustness/app.py")


@pytest.mark.parametrize(
    ("place", "layer"),
    [(PARSE, "use_cases"), (SEND, KERNEL), (LOOP, ASYNCIO), (JSON, None), (APP, YOURS)],
)
def test_a_frame_belongs_to_the_folder_of_its_file(place: Frame, layer: str | None) -> None:
    assert layer_of(place, ROOT, read) == layer


def test_the_innermost_frame_that_has_a_layer_decides() -> None:
    assert layer_of_stack([LOOP, PARSE, JSON], ROOT, read) == "use_cases"
    assert layer_of_stack([JSON], ROOT, read) == "other"


def test_stacks_are_read_as_py_spy_writes_them() -> None:
    raw = f"run (asyncio/events.py:80);do ({ROOT}/use_cases/parse.py:3) 3\nodd 1\n"
    stacks = read_stacks(raw)
    assert sum(stacks.values()) == 4
    assert shares(stacks, ROOT, read) == {"use_cases": 0.75, "other": 0.25}


TOOK = {
    "turn": 10.0, "stream": 0.5, "parse": 1.0, "request": 1.0, "handler": 4.0, "match": 0.5,
    "endpoint": 0.5, "response": 1.0, "render": 1.0, "date": 0.2, "observe": 0.1, "receive": 1.0,
    "send": 4.0, "bare": 8.0, "whole": 22.0, "call": 0.05, "await": 0.1,
}  # fmt: skip


def test_the_parts_make_up_the_whole() -> None:
    found = parts(TOOK)
    assert sum(each.took for each in found) == pytest.approx(TOOK["whole"])
    assert sum(by_layer(found).values()) == pytest.approx(TOOK["whole"])


def test_a_difference_is_never_less_than_nothing() -> None:
    assert min(each.took for each in parts({**TOOK, "turn": 0.0})) == 0


def test_what_was_not_measured_adds_no_row() -> None:
    assert [each.took(TOOK) for each in ADDITIONS if each.measured == "tls"] == [None]
    assert len(page.addition_rows({**TOOK, "tls": 30.0})) == 1


def sampled(took: float) -> dict[str, object]:
    return {"took": took, "layers": {KERNEL: 0.5}, "system": 0.4}


def test_the_page_shows_the_default_server_after_runs_of_a_part_and_of_another_one() -> None:
    results = merged({}, {"samples": {page.SERVER: {"echo": sampled(30), "hello": sampled(20)}}})
    results = merged(results, {"samples": {"inward-streams": {"hello": sampled(99)}}})
    results = merged(results, {"samples": {page.SERVER: {"hello": sampled(21)}}})
    shown = page.blocks(results)["samples"].splitlines()[2:]
    assert [row.split(" | ")[:2] for row in shown] == [["| hello", "21"], ["| echo 1 KiB", "30"]]
    assert results["samples"]["inward-streams"] == {"hello": sampled(99)}


def test_a_run_leaves_what_it_does_not_measure() -> None:
    before = {"steps": TOOK, "samples": {page.SERVER: {"hello": sampled(20)}}}
    assert merged(before, {"date": "today"}) == {**before, "date": "today"}


def test_samples_that_failed_leave_no_older_ones_behind() -> None:
    before = {"samples": {page.SERVER: {"hello": sampled(20), "echo": sampled(30)}}}
    now = {"samples": {page.SERVER: {"hello": None}}}
    assert merged(before, now)["samples"][page.SERVER] == {"echo": sampled(30)}


def test_the_page_names_each_command_that_its_figures_come_from() -> None:
    first = commands({}, "all", whole=True)
    both = commands({"commands": first}, "some", whole=False)
    assert commands({"commands": both}, "some", whole=False) == both
    assert commands({"commands": both}, "all", whole=True) == first
    assert page.setting({"commands": both}) == [["command", "all, then some"]]


def test_the_page_has_a_place_for_every_block() -> None:
    results = {
        "steps": TOOK,
        "calls": {"calls": 40, "crossing": 16, "awaited": 2},
        "samples": {page.SERVER: {"hello": sampled(22)}},
        "date": "today",
    }
    made = page.blocks(results)
    filled = page.filled(page.PAGE.read_text(), made)
    assert [name for name, block in made.items() if block not in filled] == []
    assert page.filled(filled, made) == filled
    with pytest.raises(ValueError, match="no place"):
        page.filled("", made)


def test_the_picture_tells_what_it_shows() -> None:
    drawn = ElementTree.fromstring(picture.draw(parts(TOOK)))
    described = drawn.findtext(f"{SVG}desc") or ""
    assert drawn.findtext(f"{SVG}title")
    assert "render_head (use_cases) 1.00" in described


def test_a_flame_graph_has_a_box_for_each_function_that_is_wide_enough() -> None:
    stacks: Stacks = Counter({(LOOP, PARSE): 99_999, (LOOP, JSON): 1})
    drawn = flame.draw(stacks, ROOT, "hello")
    titles = [each.text or "" for each in ElementTree.fromstring(drawn).iter(f"{SVG}title")]
    assert any("parse.py" in title and "use_cases: 99,999" in title for title in titles)
    assert not any("encoder.py" in title for title in titles)


def test_an_exchange_calls_from_layer_to_layer() -> None:
    crossing = [call for call in calls_of_hello() if call.crosses]
    assert {call.callee for call in crossing} >= {"use_cases", "entities"}


@pytest.mark.skipif(sys.platform != "linux", reason="the variables are glibc's")
def test_what_measures_starts_again_with_a_heap_that_keeps_its_memory() -> None:
    shown = ", ".join(f"os.environ[{name!r}]" for name in heap.KEPT)
    program = f"import os; from tests.benchmarks.costs import heap; heap.keep(); print({shown})"
    first, *others = heap.KEPT
    without = {name: value for name, value in os.environ.items() if name not in others}
    run = subprocess.run(
        [sys.executable, "-c", program],
        env={**without, first: "7"},
        cwd=servers.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == ["7", *(heap.KEPT[name] for name in others)]

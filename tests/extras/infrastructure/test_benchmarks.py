"""Check what the benchmarks compute. No speed is asserted; neither wrk nor a peer is needed."""

import re
from xml.etree import ElementTree

import pytest

from tests.benchmarks import page, plot, wrk
from tests.benchmarks.figures import MEMORY, Round, Spread, ratios, spread
from tests.benchmarks.servers import HERE, REFERENCE, SERVERS, Server
from tests.benchmarks.targets import TARGETS, Target
from tests.benchmarks.workloads import CROWDS, WORKLOADS

SAID = """\
Running 1h test @ http://127.0.0.1:8000/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     3.59ms    1.02ms  12.25ms   80.11%
    Req/Sec    17.93k     1.40k   19.62k    83.33%
  10711 requests in 600.58ms, 1.58MB read
{trouble}Requests/sec:  17834.43
Transfer/sec:      2.63MB
"""


def answered(requests: int, cpu: float = 1.0) -> dict[str, float]:
    return {"requests": requests, "cpu": cpu, "seconds": 1.0}


ROUNDS: list[Round] = [
    {
        "inward": {"hello": answered(800), "crowd-1": answered(80), MEMORY: 3.0, "workers-1": 5.0},
        REFERENCE: {"hello": answered(100, 2.0)},
    },
    {"inward": {"hello": answered(900)}, REFERENCE: {"hello": answered(100)}},
    {"inward": {"hello": answered(1200)}, REFERENCE: {"hello": answered(100)}},
    {"inward": {"hello": answered(1000)}},
]

RESULTS = {
    **dict.fromkeys(("date", "command", "processor", "system", "python", "wrk"), "some"),
    "cores": 2,
    "seconds": 0.8,
    "versions": {"h11": "0.16.0"},
    "rounds": ROUNDS,
    "left_out": {"sanic": "it did not start"},
}


def test_a_spread_is_the_middle_and_the_ends() -> None:
    assert spread([3.0, None, 1.0, 2.0]) == Spread(2.0, 1.0, 3.0)
    assert spread([None]) is None


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        (Spread(12.14, 11.8, 12.41), "12.1 (11.8\N{EN DASH}12.4)"),
        (Spread(0.351, 0.348, 0.352), "0.35"),
        (Spread(12345.6, 9876.5, 20000), "12,346 (9,876\N{EN DASH}20,000)"),
    ],
)
def test_a_spread_shows_no_digit_too_many(figure: Spread, written: str) -> None:
    assert str(figure) == written


def test_a_ratio_is_taken_within_a_round() -> None:
    assert ratios(ROUNDS, "inward", REFERENCE, "hello") == Spread(12.0, 9.0, 16.0)
    assert ratios(ROUNDS, "inward", REFERENCE, "json") is None


def test_what_wrk_prints_is_read() -> None:
    load = wrk.parse(SAID.format(trouble=""))
    assert (load.requests, load.trouble) == (10711, "")
    assert load.seconds == pytest.approx(0.60058)


@pytest.mark.parametrize(
    "trouble",
    ["Non-2xx or 3xx responses: 5", "Socket errors: connect 0, read 3, write 0, timeout 0"],
)
def test_what_wrk_complains_of_is_kept(trouble: str) -> None:
    assert wrk.parse(SAID.format(trouble=f"  {trouble}\n")).trouble == trouble


def test_what_is_no_result_of_wrk_is_an_error() -> None:
    with pytest.raises(ValueError, match="unable to connect"):
        wrk.parse("unable to connect to 127.0.0.1:8000 Connection refused\n")


@pytest.mark.parametrize("name", WORKLOADS)
def test_wrk_is_given_a_script_that_is_there(name: str) -> None:
    command = wrk.arguments(WORKLOADS[name], 8000, 64)
    assert f"http://127.0.0.1:8000{WORKLOADS[name].path}" in command
    assert all((HERE / each).exists() for each in command if each.endswith(".lua"))


@pytest.mark.parametrize("server", SERVERS.values(), ids=lambda server: server.name)
def test_a_server_is_a_file_and_a_command(server: Server) -> None:
    assert (HERE / server.source).is_file()
    assert set(server.workloads) <= set(WORKLOADS)
    command = server.arguments(8123, workers=2)
    assert "8123" in " ".join(command)
    assert "{" not in " ".join(command)


def test_each_target_names_servers_that_are_measured() -> None:
    for each in TARGETS:
        assert {each.server, each.against or REFERENCE} <= set(SERVERS)
        assert each.workload in {*WORKLOADS, MEMORY}


@pytest.mark.parametrize(
    ("target", "figure", "verdict"),
    [
        (Target("hello", REFERENCE, 8, 12), 12.0, "stretch met"),
        (Target("hello", REFERENCE, 8, 12), 8.0, "met"),
        (Target("hello", REFERENCE, 8, 12), 7.9, "**missed**"),
        (Target("hello", REFERENCE, None, 1), 0.9, "stretch missed"),
        (Target(MEMORY, "", 3.5, 2), 3.0, "met"),
        (Target(MEMORY, "", 3.5, 2), 1.9, "stretch met"),
        (Target(MEMORY, "", 3.5, 2), 4.0, "**missed**"),
    ],
)
def test_a_verdict_knows_which_way_is_better(target: Target, figure: float, verdict: str) -> None:
    assert target.verdict(Spread(figure, figure, figure)) == verdict


def test_the_template_is_filled_in() -> None:
    made = page.page(RESULTS, page.TEMPLATE.read_text())
    assert re.findall(r"\$\w+", made) == []
    ours = "12.0 (9.00\N{EN DASH}16.0)"
    assert f"| hello | uvicorn, h11, Starlette | 8 | 12 | {ours} | stretch met |" in made
    assert "| **Inward** | 3.00 | - |" in made
    assert "- sanic: it did not start" in made


def test_a_table_for_the_terminal_shows_what_was_measured() -> None:
    shown = page.for_terminal(RESULTS)
    assert "12.0 (9.00" in shown
    assert "granian" not in shown


@pytest.mark.parametrize("draw", [plot.bars, plot.lines])
def test_a_picture_tells_what_it_shows(draw: plot.Draw) -> None:
    rounds: list[Round] = [
        {
            name: {each: answered(100 + at) for each in ("hello", *(f"crowd-{n}" for n in CROWDS))}
            for at, name in enumerate(("inward", REFERENCE))
        }
    ]
    picture = ElementTree.fromstring(draw(rounds))
    names = " ".join(text.strip() for text in picture.itertext())
    assert "uvicorn, h11, Starlette" in names
    assert "Inward" in names
    assert "*" not in names


@pytest.mark.parametrize("draw", [plot.bars, plot.lines])
def test_a_picture_of_nothing_is_still_one(draw: plot.Draw) -> None:
    ElementTree.fromstring(draw([]))

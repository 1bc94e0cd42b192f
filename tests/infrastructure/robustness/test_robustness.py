"""Every check in a short form. The bounds on time are wide: what is short here is the attack.

`make soak` runs the long form, with the defaults of the server and the bounds it is held to.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from tests.infrastructure.robustness import bursts, crowds, greedy, mutated, shortage, slow
from tests.infrastructure.robustness.peers import allow_connections
from tests.infrastructure.robustness.target import Measurement, Target, target

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="Windows has no signal that tells another process to end in order"
)

Hold = Callable[[Coroutine[Any, Any, list[Measurement]]], None]

WAIT = 20.0  # seconds that a bystander may wait on a machine that is busy with something else


@pytest.fixture(scope="module")
def live() -> Iterator[Target]:
    """Serve with all defaults."""
    with target() as served:
        yield served


@pytest.fixture
def hold(measured: list[str]) -> Hold:
    """Run a check, keep what it measured for the table, and hold it to its bounds."""

    def run(check: Coroutine[Any, Any, list[Measurement]]) -> None:
        # In asyncio's debug mode the peers here would take longer than the server.
        found = asyncio.run(check, debug=False)
        measured.extend(str(each) for each in found)
        assert [str(each) for each in found if not each.passed] == []

    return run


def test_slow_peers_are_cut(hold: Hold) -> None:
    timeouts = {"idle": 1, "head": 1, "body": 1, "linger": 0.3}
    with target(timeouts=timeouts) as impatient:
        hold(slow.drips(impatient, every=0.2, most=15))


def test_peers_that_never_read_cost_little(live: Target, hold: Hold) -> None:
    hold(greedy.never_read(live, most=64, quiet=0.3))


def test_endless_parts_are_refused_before_they_end(live: Target, hold: Hold) -> None:
    hold(greedy.endless(live, patience=20))


def test_idle_peers_keep_nobody_waiting(live: Target, hold: Hold) -> None:
    if not allow_connections(2000):
        pytest.skip("the system does not let this process open 2,000 connections")
    hold(crowds.idle(live, 2000, WAIT))


def test_peers_that_connect_and_leave_are_forgotten(live: Target, hold: Hold) -> None:
    hold(crowds.flood(live, 2000))


def test_a_reset_at_any_stage_leaves_nothing_behind(live: Target, hold: Hold) -> None:
    hold(crowds.resets(live, rounds=2))


def test_tiny_chunks_keep_nobody_waiting(live: Target, hold: Hold) -> None:
    hold(bursts.chunks(live, 200_000, WAIT))


def test_a_burst_of_requests_keeps_nobody_waiting(live: Target, hold: Hold) -> None:
    hold(bursts.pipelined(live, 5000, WAIT))


def test_many_segments_keep_nobody_waiting(live: Target, hold: Hold) -> None:
    hold(bursts.segments(live, 6000, 20_000, WAIT))


def test_mutated_requests_do_no_harm(live: Target, hold: Hold) -> None:
    hold(mutated.requests(live, 10_000, seed=1))


def test_requests_under_way_are_answered_when_the_server_stops(hold: Hold) -> None:
    hold(shortage.shutdown(clients=40, seconds=0.5))


def test_peers_beyond_the_limit_are_told_so(hold: Hold) -> None:
    hold(shortage.too_many(limit=20))


def test_a_server_without_descriptors_lives_on(hold: Hold) -> None:
    hold(shortage.no_descriptors(most=64, seconds=1))

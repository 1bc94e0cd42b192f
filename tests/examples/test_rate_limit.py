"""A token bucket for each peer."""

import pytest

from entities import ConfigurationError, Handler, HTTPError, Request, Response
from examples.middleware.rate_limit import peer, rate_limit
from interfaces import drive
from tests.examples.asking import ask
from tests.fakes.clock import FakeClock


async def ok(request: Request) -> Response:
    return Response.text("ok")


def status(layer: object, who: str, handler: Handler = ok) -> int:
    async def ask() -> int:
        try:
            response: Response = await layer(Request(peer=who), handler)  # type: ignore[operator]
        except HTTPError as error:
            return error.status
        return response.status

    return drive(ask())


def test_a_burst_is_allowed_and_tokens_come_back() -> None:
    clock = FakeClock()
    layer = rate_limit(2, burst=3, now=clock)
    assert [status(layer, "a") for _ in range(4)] == [200, 200, 200, 429]
    clock.seconds += 0.5
    assert [status(layer, "a") for _ in range(2)] == [200, 429]
    clock.seconds += 0.25
    assert status(layer, "a") == 429
    clock.seconds += 0.25
    assert status(layer, "a") == 200
    clock.seconds += 1000.0
    assert [status(layer, "a") for _ in range(4)] == [200, 200, 200, 429]


def test_peers_do_not_share() -> None:
    layer = rate_limit(1, burst=1, now=FakeClock())
    assert [status(layer, who) for who in ("a", "b", "a")] == [200, 200, 429]


def test_memory_is_bounded_and_forgets_the_silent_one() -> None:
    layer = rate_limit(1, burst=1, most=2, now=FakeClock())
    assert [status(layer, who) for who in ("a", "b", "a", "c")] == [200, 200, 429, 200]
    # b was silent longest when c came, so it is new again, and a is not.
    assert [status(layer, who) for who in ("a", "b")] == [429, 200]


def test_the_answer_says_when_to_come_back() -> None:
    layer = rate_limit(0.1, burst=1, now=FakeClock())
    assert status(layer, "") == 200
    reply = ask(layer, Response.text("ok"))
    assert (reply.status, reply.headers["retry-after"]) == (429, "10")
    assert "Try again in 10 s." in reply.text


def test_a_key_of_your_own() -> None:
    layer = rate_limit(1, burst=1, key=lambda request: "everyone", now=FakeClock())
    assert [status(layer, who) for who in ("a", "b")] == [200, 429]


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3::4", "20010db800010002::/64"),
        ("fe80::1%eth0", "fe80000000000000::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("memory", "memory"),
        ("", ""),
    ],
)
def test_who_shares_a_bucket(address: str, key: str) -> None:
    assert peer(Request(peer=address)) == key


@pytest.mark.parametrize(("rate", "burst", "most"), [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_a_limit_that_lets_nobody_in(rate: float, burst: int, most: int) -> None:
    with pytest.raises(ConfigurationError, match="rate must be above 0"):
        rate_limit(rate, burst, most=most)

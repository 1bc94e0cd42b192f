"""Exchanges over sockets, as the X-ray sees them."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest

from entities import ConfigurationError, Handler, Request, Response
from examples.xray.page import pages
from examples.xray.recording import FIELDS, KEPT, SHOWN, Record, Recorder
from examples.xray.watching import House
from extras.interfaces import Client
from interfaces import App, Exchange, Observer
from tests.infrastructure.serving import ignore, send, serving


def site() -> App:
    app = App()

    @app.middleware
    async def mark(request: Request, handler: Handler) -> Response:
        return (await handler(request)).with_header("X-Mark", "1")

    @app.get("/welcome/{name}")
    async def welcome(name: str) -> str:
        return f"Welcome {name}"

    @app.get("/plain")
    def plain() -> dict[str, list[int]]:
        return {"numbers": list(range(1000))}

    @app.get("/stream")
    async def stream() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            for number in range(3):
                await asyncio.sleep(0)
                yield b"%d\n" % number

        return Response.stream(pieces(), "text/plain")

    @app.get("/bug")
    async def bug() -> None:
        raise LookupError("no such shelf")

    @app.post("/read")
    async def read(body: bytes) -> str:
        return str(len(body))

    return app


def get(target: str, *fields: str) -> bytes:
    lines = [f"GET {target} HTTP/1.1", "Host: localhost", *fields]
    return "\r\n".join([*lines, "", ""]).encode()


def seen(*connections: Iterable[bytes], observe: Observer = ignore) -> list[Record]:
    """Serve with the X-ray, send each list on a connection of its own, and say what is kept."""
    return asyncio.run(_seen(connections, observe))


async def _seen(connections: Iterable[Iterable[bytes]], observe: Observer) -> list[Record]:
    recorder = Recorder()
    house = House(site(), pages(recorder, "site"), recorder, observe)
    async with serving(house.app, shell=house.shell) as server:
        for pieces in connections:
            await send(server, pieces)
    return recorder.newest_first()[::-1]


def test_an_exchange_from_end_to_end() -> None:
    request = get("/welcome/Ada", "X-A: 1")
    (record,) = seen([request])
    assert (record.number, record.peer, record.status) == (1, "127.0.0.1", 200)
    assert (record.came, record.octets_in) == (request, len(request))
    assert (record.method, record.target, record.version) == ("GET", "/welcome/Ada", "1.1")
    assert record.fields == [("Host", "localhost"), ("X-A", "1")]
    assert (record.route, record.params) == ("GET /welcome/{name}", "{'name': 'Ada'}")
    assert (record.endpoint, record.value) == ("welcome", "'Welcome Ada'")
    assert record.went.startswith(b"HTTP/1.1 200 OK\r\n")
    assert record.went.endswith(b"\r\n\r\nWelcome Ada")
    assert b"X-Mark: 1\r\n" in record.went
    assert record.octets_out == len(record.went)
    assert (record.miss, record.error) == ("", "")


def test_every_layer_was_at_work() -> None:
    (record,) = seen([get("/welcome/Ada")])
    assert {name for name, seconds in record.busy.items() if seconds > 0} == set(record.busy)
    # The way begins outside, where the bytes come in.
    assert record.spans[0].place.layer == "infrastructure"
    assert record.wall > 0


def test_pipelined_requests_are_told_apart_however_they_are_cut() -> None:
    names = ("A", "BB", "CCC")
    requests = [get(f"/welcome/{name}") for name in names]
    whole = b"".join(requests)
    for cut in (1, len(requests[0]), len(requests[0]) + 5, len(whole) - 1):
        records = seen([whole[:cut], whole[cut:]])
        assert [record.came for record in records] == requests
        assert [record.params for record in records] == [f"{{'name': '{n}'}}" for n in names]
        ends = [b"Welcome A", b"Welcome BB", b"Welcome CCC"]
        assert [record.went[-len(end) :] for record, end in zip(records, ends, strict=True)] == ends
        assert all(record.spans for record in records)


@pytest.mark.parametrize("size", [3, 10_000])
def test_a_body_that_nobody_wanted_is_not_in_the_way_of_the_next(size: int) -> None:
    unwanted = b"POST /welcome/A HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % size
    records = seen([unwanted, bytes(size - 1), b"z" + get("/welcome/B")])
    assert [record.status for record in records] == [405, 200]
    assert records[1].came == get("/welcome/B")
    assert records[1].octets_in == len(get("/welcome/B"))


def test_a_large_body_is_counted_and_cut() -> None:
    head = b"POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n"
    (record,) = seen([head + bytes(300_000)])
    assert record.value == "'300000'"
    assert record.octets_in == len(head) + 300_000
    assert (record.came[: len(head)], len(record.came)) == (head, SHOWN)


def test_many_fields_and_large_values_are_cut() -> None:
    fields = [f"X-{number}: {number}" for number in range(FIELDS + 10)]
    (record,) = seen([get("/plain", *fields)])
    assert len(record.fields) == FIELDS
    assert record.value.startswith("{'numbers': [0, 1, 2")
    assert len(record.value) < 400
    assert len(record.went) <= SHOWN < record.octets_out + SHOWN


def test_a_stream_is_seen_with_its_chunks() -> None:
    (record,) = seen([get("/stream")])
    assert record.went.endswith(b"2\r\n0\n\r\n2\r\n1\n\r\n2\r\n2\n\r\n0\r\n\r\n")
    assert record.value.startswith("Response(status=200")


def test_a_miss_a_bug_and_what_is_no_http() -> None:
    no_http = b"GET / HTTP/1.1\r\nA : b\r\n\r\n"
    missed, failed, broken = seen([get("/nothing")], [get("/bug")], [no_http])
    assert (missed.status, missed.miss) == (404, "404: Nothing is served at this path.")
    assert missed.endpoint == ""
    assert (failed.status, failed.endpoint, failed.value) == (500, "bug", "")
    assert failed.error == "LookupError('no such shelf')"
    assert (broken.status, broken.method, broken.miss) == (400, "", "")
    assert broken.came == no_http
    assert "RFC 9112" in broken.error


def test_the_x_ray_does_not_look_at_itself() -> None:
    records = seen([get("/_xray")], [get("/welcome/A") + get("/_xray/nothing")], [get("/_xrays")])
    assert [record.target for record in records] == ["/welcome/A", "/_xrays"]


def test_memory_is_bounded() -> None:
    records = seen([get("/welcome/A") * (KEPT + 5)])
    assert [record.number for record in records] == list(range(6, KEPT + 6))


def test_the_log_is_told_of_all_but_the_x_ray() -> None:
    told: list[Exchange] = []
    seen([get("/welcome/A"), get("/_xray"), get("/bug")], observe=told.append)
    assert [exchange.status for exchange in told] == [200, 500]


def test_the_app_itself_is_left_as_it_was() -> None:
    app, recorder = site(), Recorder()
    before = [endpoint.function for endpoint in app.endpoints]
    House(app, pages(recorder, "site"), recorder, ignore)
    assert [endpoint.function for endpoint in app.endpoints] == before
    with Client(app) as client:
        assert client.get("/welcome/Ada").headers["x-mark"] == "1"
        assert client.get("/_xray").status == 404


def test_an_app_that_cannot_work_still_says_so() -> None:
    app, recorder = App(), Recorder()

    @app.get("/{name}")
    async def wrong(other: str) -> str:
        return other

    house = House(app, pages(recorder, "app"), recorder, ignore)
    with (
        pytest.raises(ConfigurationError, match="nothing fills the parameter other"),
        Client(house.app),
    ):
        pass

"""Whatever octets arrive, what is answered is HTTP, and never that the server itself failed."""

import h11
import pytest
from hypothesis import given, settings

from interfaces import Exchange
from tests.properties.conversation import read, replies
from tests.properties.grammar import Drawn, anything, cut_at, pipelines, places
from tests.use_cases.feeding import bytewise
from tests.use_cases.refused import REFUSED
from tests.use_cases.served import SERVED
from use_cases import Limits

many = settings(max_examples=400)


@many
@given(data=anything, places=places)
def test_no_cut_changes_what_is_answered(data: bytes, places: list[int]) -> None:
    whole = replies([data])
    assert replies(cut_at(data, places)) == whole
    assert replies(bytewise(data)) == whole


@pytest.mark.parametrize("table", [SERVED, REFUSED], ids=["served", "refused"])
def test_every_row_of_the_tables_is_answered_alike_in_any_cut(
    table: dict[str, tuple[bytes, object]],
) -> None:
    for data, _ in table.values():
        assert replies(bytewise(data)) == replies([data])


@many
@given(requests=pipelines, places=places)
def test_sound_requests_are_all_answered_in_order(requests: list[Drawn], places: list[int]) -> None:
    data = b"".join(request.render() for request in requests)
    found = replies(cut_at(data, places), Limits())
    assert [reply.status for reply in found] == [
        [200, 200, 201, 204][len(request.target) % 4] for request in requests
    ]


@pytest.mark.parametrize(
    "output",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 1\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\nDate: today\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\r\nDate: today\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_an_answer_that_is_wrong_is_found(output: bytes) -> None:
    status = 500 if b"500" in output else 200
    with pytest.raises((AssertionError, h11.RemoteProtocolError)):
        read(output, [Exchange("", None, status, 0, None)])

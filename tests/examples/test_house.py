"""Which file belongs where, and who is at home."""

import json

import pytest

import application_example
import entities
from entities import Request
from examples.house import is_local, layer_of
from infrastructure import server
from tests.examples.asking import local


def test_a_file_belongs_to_the_layer_in_whose_folder_it_stands() -> None:
    assert layer_of(str(entities.__file__)) == "entities"
    assert layer_of(str(server.__file__)) == "infrastructure"
    assert layer_of(str(json.__file__)) == "library"
    assert layer_of("<frozen importlib._bootstrap>") == "library"
    assert layer_of(str(application_example.__file__)) == "yours"
    assert layer_of(str(entities.__file__).replace("entities", "entities_of_mine")) == "yours"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.2:1", "[::1]:8000"])
@pytest.mark.parametrize("peer", ["127.0.0.1", "::1"])
def test_this_machine_is_local(host: str, peer: str) -> None:
    assert is_local(Request(headers={"Host": host}, peer=peer))


@pytest.mark.parametrize(
    "request_",
    [
        local(peer="192.0.2.1"),
        local(peer=""),
        local(headers={"Host": "attacker.example"}),
        local(headers={"Host": "localhost.attacker.example"}),
        local(headers={"Host": ""}),
        local(headers={"Host": "[oops"}),
        local(headers={"X-Forwarded-For": "192.0.2.1"}),
        local(headers={"Forwarded": "for=192.0.2.1"}),
        local(headers={"Via": "1.1 proxy"}),
    ],
    ids=lambda request: f"{request.peer} {list(request.headers)}",
)
def test_any_other_is_not(request_: Request) -> None:
    assert not is_local(request_)

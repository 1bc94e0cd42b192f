"""What tests of clients are given: how a program is found, or passed over."""

from tests.infrastructure.clients import conftest

find = conftest.find

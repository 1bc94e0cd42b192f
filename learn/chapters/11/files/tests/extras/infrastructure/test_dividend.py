"""Whatever carries the bytes, a client sees the same ones."""

from collections.abc import Callable, Sequence

import pytest

from shells import CONVERSATION, WAYS, in_memory, without_dates

WHOLE = [CONVERSATION]
BYTE_BY_BYTE = [CONVERSATION[at : at + 1] for at in range(len(CONVERSATION))]

Way = Callable[[Sequence[bytes]], bytes]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("pieces", [WHOLE, BYTE_BY_BYTE], ids=["whole", "byte-by-byte"])
def test_every_way_gives_the_same_bytes(way: Way, pieces: Sequence[bytes]) -> None:
    answer = without_dates(way(pieces))
    assert answer.count(b"HTTP/1.1 ") == 8
    assert answer == without_dates(in_memory(WHOLE))

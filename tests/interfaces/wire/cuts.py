"""How the bytes of a row are cut on their way."""

import re
from collections.abc import Iterator
from itertools import pairwise

SHORT = 400  # octets; a row up to this length is cut at every byte
SAMPLES = 50  # cuts spread over a longer one, besides those near its line ends


def bytewise(data: bytes) -> list[bytes]:
    """Cut data into its bytes; a long one into bytes near line ends, and larger pieces between."""
    return [data[start:end] for start, end in pairwise([0, *cuts(data), len(data)])]


def in_two(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Cut data in two, in every way; a long one near line ends and in some other places."""
    return ((data[:at], data[at:]) for at in cuts(data))


def cuts(data: bytes) -> list[int]:
    """Return the places at which data is cut, in order."""
    if len(data) <= SHORT:
        return list(range(1, len(data)))
    ends = [found.start() for found in re.finditer(rb"[\r\n]", data)]
    near = {end + shift for end in (*ends[:20], *ends[-20:]) for shift in (-1, 0, 1, 2)}
    spread = range(0, len(data), len(data) // SAMPLES)
    return sorted(at for at in near.union(spread) if 0 < at < len(data))

"""Which language a client would like best (RFC 9110 section 12.5.4).

A browser sends `Accept-Language: de-CH, de;q=0.9, en;q=0.7, *;q=0.1`: language ranges, each with a
weight from 0 to 1, or 1 if it names none (section 12.4.2). Case does not matter.
"""

import re
from collections.abc import Sequence

# RFC 4647 section 2.1: language-range; RFC 9110 section 12.4.2: weight.
_ELEMENT = re.compile(
    r"([a-z]{1,8}(?:-[a-z0-9]{1,8})*+|\*)(?:[\t ]*+;[\t ]*+q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?"
)


def preferred(value: str) -> list[tuple[str, float]]:
    """Return the ranges with their weights, in lower case, the highest weight first.

    Equal weights keep their order. What is no range with a sound weight is left out.

    >>> preferred("en;q=0.7, de-CH, de;q=0.9")
    [('de-ch', 1.0), ('de', 0.9), ('en', 0.7)]
    """
    found = (_ELEMENT.fullmatch(part.strip("\t ").lower()) for part in value.split(","))
    ranges = [(match[1], float(match[2] or "1")) for match in found if match]
    return sorted(ranges, key=lambda each: -each[1])


def choose(value: str, offered: Sequence[str]) -> str | None:
    """Return the offered language that the client likes best, or None if it takes none of them.

    A range fits a language that it equals, or of which it is the beginning up to a hyphen: `de`
    fits `de-CH`. `*` fits all. The longest range that fits gives a language its weight, and a
    weight of 0 rules it out. Among equals the one that is offered first wins.

    >>> choose("de;q=0.9, en;q=0.7", ["en", "de-CH"])
    'de-CH'
    """
    weights: dict[str, float] = {}
    for name, weight in preferred(value):
        weights.setdefault(name, weight)
    best = max(offered, key=lambda language: _weight(language, weights), default=None)
    return best if best is not None and _weight(best, weights) > 0 else None


def _weight(language: str, weights: dict[str, float]) -> float:
    """Return the weight of the longest range that fits; 0 if none does."""
    name = language.lower()
    while name not in weights and name:
        name = name.rpartition("-")[0]
    return weights.get(name or "*", 0.0)

"""Which language a client would like best (RFC 9110 section 12.5.4).

A browser sends `Accept-Language: de-CH, de;q=0.9, en;q=0.7, *;q=0.1`: language ranges, each with a
weight from 0 to 1, or 1 if it names none (section 12.4.2). Case does not matter.
"""

from collections.abc import Sequence


def preferred(value: str) -> list[tuple[str, float]]:
    """Return the ranges with their weights, in lower case, the highest weight first.

    Equal weights keep their order. What is no range with a sound weight is left out.

    >>> preferred("en;q=0.7, de-CH, de;q=0.9")
    [('de-ch', 1.0), ('de', 0.9), ('en', 0.7)]
    """
    raise NotImplementedError


def choose(value: str, offered: Sequence[str]) -> str | None:
    """Return the offered language that the client likes best, or None if it takes none of them.

    A range fits a language that it equals, or of which it is the beginning up to a hyphen: `de`
    fits `de-CH`. `*` fits all. The longest range that fits gives a language its weight, and a
    weight of 0 rules it out. Among equals the one that is offered first wins.

    >>> choose("de;q=0.9, en;q=0.7", ["en", "de-CH"])
    'de-CH'
    """
    raise NotImplementedError

"""Several sites on one server: a Router for each host.

A pattern is a host name, `*.` and a name, or `*` for any host. The most exact one answers: the
name itself, then the pattern with the most labels that fits, then `*`. `*.example` stands for
`ada.example` and `x.ada.example`, and not for `example`.
"""

import re
from collections.abc import Iterator, Mapping

from entities import ConfigurationError, HTTPError
from use_cases import Match, Router

ANY = "*"

_PATTERN = re.compile(r"\*|\[[0-9a-f:.]+\]|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
_PORT = re.compile(r":[0-9]*\Z")


class Hosts:
    """Chooses a Router by the value of Host, and lets it choose the route.

    Raises ConfigurationError for a pattern that fits no host, or that is there twice: case does
    not matter in a host name (RFC 9110 section 4.2.3).
    """

    def __init__(self, routers: Mapping[str, Router]) -> None:
        self._routers: dict[str, Router] = {}
        for written, router in routers.items():
            pattern = written.lower()
            if not _PATTERN.fullmatch(pattern):
                raise ConfigurationError(f"{written!r} is no host, such as a.example or *.example")
            if pattern in self._routers:
                raise ConfigurationError(f"{written!r} is there already, in another case")
            self._routers[pattern] = router

    def match(self, host: str, method: str, raw_path: str) -> Match:
        """Return the route for a host, which may end in a port, and for a method and a path.

        Raises HTTPError as Router.match does, and 421 for a host that is not served here (RFC 9110
        section 15.5.20). The parser has checked the form of the host; it may be empty. A dot at
        the end of a name does not matter, and an IPv6 address stands in brackets.
        """
        name = _PORT.sub("", host).removesuffix(".").lower()
        for pattern in _patterns(name):
            if pattern in self._routers:
                return self._routers[pattern].match(method, raw_path)
        raise HTTPError(421, "This host is not served here.")


def _patterns(name: str) -> Iterator[str]:
    """Give the patterns that fit a host, the most exact first."""
    yield name
    if not name.startswith("["):
        labels = name.split(".")
        for start in range(1, len(labels)):
            yield "*." + ".".join(labels[start:])
    yield ANY

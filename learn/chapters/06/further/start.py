"""Several sites on one server: a Router for each host.

A pattern is a host name, `*.` and a name, or `*` for any host. The most exact one answers: the
name itself, then the pattern with the most labels that fits, then `*`. `*.example` stands for
`ada.example` and `x.ada.example`, and not for `example`.
"""

from collections.abc import Mapping

from use_cases import Match, Router


class Hosts:
    """Chooses a Router by the value of Host, and lets it choose the route.

    Raises ConfigurationError for a pattern that fits no host, or that is there twice: case does
    not matter in a host name (RFC 9110 section 4.2.3).
    """

    def __init__(self, routers: Mapping[str, Router]) -> None:
        raise NotImplementedError

    def match(self, host: str, method: str, raw_path: str) -> Match:
        """Return the route for a host, which may end in a port, and for a method and a path.

        Raises HTTPError as Router.match does, and 421 for a host that is not served here (RFC 9110
        section 15.5.20). The parser has checked the form of the host; it may be empty. A dot at
        the end of a name does not matter, and an IPv6 address stands in brackets.
        """
        raise NotImplementedError

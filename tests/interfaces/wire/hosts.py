"""The Host field."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import HELLO, HOST, Row, closed, head, opened, text

RULE = "9112-3.2"
GRAMMAR = "9110-7.2"
GET = "GET / HTTP/1.1"
OLD = "GET / HTTP/1.0"


def _served(title: str, host: str, rule: str = GRAMMAR) -> Row:
    return opened(title, rule, head(GET, f"Host: {host}"), HELLO)


def _refused(title: str, host: str, rule: str = RULE) -> Row:
    return closed(title, rule, head(GET, f"Host: {host}"), 400)


HOSTS = [
    _served("a name", "example.org"),
    _served("a name and a port", "example.org:8000"),
    _served("a name and an empty port", "example.org:", "3986-3.2.3"),
    _served("the highest port", "a:65535", "3986-3.2.3"),
    _served("a name in capitals", "EXAMPLE.ORG"),
    _served("a name that ends in a dot", "example.org."),
    _served("a name with an underscore", "a_b"),
    _served("a name in Punycode", "xn--bcher-kva.example"),
    _served("every character of a name", "-._~!$&'()*+,;=", "3986-3.2.2"),
    _served("an escape", "b%C3%BCcher", "3986-3.2.2"),
    _served("an IPv4 address", "127.0.0.1:8000", "3986-3.2.2"),
    _served("an IPv6 address", "[::1]", "3986-3.2.2"),
    _served("an IPv6 address and a port", "[2001:db8::7]:8000", "3986-3.2.2"),
    _served("an IPv6 address that ends as IPv4", "[::ffff:192.0.2.7]", "3986-3.2.2"),
    _served("white space around it", " \ta\t ", "9112-5"),
    _served("nothing, for a URL without authority", ""),
    opened(
        "it reaches the endpoint",
        RULE,
        head("GET /_hook/host HTTP/1.1", "Host: Example.org:8000 "),
        text(b"Example.org:8000"),
    ),
    opened("its name in any case", "9110-5.1", head(GET, "hOsT: a"), HELLO),
    opened("its line behind others", RULE, head(GET, "B: c", "Host: a"), HELLO),
    closed("none on HTTP/1.0", RULE, head(OLD), HELLO),
    closed("one on HTTP/1.0", RULE, head(OLD, HOST), HELLO),
    closed("none on HTTP/1.1", RULE, head(GET), 400),
    closed("none, but another field", RULE, head(GET, "X-Host: a"), 400),
    closed("two that differ", RULE, head(GET, HOST, "Host: b"), 400, fault=known.AIOHTTP_HOSTS),
    closed("two that are equal", RULE, head(GET, HOST, HOST), 400),
    closed("two with others between", RULE, head(GET, HOST, "B: c", "host: a"), 400),
    closed("one and an empty one", RULE, head(GET, HOST, "Host:"), 400),
    closed("two on HTTP/1.0", RULE, head(OLD, HOST, "Host: b"), 400),
    closed("one that is none, on HTTP/1.0", RULE, head(OLD, "Host: a b"), 400),
    _refused("a space in it", "a b"),
    _refused("a tab in it", "a\tb"),
    _refused("a path behind it", "a/b"),
    _refused("a URL", "http://a"),
    _refused("a user", "b@a"),
    _refused("a query", "a?b"),
    _refused("a fragment", "a#b"),
    _refused("a backslash", "a\\b"),
    _refused("quotation marks", '"a"'),
    _refused("markup", "<a>"),
    _refused("octets beyond ASCII", "\xc3\xa9"),
    _refused("a no-break space behind it", "a\xa0"),
    _refused("half an escape", "a%4"),
    _refused("an escape with other letters", "a%zz"),
    _refused("an escaped NUL", "a%00"),
    _refused("a list of hosts", "a, b"),
    _refused("| in a name", "a|b"),
    _refused("{ and } in a name", "{a}"),
    _refused("a port and no host", ":80"),
    _refused("a port of letters", "a:b"),
    _refused("a letter behind the port", "a:80b"),
    _refused("a port with a plus", "a:+80"),
    _refused("a port with a minus", "a:-80"),
    _refused("a port with an underscore", "a:8_0"),
    _refused("a port in Arabic digits", "a:\xd9\xa8"),
    _refused("a port beyond 65535", "a:65536"),
    _refused("two ports", "a:80:80"),
    _refused("an IPv6 address without brackets", "::1"),
    _refused("a bracket that stays open", "[::1"),
    _refused("a bracket that was not opened", "::1]"),
    _refused("empty brackets", "[]"),
    _refused("a name in brackets", "[a]"),
    _refused("an IPv4 address in brackets", "[127.0.0.1]"),
    _refused("letters behind the brackets", "[::1]a"),
    _refused("a group of five digits", "[::12345]", "3986-3.2.2"),
    _refused("nine groups", "[1:2:3:4:5:6:7:8:9]", "3986-3.2.2"),
    _refused("a zone", "[fe80::1%25en0]", "3986-3.2.2"),
    _refused("an address of a kind to come", "[v1.a]", "3986-3.2.2"),
]

TOPICS: dict[str, list[Row]] = {"Host": HOSTS}

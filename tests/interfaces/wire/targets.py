"""Request targets: paths, queries, whole URLs, the asterisk."""

from tests.interfaces.wire.row import (
    HELLO,
    HOST,
    Answer,
    Row,
    closed,
    get,
    head,
    named,
    opened,
    text,
)

PATH = "3986-3.3"
QUERY = "3986-3.4"
ESCAPE = "3986-2.1"
FORM = "9112-3.2"
ABSOLUTE = "9112-3.2.2"
ALLOWED = ("Allow: GET, HEAD, OPTIONS",)


def _in_path(character: str) -> Row:
    return closed(f"the path holds {named(character)}", PATH, get(f"/users/a{character}b"), 400)


def _in_query(character: str) -> Row:
    return closed(f"the query holds {named(character)}", QUERY, get(f"/?a{character}b"), 400)


def _shows(title: str, segment: str, shown: str) -> Row:
    """Write a row for a path whose last segment is shown, decoded."""
    return opened(title, PATH, get(f"/users/{segment}"), text(shown.encode()))


PATHS = [
    _shows("a segment", "ada", "ada"),
    _shows("marks that need no escape", "-._~", "-._~"),
    _shows("delimiters within a segment", "!$&'()*+,;=:@", "!$&'()*+,;=:@"),
    _shows("a plus is a plus", "a+b", "a+b"),
    _shows("a semicolon is part of the segment", "a;v=1", "a;v=1"),
    _shows("| and ^, as browsers send them", "a|b^c", "a|b^c"),
    _shows("[ and ], as browsers send them", "[a]", "[a]"),
    _shows("an escape", "%41", "A"),
    _shows("an escape in lower case", "%c3%a9", "é"),
    _shows("an escaped space", "a%20b", "a b"),
    _shows("an escaped percent sign is decoded once", "%2541", "%41"),
    _shows("an escaped slash is no separator", "a%2Fb", "a/b"),
    _shows("an escaped slash in lower case is no separator", "a%2fb", "a/b"),
    _shows("an escaped question mark begins no query", "a%3Fb", "a?b"),
    _shows("escaped line ends stay in the body", "a%0D%0Ab", "a\r\nb"),
    _shows("escapes that are no UTF-8", "%FF", "\ufffd"),
    _shows("two dots are a segment like others", "..", ".."),
    opened("a path is not rewritten", PATH, get("/users/../json"), 404),
    opened("escaped dots are not rewritten", PATH, get("/users/%2E%2E/json"), 404),
    opened("an unknown path", PATH, get("/b"), 404),
    opened("a slash more is another path", PATH, get("/json/"), 404),
    opened("an empty segment is no parameter", PATH, get("/users/"), 404),
    opened("letters in another case are another path", PATH, get("/JSON"), 404),
    opened("one of a hundred routes", PATH, get("/r99/b"), text(b"b")),
    opened("two slashes in front begin a path, no authority", "9112-3.2.1", get("//json"), 404),
    opened("two slashes and a host are a path", "9112-3.2.1", get("//a/json"), 404),
    opened("nothing but slashes", PATH, get("///"), 404),
    closed("an escape without digits", ESCAPE, get("/users/%"), 400),
    closed("half an escape", ESCAPE, get("/users/%4"), 400),
    closed("half an escape before a slash", ESCAPE, get("/users%4/b"), 400),
    closed("an escape with other letters", ESCAPE, get("/users/%4g"), 400),
    closed("an escape with a sign", ESCAPE, get("/users/%+1"), 400),
    closed("an escape as JavaScript had it", ESCAPE, get("/users/%u0041"), 400),
    closed("a percent sign before an escape", ESCAPE, get("/users/%%41"), 400),
    closed("an escape with Arabic digits", ESCAPE, get("/users/%\xd9\xa4\xd9\xa1"), 400),
    closed("an escaped NUL", ESCAPE, get("/users/a%00"), 400),
    closed("UTF-8 without escapes", PATH, get("/users/\xc3\xa9"), 400),
    closed("a fragment", PATH, get("/users/a#b"), 400),
    *map(_in_path, '"<>\\`{}\x01\t\x0b\x1f\x7f\x80\xe9\xff\x00'),
]

QUERIES = [
    opened("an empty one", QUERY, get("/?"), HELLO),
    opened("a field", QUERY, get("/?a=b&c"), HELLO),
    opened("slashes and question marks", QUERY, get("/?a/b?c//d"), HELLO),
    opened("an escape", QUERY, get("/?a=%7B"), HELLO),
    opened("{ } ` | ^ [ ], as browsers send them", QUERY, get("/?{`}|^[]"), HELLO),
    opened("a path that is known has another query", QUERY, get("/json?a=/b"), 200),
    closed("half an escape", ESCAPE, get("/?a=%4"), 400),
    closed("an escape with other letters", ESCAPE, get("/?a=%zz"), 400),
    closed("an escaped NUL", ESCAPE, get("/?a=%00"), 400),
    closed("a fragment", QUERY, get("/?a#b"), 400),
    closed("UTF-8 without escapes", QUERY, get("/?a=\xc3\xa9"), 400),
    *map(_in_query, '"<>\\\x01\t\x7f\x80\xff\x00'),
]

OTHER_FORMS = [
    closed("no slash in front", FORM, get("json"), 400),
    closed("a query alone", FORM, get("?a"), 400),
    closed("a dot", FORM, get("."), 400),
    closed("a backslash in front", FORM, get("\\json"), 400),
    closed("a host and port", FORM, get("a:80"), 400),
    closed("an escaped slash in front", FORM, get("%2Fjson"), 400),
    opened("* with OPTIONS", "9112-3.2.4", get("*", method="OPTIONS"), 204),
    closed("* with GET", "9112-3.2.4", get("*"), 400),
    closed("* with an unknown method", "9112-3.2.4", get("*", method="BREW"), 400),
    closed("* and a query", "9112-3.2.4", get("*?a", method="OPTIONS"), 400),
    closed("two asterisks", "9112-3.2.4", get("**", method="OPTIONS"), 400),
    opened("a slash and an asterisk are a path", PATH, get("/*", method="OPTIONS"), 404),
    opened("OPTIONS of a path", "9110-9.3.7", get(method="OPTIONS"), Answer(204, has=ALLOWED)),
    opened("OPTIONS of an unknown path", "9110-9.3.7", get("/b", method="OPTIONS"), 404),
]


def _refused(title: str, target: str, status: int = 400, rule: str = ABSOLUTE) -> Row:
    return closed(title, rule, get(target), status)


ABSOLUTE_FORMS = [
    opened("a URL", ABSOLUTE, get("http://a/users/ada"), text(b"ada")),
    opened("its scheme in any case", ABSOLUTE, get("HtTp://a/"), HELLO),
    opened("its host in any case", ABSOLUTE, get("http://EXAMPLE.org/"), HELLO),
    opened(
        "its authority wins over Host",
        ABSOLUTE,
        get("http://b.example:8000/_hook/host"),
        text(b"b.example:8000"),
    ),
    opened("a port", ABSOLUTE, get("http://a:80/"), HELLO),
    opened("an empty port", "3986-3.2.3", get("http://a:/"), HELLO),
    opened("an address in brackets", "3986-3.2.2", get("http://[::1]:8000/"), HELLO),
    opened("an empty path means a slash", "9112-3.2.1", get("http://a"), HELLO),
    opened("an empty path and a query", "9112-3.2.1", get("http://a?b=c"), HELLO),
    opened("two slashes behind the host are a path", PATH, get("http://a//json"), 404),
    opened(
        "with OPTIONS and no path it means *", "9112-3.2.4", get("http://a", method="OPTIONS"), 204
    ),
    opened(
        "with OPTIONS and a slash it does not",
        "9112-3.2.4",
        get("http://a/b", method="OPTIONS"),
        404,
    ),
    opened("PUT of a URL", ABSOLUTE, get("http://a/", method="PUT"), Answer(405, has=ALLOWED)),
    closed("on HTTP/1.0, without a Host", ABSOLUTE, head("GET http://a/ HTTP/1.0"), HELLO),
    closed("on HTTP/1.1, without a Host", FORM, head("GET http://a/ HTTP/1.1"), 400),
    closed("with two Hosts", FORM, get("http://a/", HOST), 400),
    closed("with a Host that is none", FORM, head("GET http://a/ HTTP/1.1", "Host: a b"), 400),
    _refused("https on a connection in the clear", "https://a/", 421, "9110-7.4"),
    _refused("HTTPS in capitals", "HTTPS://a/", 421, "9110-7.4"),
    _refused("ftp", "ftp://a/"),
    _refused("ws", "ws://a/"),
    _refused("file", "file:///etc/passwd"),
    _refused("a scheme that is longer", "httpx://a/"),
    _refused("no authority", "http:/json"),
    _refused("nothing but a scheme", "http:"),
    _refused("no scheme", "://a/"),
    _refused("an empty host", "http:///json", rule="9110-4.2.1"),
    _refused("nothing behind the slashes", "http://", rule="9110-4.2.1"),
    _refused("an empty host and a port", "http://:80/", rule="9110-4.2.1"),
    _refused("a user", "http://b@a/", rule="9110-4.2.4"),
    _refused("a user and a password", "http://b:c@a/", rule="9110-4.2.4"),
    _refused("an empty user", "http://@a/", rule="9110-4.2.4"),
    _refused("a port of letters", "http://a:b/", rule="3986-3.2.3"),
    _refused("a port with a minus", "http://a:-1/", rule="3986-3.2.3"),
    _refused("a port with a plus", "http://a:+80/", rule="3986-3.2.3"),
    _refused("a port beyond 65535", "http://a:65536/", rule="3986-3.2.3"),
    _refused("a port of a thousand digits", f"http://a:{'1' * 1000}/", rule="3986-3.2.3"),
    _refused("two ports", "http://a:80:80/", rule="3986-3.2.3"),
    _refused("a bracket that stays open", "http://[::1/", rule="3986-3.2.2"),
    _refused("an IPv6 address without brackets", "http://::1/", rule="3986-3.2.2"),
    _refused("brackets around a name", "http://[a]/", rule="3986-3.2.2"),
    _refused("a backslash in the host", "http://a\\b/", rule="3986-3.2.2"),
    _refused("half an escape in the host", "http://a%4/", rule="3986-3.2.2"),
    _refused("an escaped NUL in the host", "http://a%00/", rule="3986-3.2.2"),
    _refused("a fragment", "http://a/#b", rule="3986-3.5"),
    _refused("a fragment behind the host", "http://a#b", rule="3986-3.5"),
    _refused("a quotation mark in the path", 'http://a/"', rule=PATH),
    _refused("an escaped NUL in the path", "http://a/%00", rule=ESCAPE),
]

TOPICS: dict[str, list[Row]] = {
    "Path": PATHS,
    "Query": QUERIES,
    "Other forms of target": OTHER_FORMS,
    "Absolute form": ABSOLUTE_FORMS,
}

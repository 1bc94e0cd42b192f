"""Bodies in chunks, their extensions and trailers."""

from tests.interfaces.wire import known
from tests.interfaces.wire.row import (
    HELLO,
    SMUGGLED,
    Row,
    closed,
    ended,
    get,
    in_chunks,
    opened,
    text,
)

CHUNK = "9112-7.1"
EXTENSION = "9112-7.1.1"
TRAILER = "9112-7.1.2"
LAST = b"0\r\n\r\n"
HELLO_CHUNK = b"5\r\nhello\r\n"


def _refused(title: str, body: bytes, rule: str = CHUNK, status: int = 400, fault: str = "") -> Row:
    return closed(title, rule, in_chunks(body), status, fault=fault)


def _size(title: str, line: bytes, status: int = 400, fault: str = "") -> Row:
    """Write a row for a size that is none, before what could be taken for its chunk."""
    return _refused(title, line + b"\r\nhello\r\n" + LAST + SMUGGLED, CHUNK, status, fault)


def _extension(title: str, extension: bytes, fault: str = "") -> Row:
    """Write a row for an extension that is none."""
    return _refused(title, b"5" + extension + b"\r\nhello\r\n" + LAST, EXTENSION, fault=fault)


def _served(title: str, body: bytes, content: bytes = b"hello", rule: str = CHUNK) -> Row:
    return opened(title, rule, in_chunks(body), text(content))


SIZES = [
    _served("one chunk", HELLO_CHUNK + LAST),
    _served("several chunks", b"1\r\nh\r\n3\r\nell\r\n1\r\no\r\n" + LAST),
    _served("no chunk but the last", LAST, b""),
    _served(
        "digits in any case",
        b"A\r\n0123456789\r\nb\r\n0123456789a\r\n" + LAST,
        b"01234567890123456789a",
    ),
    _served("zeros before it", b"0005\r\nhello\r\n" + LAST),
    _served("sixteen digits", b"0" * 15 + b"5\r\nhello\r\n" + LAST),
    _served("several zeros for the last", HELLO_CHUNK + b"000\r\n\r\n"),
    _served("data that look like the last chunk", b"5\r\n0\r\n\r\n\r\n" + LAST, b"0\r\n\r\n"),
    _served("data of line ends", b"4\r\n\r\n\n\r\r\n" + LAST, b"\r\n\n\r"),
    _served("a hundred chunks of one octet", b"1\r\nx\r\n" * 100 + LAST, b"x" * 100),
    opened(
        "a request behind the last",
        CHUNK,
        in_chunks(HELLO_CHUNK + LAST) + get(),
        text(b"hello"),
        HELLO,
    ),
    opened(
        "a count of what was uploaded",
        CHUNK,
        in_chunks(HELLO_CHUNK * 3 + LAST, target="/upload"),
        text(b"15"),
    ),
    _size("none", b""),
    _size("a space before it", b" 5"),
    _size("a tab before it", b"\t5"),
    _size("a space behind it", b"5 "),
    _size("a tab behind it", b"5\t"),
    _size("a vertical tab behind it", b"5\x0b"),
    _size("a no-break space behind it", b"5\xa0"),
    _size("0x before it", b"0x5", fault=known.TWISTED_HEX),
    _size("a plus", b"+5", fault=known.WAITRESS_HEX),
    _size("a minus", b"-5", fault=known.TORNADO_HEX),
    _size("minus zero", b"-0"),
    _size("an underscore", b"0_5", fault=known.TORNADO_HEX),
    _size("another letter", b"5g"),
    _size("letters alone", b"xyz"),
    _size("an h behind it", b"5h"),
    _size("a point", b"5.0"),
    _size("a comma", b"5,5"),
    _size("quotation marks", b'"5"'),
    _size("Arabic digits", b"\xd9\xa5"),
    _size("full-width digits", b"\xef\xbc\x95"),
    _size("NUL before it", b"\x005"),
    _size("NUL behind it", b"5\x00"),
    _size("seventeen digits", b"0" * 16 + b"5"),
    _size("2 to the 64th and 5", b"10000000000000005", fault=known.JETTY_OVERFLOW),
    _size("2 to the 64th", b"10000000000000000", fault=known.HYPER_OVERFLOW),
    _size("2 to the 64th less 1", b"F" * 16, 413),
    _size("2 to the 63rd", b"8" + b"0" * 15, 413),
    _size("2 to the 32nd and 5", b"100000005", 413),
    _refused("no end", b"0" * 5000),
    _refused("no chunk, but a request", SMUGGLED),
    _refused("a bare LF behind it", b"5\nhello\r\n" + LAST, "9112-2.2", fault=known.GO_LF),
    _refused("a bare CR behind it", b"5\rhello\r\n" + LAST, "9112-2.2"),
    _refused("CR CR LF behind it", b"5\r\r\nhello\r\n" + LAST, "9112-2.2"),
    _refused("LF CR behind it", b"5\n\rhello\r\n" + LAST, "9112-2.2"),
    _refused("an empty line before it", b"\r\n5\r\nhello\r\n" + LAST),
    _refused("a bare LF behind the last", b"0\n\r\n", "9112-2.2", fault=known.GO_LF),
    _refused("a bare LF for the empty line", b"0\r\n\n" + SMUGGLED, "9112-2.2"),
    _refused("a bare CR for the empty line", b"0\r\n\rX" + SMUGGLED, "9112-2.2"),
    _refused("CR CR LF for the empty line", b"0\r\n\r\r\n" + SMUGGLED, "9112-2.2"),
    ended("half of one, and the end", "9112-8", in_chunks(b"5"), 400),
    ended("a last one without an empty line, and the end", "9112-8", in_chunks(b"0\r\n"), 400),
]

DATA = [
    _refused("two other octets for the CRLF", b"5\r\nhelloXX" + LAST, fault=known.H11_CRLF),
    _refused(
        "two digits for the CRLF", b"5\r\nhello11\r\n" + LAST + SMUGGLED, fault=known.H11_CRLF
    ),
    _refused("no CRLF", b"5\r\nhello0\r\n\r\n"),
    _refused("an octet too many", b"5\r\nhello!\r\n" + LAST),
    _refused("an octet too few", b"5\r\nhell\r\n" + LAST),
    _refused("a bare LF behind them", b"5\r\nhello\n" + LAST, "9112-2.2"),
    _refused("a bare CR behind them", b"5\r\nhello\r" + LAST, "9112-2.2"),
    _refused("CR CR LF behind them", b"5\r\nhello\r\r\n" + LAST, "9112-2.2"),
    _refused("LF CR behind them", b"5\r\nhello\n\r" + LAST, "9112-2.2"),
    _refused("two CRLF behind them", b"5\r\nhello\r\n\r\n" + LAST),
    _refused("a second chunk that is none", HELLO_CHUNK + b"x\r\n"),
    _refused("a request in the middle", HELLO_CHUNK + SMUGGLED),
    ended("an end within them", "9112-8", in_chunks(b"5\r\nhel"), 400),
    ended("an end behind them", "9112-8", in_chunks(b"5\r\nhello"), 400),
    ended("an end between chunks", "9112-8", in_chunks(HELLO_CHUNK), 400),
]

EXTENSIONS = [
    _served("a name", b"5;a\r\nhello\r\n" + LAST, rule=EXTENSION),
    _served("a name and a value", b"5;a=b\r\nhello\r\n" + LAST, rule=EXTENSION),
    _served("a quoted value", b'5;a="b, c; d"\r\nhello\r\n' + LAST, rule=EXTENSION),
    _served("an empty quoted value", b'5;a=""\r\nhello\r\n' + LAST, rule=EXTENSION),
    _served("an escape in a quoted value", b'5;a="\\"\\\\"\r\nhello\r\n' + LAST, rule="9110-5.6.4"),
    _served(
        "octets from 0x80 on in a quoted value",
        b'5;a="\xe9"\r\nhello\r\n' + LAST,
        rule="9110-5.6.4",
    ),
    _served("several", b'5;a;b=c;d="e"\r\nhello\r\n' + LAST, rule=EXTENSION),
    _served("white space around the equals sign", b"5; a = b\r\nhello\r\n" + LAST, rule=EXTENSION),
    _served("one at the last chunk", HELLO_CHUNK + b"0;a=b\r\n\r\n", rule=EXTENSION),
    _extension("a semicolon alone", b";"),
    _extension("a semicolon and a space", b"; "),
    _extension("two semicolons", b";;a"),
    _extension("no name", b";=b"),
    _extension("no value", b";a="),
    _extension("two values", b";a=b=c"),
    _extension("two words", b";a b"),
    _extension("a space before the first", b" ;a"),
    _extension("a space at the end", b";a "),
    _extension("a name that is no token", b";a/b=c", fault=known.NODE_EXTENSION),
    _extension("a value that is no token", b";a=b/c"),
    _extension("a comma", b";a=b,c"),
    _extension("a quoted value that stays open", b';a="b'),
    _extension("letters behind a quoted value", b';a="b"c'),
    _extension("a control character in a quoted value", b';a="\x01"'),
    _extension("DEL in a quoted value", b';a="\x7f"'),
    _extension("NUL", b";a\0"),
    _extension("octets from 0x80 on outside a quoted value", b";\xe9"),
    _extension("a bare LF", b";a\nb", fault=known.AIOHTTP_EXTENSION),
    _extension("a bare LF behind the name", b";a\n", fault=known.NETTY_EXTENSION),
    _extension("a bare LF behind the semicolon", b";\n", fault=known.KESTREL_EXTENSION),
    _extension("a bare CR", b";a\rb"),
    _extension("a bare LF in a quoted value", b';a="\n"'),
    _extension("CRLF in a quoted value", b';a="\r\n"'),
    _extension("characters that no extension may hold", b";a=@\x00", fault=known.HTTPD_EXTENSION),
    _refused("one without an end", b"5;" + b"a" * 5000, EXTENSION, fault=known.NODE_EXTENSIONS),
    _refused("one of 64 KiB", b"5;" + b"a" * 65_536 + b"\r\nhello\r\n" + LAST, EXTENSION),
    _refused(
        "many that add up",
        (b"1;" + b"a" * 2000 + b"\r\nx\r\n") * 9 + LAST,
        EXTENSION,
        fault=known.GO_EXTENSIONS,
    ),
]


def _trailer(
    title: str, lines: bytes, status: int = 400, rule: str = TRAILER, fault: str = ""
) -> Row:
    """Write a row for trailers that are refused."""
    return _refused(title, HELLO_CHUNK + b"0\r\n" + lines, rule, status, fault)


def _ignored(title: str, lines: bytes, fault: str = "") -> Row:
    """Write a row for trailers that are sound, and have no effect on this request or the next."""
    sent = in_chunks(HELLO_CHUNK + b"0\r\n" + lines + b"\r\n") + get()
    return opened(title, TRAILER, sent, text(b"hello"), HELLO, fault=fault)


TRAILERS = [
    _ignored("one", b"B: c\r\n", fault=known.AIOHTTP_TRAILER),
    _ignored("several", b"B: c\r\nD:\r\nB: e\r\n", fault=known.PUMA_TRAILER),
    _ignored("Content-Length in them", b"Content-Length: 99\r\n"),
    _ignored("Transfer-Encoding in them", b"Transfer-Encoding: chunked\r\n"),
    _ignored("Host in them", b"Host: b\r\n"),
    _ignored("Connection in them", b"Connection: close\r\n"),
    _ignored("Expect in them", b"Expect: tea\r\n"),
    _trailer("a line without a colon", b"B\r\n\r\n"),
    _trailer("an empty name", b": c\r\n\r\n"),
    _trailer("a request line", SMUGGLED),
    _trailer("a space before the colon", b"B : c\r\n\r\n", rule="9112-5.1"),
    _trailer("a space before the first", b" B: c\r\n\r\n"),
    _trailer("a folded one", b"B: c\r\n d\r\n\r\n", rule="9112-5.2"),
    _trailer("NUL in a value", b"B: \0\r\n\r\n", rule="9110-5.5"),
    _trailer("a control character in a name", b"B\x01: c\r\n\r\n", rule="9110-5.1"),
    _trailer("a bare LF behind one", b"B: c\n\r\n", rule="9112-2.2"),
    _trailer("a bare LF for the empty line", b"B: c\r\n\n", rule="9112-2.2"),
    _trailer("a bare CR behind one", b"B: c\rD: e\r\n\r\n", rule="9112-2.2"),
    _trailer("CR CR LF behind one", b"B: c\r\r\n\r\n", rule="9112-2.2"),
    _trailer("too many", b"B: c\r\n" * 101 + b"\r\n", 431, "6585-5"),
    _trailer("64 KiB of them", b"B: " + b"x" * 65_536 + b"\r\n\r\n", 431, "6585-5"),
    _trailer(
        "one without an end", b"B: " + b"x" * 33_000, 431, "6585-5", fault=known.AIOHTTP_TRAILERS
    ),
    _trailer(
        "lines without an end",
        b"B: cccccccc\r\n" * 3000,
        431,
        "6585-5",
        fault=known.AIOHTTP_TRAILERS,
    ),
    ended("an end within one", "9112-8", in_chunks(b"0\r\nB: c"), 400),
    ended("an end before the empty line", "9112-8", in_chunks(b"0\r\nB: c\r\n"), 400),
]

TOPICS: dict[str, list[Row]] = {
    "Chunk sizes": SIZES,
    "Chunk data": DATA,
    "Chunk extensions": EXTENSIONS,
    "Trailers": TRAILERS,
}

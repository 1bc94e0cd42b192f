"""What complete lines mean, and which lines are none, wherever the parser found them.

Each list holds the ways to break one rule. What is refused is compared as a whole, so that a
failure names the lines that came through.
"""

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Headers, ProtocolError
from use_cases import Limits, RequestHead
from use_cases.syntax import (
    field_fault,
    parse_chunk_line,
    parse_fields,
    parse_head,
    parse_request_line,
    parse_target,
)


def statuses(read: Callable[[Any], object], inputs: Iterable[Any]) -> dict[Any, int]:
    """Return the status with which each of these is refused, or 200 if it is not."""
    return {each: status(read, each) for each in inputs}


def status(read: Callable[[Any], object], text: Any) -> int:
    try:
        read(text)
    except ProtocolError as error:
        return error.status
    return 200


def target(text: bytes) -> tuple[str, str | None]:
    return parse_target(text, b"GET", "http")


def section(*items: tuple[str, str]) -> bytes:
    """Write fields as they are sent."""
    return "".join(f"{name}: {value}\r\n" for name, value in items).encode("latin-1")


def sent(*items: tuple[str, str], version: str = "1.1") -> RequestHead:
    """Return the head of a request with these fields beside Host."""
    return parse_head("GET", "/", version, None, section(("Host", "a"), *items), Limits())


def host(value: bytes) -> RequestHead:
    lines = section(("Host", value.decode("latin-1")))
    return parse_head("GET", "/", "1.1", None, lines, Limits())


# RFC 9112 section 3: request-line = method SP request-target SP HTTP-version


def test_a_request_line_has_a_method_a_target_and_a_version() -> None:
    assert parse_request_line(b"GET /a HTTP/1.1") == ("GET", "/a", "1.1", None)


def test_what_is_not_three_parts_is_no_request_line() -> None:
    lines = [
        b"", b" ", b"  ", b"GET", b"GET /", b"GET / ", b"GET  HTTP/1.1", b"GET  / HTTP/1.1",
        b"GET /  HTTP/1.1", b" GET / HTTP/1.1", b"GET / HTTP/1.1 ", b"GET /a b HTTP/1.1",
        b"GET\t/\tHTTP/1.1", b"GET HTTP/1.1", b"GET\x0b/\x0bHTTP/1.1", b"\x16\x03\x01",
    ]  # fmt: skip
    assert statuses(parse_request_line, lines) == dict.fromkeys(lines, 400)


def test_a_method_is_a_token() -> None:
    methods = [
        b"",
        b"G(T",
        b"GET:",
        b"G\xc9T",
        b"G\x00T",
        b"G\tT",
        b'"GET"',
        b"G/T",
        b"{GET}",
        b"\x7f",
    ]
    lines = [method + b" / HTTP/1.1" for method in methods]
    assert statuses(parse_request_line, lines) == dict.fromkeys(lines, 400)


def test_a_method_is_case_sensitive() -> None:
    assert parse_request_line(b"get / HTTP/1.1")[0] == "get"
    assert parse_request_line(b"trace / HTTP/1.1")[0] == "trace"


def test_connect_and_trace_are_not_implemented() -> None:
    lines = [b"CONNECT a:80 HTTP/1.1", b"CONNECT / HTTP/1.0", b"TRACE / HTTP/1.1"]
    assert statuses(parse_request_line, lines) == dict.fromkeys(lines, 501)


# RFC 9112 section 2.3: HTTP-version = "HTTP/" DIGIT "." DIGIT


def test_a_version_is_two_digits_and_a_point_in_exactly_this_form() -> None:
    versions = [
        b"", b"1.1", b"http/1.1", b"HTTP/1", b"HTTP/1.", b"HTTP/.1", b"HTTP/1.10", b"HTTP/01.1",
        b"HTTP/1.1x", b"HTTP/1,1", b"HTTPS/1.1", b"HTTP/+1.1", b"HTTP/x.1", b"HTTP/1.\xb2",
        b"HTTP/1.\xd9\xa1", b"HTTP/1.1\t", b"HTTP-1.1", b"HTTP/-1.1", b"HTTP/1.1\x00",
    ]  # fmt: skip
    lines = [b"GET / " + version for version in versions]
    assert statuses(parse_request_line, lines) == dict.fromkeys(lines, 400)


def test_another_major_version_is_not_supported() -> None:
    lines = [b"GET / HTTP/%d.%d" % (major, minor) for major in (0, 2, 3, 9) for minor in (0, 9)]
    assert statuses(parse_request_line, lines) == dict.fromkeys(lines, 505)


def test_every_minor_version_from_1_is_taken_for_1() -> None:
    versions = [parse_request_line(b"GET / HTTP/1.%d" % minor)[2] for minor in range(10)]
    assert versions == ["1.0", *["1.1"] * 9]


# RFC 9112 section 3.2.1, RFC 3986 section 3.3: origin form


def test_every_character_of_a_path_and_a_query_is_served() -> None:
    targets = [
        b"/aZ09-._~!$&'()*+,;=:@", b"/a/./../b", b"//a/b", b"///", b"/%2F%2f%41%fF", b"/%0a",
        b"/?/?", b"/?", b"/?a=b&c=%20+", b"/?aZ09-._~!$&'()*+,;=:@", b"/http://b/", b"/*",
    ]  # fmt: skip
    assert {each: target(each) for each in targets} == {
        each: (each.decode(), None) for each in targets
    }


def test_what_browsers_leave_raw_is_served() -> None:  # the URL standard of the WHATWG
    for each in (b"/|^[]", b"/?|^[]{}`"):
        assert target(each) == (each.decode(), None)


def test_what_is_in_no_path_is_refused() -> None:
    octets = [*range(0x21), *b'"<>\\{}`#', *range(0x7F, 0x100)]
    targets = [b"/a" + bytes([octet]) for octet in octets]
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


def test_what_is_in_no_query_is_refused() -> None:
    octets = [*range(0x21), *b'"<>\\#', *range(0x7F, 0x100)]
    targets = [b"/?a" + bytes([octet]) for octet in octets]
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


def test_a_percent_sign_is_followed_by_two_hex_digits_and_never_stands_for_nul() -> None:
    escapes = [b"%", b"%4", b"%4g", b"%g4", b"%%41", b"%u0041", b"% 41", b"%+4", b"%00", b"a%00b"]
    targets = [start + escape for start in (b"/", b"/?") for escape in escapes]
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


def test_a_path_begins_with_a_slash() -> None:
    targets = [b"", b"a", b"*", b"**", b"?a", b"#a", b"../a", b"a/b", b"a:80", b"%2F", b"\\a"]
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


# RFC 9112 section 3.2.2: absolute form


def test_absolute_form_names_the_authority_and_the_path() -> None:
    assert {
        text: target(text)
        for text in (b"http://b/c?d", b"HTTP://b:80/", b"http://b", b"http://b?c", b"http://[::1]:1//c")
    } == {
        b"http://b/c?d": ("/c?d", "b"),
        b"HTTP://b:80/": ("/", "b:80"),
        b"http://b": ("/", "b"),
        b"http://b?c": ("/?c", "b"),
        b"http://[::1]:1//c": ("//c", "[::1]:1"),
    }  # fmt: skip


def test_a_bad_url_is_refused() -> None:
    targets = [
        b"http:", b"http:/b", b"http://", b"http:///c", b"http://:80/", b"http://?c",
        b"http://u@b/", b"http://u:p@b/", b"http://@b/", b"http://b:c/", b"http://b:-1/",
        b"http://b:65536/", b"http://[::1/", b"http://[::g]/", b"http://b/#c", b"http://b#c",
        b"http://b\\c", b"http://b/%", b'http://b?"', b"http://b/{", b"http://b\xe9/",
        b"http://b/\xe9", b"http:b", b"1http://b/", b"h_p://b/", b"://b/",
    ]  # fmt: skip
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


def test_another_scheme_is_refused() -> None:
    targets = [b"ftp://b/", b"file:///c", b"ws://b/", b"javascript://b/", b"httpx://b/", b"x://b"]
    assert statuses(target, targets) == dict.fromkeys(targets, 400)


def test_a_url_of_the_other_scheme_is_misdirected() -> None:  # RFC 9110 section 7.4
    with pytest.raises(ProtocolError) as caught:
        parse_target(b"http://b/", b"GET", "https")
    assert caught.value.status == status(target, b"https://b/") == 421
    assert parse_target(b"HTTPS://b/", b"GET", "https") == ("/", "b")


# RFC 9112 section 3.2.4: asterisk form


def test_an_asterisk_is_for_options_alone() -> None:
    assert parse_target(b"*", b"OPTIONS", "http") == ("*", None)
    assert parse_target(b"http://b:80", b"OPTIONS", "http") == ("*", "b:80")
    assert parse_target(b"http://b/", b"OPTIONS", "http") == ("/", "b")
    assert parse_target(b"http://b?c", b"OPTIONS", "http") == ("/?c", "b")
    assert status(target, b"*") == 400


# RFC 9112 section 5: field-line = field-name ":" OWS field-value OWS


def fields(section: bytes) -> Headers:
    return parse_fields(section, Limits(fields=3))


def test_fields_keep_their_order_their_case_and_their_repeats() -> None:
    assert list(fields(b"B: c\r\na:d\r\nb: e\r\n")) == [("B", "c"), ("a", "d"), ("b", "e")]


def test_no_fields_are_no_fault() -> None:
    assert list(fields(b"")) == []


def test_only_space_and_tab_around_a_value_are_dropped() -> None:
    section = b"B: \t Xc \t dX\t \r\nC: \xa0e\x85\r\nD: \t\r\n"
    assert list(fields(section)) == [("B", "Xc \t dX"), ("C", "\xa0e\x85"), ("D", "")]


def test_every_visible_octet_stands_in_a_value() -> None:
    value = bytes([*range(0x21, 0x7F), *range(0x80, 0x100)])
    assert fields(b"B:" + value + b"\r\n")["b"] == value.decode("latin-1")


def test_no_control_character_stands_in_a_value() -> None:
    octets = [octet for octet in (*range(0x20), 0x7F) if octet != 0x09]
    lines = [b"B: c%bd\r\n" % bytes([octet]) for octet in octets]
    assert statuses(fields, lines) == dict.fromkeys(lines, 400)


def test_a_name_is_a_token() -> None:
    names = [
        b"",
        b"B\xe9",
        b"B\x00",
        b"B\x7f",
        b'"B"',
        b"B(",
        b"{B}",
        b"B/C",
        b"@",
        b"B C",
        b"B\x0b",
        b"B,",
    ]
    lines = [name + b": c\r\n" for name in names]
    assert statuses(fields, lines) == dict.fromkeys(lines, 400)


def test_a_fault_of_any_line_is_found() -> None:
    sections = [b"B: c\r\nC\r\nD: e\r\n", b"B: c\r\nC: d\r\nE\r\n", b"B\r\nC: d\r\n"]
    assert statuses(fields, sections) == dict.fromkeys(sections, 400)


def test_there_are_so_many_fields_and_no_more() -> None:
    assert len(fields(b"B: c\r\n" * 3)) == 3
    assert status(fields, b"B: c\r\n" * 4) == 431


@pytest.mark.parametrize(
    ("section", "detail", "rule"),
    [
        (b"B: c\nD: e\r\n", "CRLF", "RFC 9112 section 2.2"),
        (b"B: c\rd\r\n", "CRLF", "RFC 9112 section 2.2"),
        (b"B: c\r\n d\r\n", "begin with white space", "RFC 9112 section 5.2"),
        (b"B\r\n", "colon", "RFC 9112 section 5"),
        (b"B : c\r\n", "before the colon", "RFC 9112 section 5.1"),
        (b": c\r\n", "token", "RFC 9110 section 5.1"),
        (b"B: \x00\r\n", "control character", "RFC 9110 section 5.5"),
    ],
)
def test_a_fault_is_called_by_its_rule(section: bytes, detail: str, rule: str) -> None:
    fault = field_fault(b"Sound: a\r\n" + section)
    assert detail in fault.detail
    assert (fault.status, fault.section) == (400, rule)


@settings(max_examples=20)
@given(st.binary(max_size=12).map(lambda line: line.replace(b"\r\n", b"") + b"\r\n"))
def test_a_line_is_a_field_or_has_a_fault_that_can_be_named(line: bytes) -> None:
    assert line == b"\r\n" or status(fields, line) in {200, 400}


# RFC 9112 section 3.2, RFC 9110 section 7.2: Host = uri-host [ ":" port ]


def test_a_host_is_a_name_or_an_address_and_perhaps_a_port() -> None:
    hosts = [
        b"", b"a", b"b.example.", b"a:8000", b"a:", b"a:0", b"a:65535", b"127.0.0.1", b"[::1]",
        b"[1::2]:80", b"[::ffff:1.2.3.4]", b"%41~!$&'()*+,;=", b"a_b", b"xn--a",
    ]  # fmt: skip
    assert statuses(host, hosts) == dict.fromkeys(hosts, 200)


def test_what_is_no_host_is_refused() -> None:
    hosts = [
        b":80", b"a:b", b"a:-1", b"a:65536", b"a:" + b"9" * 5000, b"a:\xb2", b"a b", b"u@a", b"a/b",
        b"a?", b"a#b", b"a\\b", b"a:80:80", b"::1", b"[::1", b"::1]", b"[]", b"[:::]", b"[1.2.3.4]",
        b"[::1]a", b"[::1%25a]", b"[v1.a]", b"%4", b"%4g", b'"a"', b"<a>", b"\xe9", b"http://a",
        b"a%00",
    ]  # fmt: skip
    assert statuses(host, hosts) == dict.fromkeys(hosts, 400)


def test_host_is_sent_once_on_1_1_and_at_most_once_on_1_0() -> None:
    def refused(version: str, authority: str | None, count: int) -> bool:
        def read(lines: bytes) -> RequestHead:
            return parse_head("GET", "/", version, authority, lines, Limits())

        return status(read, section(*[("Host", "a")] * count)) == 400

    for authority in (None, "b"):  # in absolute form, too
        assert [refused("1.1", authority, count) for count in range(4)] == [True, False, True, True]
        assert [refused("1.0", authority, count) for count in range(4)] == [
            False,
            False,
            True,
            True,
        ]


def test_the_authority_of_the_target_replaces_host() -> None:  # RFC 9112 section 3.2.2
    lines = section(("host", "a"), ("B", "c"))
    read = parse_head("GET", "/", "1.1", "b:80", lines, Limits()).headers
    assert read.get_all("Host") == ["b:80"]
    assert read["B"] == "c"


# RFC 9112 section 9.3: whether the connection persists


def persistent(*lines: str, version: str = "1.1") -> bool:
    return sent(*(("Connection", line) for line in lines), version=version).persistent


def test_close_ends_the_connection_as_an_element_of_any_line_in_any_case() -> None:
    lines = [
        "close",
        "CLOSE",
        "a, close",
        "close ,a",
        "a,\tClose\t,b",
        ",,close",
        "keep-alive, close",
    ]
    assert [line for line in lines if persistent(line)] == []
    assert not persistent("a", "close")


def test_what_only_looks_like_close_does_not_end_the_connection() -> None:
    lines = ["", "closed", "not-close", '"close"', "close;a", "clo se", "keep-alive", "upgrade"]
    assert [line for line in lines if not persistent(line)] == []


def test_http_1_0_persists_only_if_it_asks_to() -> None:
    lines = {"": False, "keep-alive": True, "a, Keep-Alive": True, "keep-alive, close": False}
    assert {line: persistent(line, version="1.0") for line in lines} == lines


# RFC 9110 section 10.1.1: expectations


def test_100_continue_is_expected_in_any_case() -> None:
    for value in ("100-continue", "100-CONTINUE", "100-continue, 100-continue"):
        assert sent(("Expect", value)).expects_continue
    assert not sent(("Expect", "")).expects_continue
    assert not sent(("Expect", "100-continue"), version="1.0").expects_continue


def test_no_other_expectation_can_be_met() -> None:
    values = ["tea", "100-continue, tea", "100-continued", "100", "100-continue;a=b"]
    assert statuses(lambda value: sent(("Expect", value)), values) == dict.fromkeys(values, 417)


# RFC 9112 sections 6.1 to 6.3: framing


def declared(length: str) -> int | None:
    return sent(("Content-Length", length)).length


def coded(coding: str) -> int | None:
    return sent(("Transfer-Encoding", coding)).length


def test_a_length_is_one_to_eighteen_digits() -> None:
    lengths = {"0": 0, "5": 5, "005": 5, "9" * 18: 10**18 - 1}
    assert {each: declared(each) for each in lengths} == lengths


def test_what_python_would_take_for_a_number_is_no_length() -> None:
    lengths = [
        "", "+1", "-1", "-0", "1_0", "0x1", "1.0", "1e1", "1, 1", "1,1", "1 1", "1;", ",", "a",
        "\xb2", "\xa01", "1" * 19, "1" * 5000, "\x851", "\xd9\xa1",
    ]  # fmt: skip
    assert statuses(declared, lengths) == dict.fromkeys(lengths, 400)


def test_chunked_is_the_only_coding() -> None:
    assert [coded(each) for each in ("chunked", "CHUNKED", "\tchunKed ")] == [None] * 3
    unknown = ["gzip, chunked", "gzip,deflate\t,\tchunked", "identity, chunked", "x;y, chunked"]
    assert statuses(coded, unknown) == dict.fromkeys(unknown, 501)


def test_chunked_stands_last_and_once() -> None:
    codings = [
        "", ",", "gzip", "identity", "chunked, gzip", "chunked, identity", "chunked, chunked",
        "chunked,", ",chunked", "gzip,,chunked", "chunked;a=b", "chunked ;", "xchunked",
        "chunked chunked", '"chunked"', "Chunked, CHUNKED", "chunked\xa0", "\x85chunked",
        "chun\xe2\x84\xaaed", "chunke\xf0",
    ]  # fmt: skip
    assert statuses(coded, codings) == dict.fromkeys(codings, 400)


def framing(*items: tuple[str, str], version: str = "1.1") -> int:
    return status(lambda fields: sent(*fields, version=version), items)


def test_framing_that_could_be_read_in_two_ways_is_refused() -> None:
    length, coding = ("Content-Length", "5"), ("Transfer-Encoding", "chunked")
    assert framing(length, length) == 400
    assert framing(length, ("content-length", "6")) == 400
    assert framing(length, coding) == 400
    assert framing(coding, length) == 400
    assert framing(length, ("Transfer-Encoding", "gzip, chunked")) == 400
    assert framing(coding, coding) == 400
    assert framing(coding, ("Transfer-Encoding", "")) == 400
    assert framing(("Transfer-Encoding", "gzip"), coding) == 501
    assert framing(coding, version="1.0") == 400


def test_no_framing_means_no_body() -> None:
    assert sent().length == 0
    # Another name is another field, whatever else might take it for the same.
    assert sent(("Transfer_Encoding", "chunked")).length == 0


# RFC 9112 section 7.1: chunk-size [ chunk-ext ]


def test_the_size_of_a_chunk_is_up_to_sixteen_hex_digits() -> None:
    sizes = {b"0": 0, b"a": 10, b"A": 10, b"00ff": 255, b"0" * 16: 0, b"F" * 16: 2**64 - 1}
    assert {each: parse_chunk_line(each)[0] for each in sizes} == sizes


def test_what_is_no_size_is_refused() -> None:
    lines = [
        b"", b"x", b"+1", b"-1", b"0x1", b"1_0", b" 1", b"1 ", b"\t1", b"1\t", b"1 ;a", b"1g",
        b"1h", b"\xb2", b"1\x00", b"1.0", b"1,1", b"0" * 17, b"1" * 5000, b";a", b"1 2", b'"1"',
        b"\xd9\xa1",
    ]  # fmt: skip
    assert statuses(parse_chunk_line, lines) == dict.fromkeys(lines, 400)


def test_extensions_are_counted() -> None:
    extensions = [
        b"", b";a", b";a=b", b";a;b", b";a;b=c;d", b'; a = "b"', b";\ta\t=\tb\t;c", b'; a="" ;b',
        b'; a="\\""', b';a=";"', b'; a="\xff\t"', b";a=!#$%&'*+-.^_`|~",
    ]  # fmt: skip
    assert {each: parse_chunk_line(b"1" + each) for each in extensions} == {
        each: (1, len(each)) for each in extensions
    }


def test_what_is_no_extension_is_refused() -> None:
    extensions = [
        b";", b";;a", b";=a", b";a=", b";a=b=c", b";a b", b";a ", b";a=b ", b";a=b c", b';"a"',
        b';a="b', b';a="b"c', b';a="b""c"', b';a="\x00"', b';a="\\', b';a="\\"', b';a="\\\x00"',
        b";a\x0b", b";a=\xe9", b";\xe9", b";a,b", b';a="\n"', b';a="\r"', b";a\n",
    ]  # fmt: skip
    lines = [b"1" + extension for extension in extensions]
    assert statuses(parse_chunk_line, lines) == dict.fromkeys(lines, 400)

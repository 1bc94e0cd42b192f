"""Conditional requests and ranges (RFC 9110 sections 13 and 14)."""

import pytest

from entities import Headers, HTTPError, Request
from extras.use_cases import Representation, Selection, select
from extras.use_cases.conditional import MOST_RANGES
from use_cases import http_date

NOW = 784111777
TODAY, BEFORE, AFTER = http_date(NOW), http_date(NOW - 1), http_date(NOW + 1)
STRONG = Representation(size=100, modified=NOW, etag='"a,b"', media_type="text/plain")
WEAK = STRONG._replace(etag='W/"a,b"')
EMPTY = STRONG._replace(size=0)

IM, INM, IR, RANGE = "If-Match", "If-None-Match", "If-Range", "Range"
IMS, IUS = "If-Modified-Since", "If-Unmodified-Since"


def ask(
    *fields: tuple[str, str], method: str = "GET", current: Representation = STRONG
) -> Selection:
    """Ask for a representation with these fields."""
    return select(Request(method, "/", Headers(fields)), current, "BOUNDARY")


def status(*fields: tuple[str, str], method: str = "GET", current: Representation = STRONG) -> int:
    """Return the status alone, also of a refusal."""
    try:
        return ask(*fields, method=method, current=current).status
    except HTTPError as refusal:
        return refusal.status


def test_without_conditions_all_of_it_is_sent_with_its_validators() -> None:
    assert ask() == Selection(
        200,
        [
            ("Content-Type", "text/plain"),
            ("ETag", '"a,b"'),
            ("Last-Modified", TODAY),
            ("Accept-Ranges", "bytes"),
        ],
        [range(100)],
    )


CONDITIONS: list[tuple[list[tuple[str, str]], int, int]] = [
    # The fields, and the status that they give with a strong tag and with a weak one.
    ([(IM, '"a,b"')], 200, 412),
    ([(IM, '"x", W/"y" , "a,b"')], 200, 412),
    ([(IM, '"x"'), (IM, '"a,b"')], 200, 412),
    ([(IM, 'W/"a,b"')], 412, 412),
    ([(IM, '"a", "b"')], 412, 412),
    ([(IM, "*")], 200, 200),
    ([(IM, "a,b")], 412, 412),
    ([(IM, "")], 412, 412),
    ([(INM, '"a,b"')], 304, 304),
    ([(INM, 'W/"a,b"')], 304, 304),
    ([(INM, '"x","y",W/"a,b"')], 304, 304),
    ([(INM, '"x"'), (INM, '"a,b"')], 304, 304),
    ([(INM, "*")], 304, 304),
    ([(INM, '"x"')], 200, 200),
    ([(INM, '"a", "b"')], 200, 200),
    ([(INM, "")], 200, 200),
    ([(IMS, TODAY)], 304, 304),
    ([(IMS, AFTER)], 304, 304),
    ([(IMS, BEFORE)], 200, 200),
    ([(IMS, "yesterday")], 200, 200),
    ([(IMS, AFTER), (IMS, AFTER)], 200, 200),
    ([(IUS, TODAY)], 200, 200),
    ([(IUS, AFTER)], 200, 200),
    ([(IUS, BEFORE)], 412, 412),
    ([(IUS, "yesterday")], 200, 200),
    ([(IUS, BEFORE), (IUS, BEFORE)], 200, 200),
    # Section 13.2.2: which of them is looked at, and in which order.
    ([(IM, '"a,b"'), (IUS, BEFORE)], 200, 412),
    ([(IM, "*"), (IUS, BEFORE)], 200, 200),
    ([(IM, '"x"'), (IUS, AFTER)], 412, 412),
    ([(IM, '"x"'), (INM, "*")], 412, 412),
    ([(IM, "*"), (INM, "*")], 304, 304),
    ([(IM, "*"), (IMS, AFTER)], 304, 304),
    ([(IUS, BEFORE), (INM, "*")], 412, 412),
    ([(IUS, AFTER), (INM, "*")], 304, 304),
    ([(IUS, AFTER), (IMS, AFTER)], 304, 304),
    ([(INM, '"x"'), (IMS, AFTER)], 200, 200),
    ([(INM, "*"), (IMS, BEFORE)], 304, 304),
    ([(INM, "*"), (RANGE, "bytes=0-1")], 304, 304),
    ([(IM, '"x"'), (RANGE, "bytes=0-1")], 412, 412),
    ([(IMS, AFTER), (RANGE, "bytes=200-")], 304, 304),
    ([(INM, '"x"'), (RANGE, "bytes=200-")], 416, 416),
    ([(IM, "*"), (INM, '"x"'), (RANGE, "bytes=0-1")], 206, 206),
]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(("fields", "strong", "weak"), CONDITIONS)
def test_conditions_in_their_order(
    fields: list[tuple[str, str]], strong: int, weak: int, method: str
) -> None:
    if method == "HEAD":  # Section 14.2: a range is of GET alone.
        strong, weak = (200 if each in (206, 416) else each for each in (strong, weak))
    assert status(*fields, method=method) == strong
    assert status(*fields, method=method, current=WEAK) == weak


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ((IM, "*"), 200),
        ((IM, '"x"'), 412),
        ((INM, "*"), 412),
        ((INM, 'W/"a,b"'), 412),
        ((INM, '"x"'), 200),
        ((IMS, AFTER), 200),
        ((IUS, BEFORE), 412),
        ((RANGE, "bytes=0-1"), 200),
    ],
)
def test_another_method_must_not_act_on_what_has_changed(
    field: tuple[str, str], expected: int
) -> None:
    assert status(field, method="PUT") == expected


def test_who_has_a_copy_gets_the_tag_alone() -> None:
    assert ask((INM, "*")) == Selection(304, [("ETag", '"a,b"')], [])


@pytest.mark.parametrize(
    ("condition", "strong", "weak"),
    [
        ('"a,b"', 206, 200),
        ('W/"a,b"', 200, 200),
        ('"x"', 200, 200),
        ("*", 200, 200),
        (TODAY, 206, 200),
        (BEFORE, 200, 200),
        (AFTER, 200, 200),
        ("", 200, 200),
    ],
)
def test_a_range_of_what_may_have_changed_needs_a_strong_validator(
    condition: str, strong: int, weak: int
) -> None:
    fields = (IR, condition), (RANGE, "bytes=0-1")
    assert status(*fields) == strong
    assert status(*fields, current=WEAK) == weak
    assert status(fields[0]) == 200


def test_a_range_that_does_not_exist_matters_only_if_the_part_is_still_good() -> None:
    assert status((IR, '"x"'), (RANGE, "bytes=200-")) == 200
    assert status((IR, '"a,b"'), (RANGE, "bytes=200-")) == 416


RANGES: list[tuple[str, list[range] | None]] = [
    # The field, and what is sent of 100 octets; None is all of it as a 200.
    ("bytes=0-0", [range(1)]),
    ("bytes=0-99", [range(100)]),
    ("bytes=0-", [range(100)]),
    ("bytes=99-", [range(99, 100)]),
    ("bytes=10-19", [range(10, 20)]),
    ("bytes=10-1000", [range(10, 100)]),
    ("bytes=10-999999999999999999", [range(10, 100)]),
    ("bytes=-1", [range(99, 100)]),
    ("bytes=-1000", [range(100)]),
    ("BYTES=010-019", [range(10, 20)]),
    ("bytes=100-", []),
    ("bytes=100-200", []),
    ("bytes=-0", []),
    ("bytes=100-, -0", []),
    ("bytes=0-0,-1", [range(1), range(99, 100)]),
    ("bytes=50-59 ,\t0-9,,", [range(50, 60), range(10)]),
    ("bytes=0-9,5-14", [range(10), range(5, 15)]),
    ("bytes=0-9,100-", [range(10)]),
    ("bytes=0-49,50-99", [range(50), range(50, 100)]),
    ("bytes=0-,0-0", None),
    ("bytes=0-60,40-99", None),
    ("bytes=" + ",".join(["0-0"] * MOST_RANGES), [range(1)] * MOST_RANGES),
    ("bytes=" + ",".join(["0-0"] * (MOST_RANGES + 1)), None),
    ("bytes=" + ",".join(["100-"] * (MOST_RANGES + 1)), None),
    ("bytes=19-10", None),
    ("bytes=0-9,19-10", None),
    ("bytes=-", None),
    ("bytes=", None),
    ("bytes=,", None),
    ("bytes", None),
    ("", None),
    ("0-9", None),
    ("=0-9", None),
    ("bytes =0-9", None),
    ("bytes= 0 - 9", None),
    ("bytes=0-9;10-19", None),
    ("bytes=+0-9", None),
    ("bytes=0x0-9", None),
    ("bytes=1_0-19", None),
    ("bytes=--1", None),
    ("bytes=0-9, bytes=10-19", None),
    ("lines=0-9", None),
    (f"bytes=0-{'9' * 5000}", None),
]


@pytest.mark.parametrize(("field", "expected"), RANGES, ids=range(len(RANGES)))
def test_ranges(field: str, expected: list[range] | None) -> None:
    if expected == []:
        with pytest.raises(HTTPError) as refusal:
            ask((RANGE, field))
        assert refusal.value.status == 416
        assert refusal.value.headers == (("Content-Range", "bytes */100"),)
        return
    status, _, content = ask((RANGE, field))
    assert status == (206 if expected else 200)
    assert [each for each in content if isinstance(each, range)] == (expected or [range(100)])


def test_nothing_has_no_ranges() -> None:
    for field in ("bytes=0-", "bytes=-1", "bytes=0-0,-1"):
        assert ask((RANGE, field), current=EMPTY)[::2] == (200, [range(0)])


def test_two_fields_are_one_that_is_not_valid() -> None:
    assert status((RANGE, "bytes=0-1"), (RANGE, "bytes=2-3")) == 200


def test_one_range_is_sent_as_it_is() -> None:
    status, headers, content = ask((RANGE, "bytes=10-19"))
    assert (status, content) == (206, [range(10, 20)])
    assert headers == [
        ("Content-Type", "text/plain"),
        ("Content-Range", "bytes 10-19/100"),
        ("ETag", '"a,b"'),
        ("Last-Modified", TODAY),
        ("Accept-Ranges", "bytes"),
    ]


def test_several_ranges_are_sent_with_a_boundary_between_them() -> None:
    status, headers, content = ask((RANGE, "bytes=90-,0-1"))
    assert status == 206
    assert dict(headers)["Content-Type"] == "multipart/byteranges; boundary=BOUNDARY"
    assert "Content-Range" not in dict(headers)
    assert content == [
        b"\r\n--BOUNDARY\r\nContent-Type: text/plain\r\nContent-Range: bytes 90-99/100\r\n\r\n",
        range(90, 100),
        b"\r\n--BOUNDARY\r\nContent-Type: text/plain\r\nContent-Range: bytes 0-1/100\r\n\r\n",
        range(2),
        b"\r\n--BOUNDARY--\r\n",
    ]

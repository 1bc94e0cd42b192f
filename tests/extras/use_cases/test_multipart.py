"""Forms with files: what they say, in every cut, and what is refused."""

from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from entities import Headers, HTTPError
from extras.use_cases import FormLimits, FormParser, PartHead, parse_boundary
from extras.use_cases.multipart import parse_parameters
from tests.use_cases.drawing import texts_of
from tests.use_cases.feeding import bytewise, in_two

Seen = list[PartHead | bytes | int]
"""The events of a form, in which the status of an error may stand last."""

TEXT = PartHead("a", None, "")


def outcome(pieces: Iterable[bytes], limits: FormLimits = FormLimits()) -> Seen:
    """Return what a parser makes of these pieces; neighbouring pieces of a content become one."""
    parser = FormParser("b", limits)
    seen: Seen = []
    try:
        for piece in pieces:
            for event in parser.feed(piece):
                last = seen[-1] if seen else None
                if isinstance(event, bytes) and isinstance(last, bytes):
                    seen[-1] = last + event
                else:
                    seen.append(event)
        parser.finish()
    except HTTPError as error:
        seen.append(error.status)
    return seen


def read(form: bytes, limits: FormLimits = FormLimits()) -> Seen:
    """Return what a form says, which must be the same in every cut in two, and byte by byte."""
    seen = outcome([form], limits)
    assert outcome(bytewise(form), limits) == seen
    for cut in in_two(form):
        assert outcome(cut, limits) == seen
    return seen


def refusal(form: bytes, limits: FormLimits = FormLimits()) -> HTTPError:
    """Return what is said of a form that is refused in every cut."""
    assert read(form, limits)[-1] in (400, 413)
    with pytest.raises(HTTPError) as caught:
        whole(form, limits)
    return caught.value


def whole(form: bytes, limits: FormLimits) -> None:
    """Read a form at once, to its end."""
    parser = FormParser("b", limits)
    list(parser.feed(form))
    parser.finish()


def part(content: bytes, *fields: bytes) -> bytes:
    """Write a part, with the boundary before it; it is a field if no fields are given."""
    lines = fields or (b'Content-Disposition: form-data; name="a"',)
    return b"--b\r\n" + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + content + b"\r\n"


def form(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


def disposed(disposition: str | bytes) -> PartHead | int:
    """Return what a part with this disposition is, or the status of its refusal."""
    value = disposition.encode() if isinstance(disposition, str) else disposition
    first = read(form(part(b"", b"Content-Disposition: " + value)))[0]
    assert not isinstance(first, bytes)
    return first


# RFC 2046 section 5.1.1: what stands where


def test_a_form_may_have_no_parts() -> None:
    assert read(b"--b--") == []
    assert read(b"--b--\r\n") == []


def test_parts_come_in_order_and_names_may_repeat() -> None:
    file = b'Content-Disposition: form-data; name="f"; filename="x.png"', b"Content-Type: image/png"
    assert read(form(part(b"one"), part(b"\x00\xff", *file), part(b"two"))) == [
        TEXT, b"one", PartHead("f", "x.png", "image/png"), b"\x00\xff", TEXT, b"two",
    ]  # fmt: skip


def test_a_part_may_be_empty() -> None:
    assert read(form(part(b""), part(b""))) == [TEXT, TEXT]


def test_the_end_of_the_last_line_belongs_to_the_boundary() -> None:
    assert read(form(part(b"\r\n"), part(b"x\r\n\r\n"))) == [TEXT, b"\r\n", TEXT, b"x\r\n\r\n"]


def test_what_is_nearly_a_boundary_is_content() -> None:
    for content in (
        b"--b", b"x--b\r\n", b"\r\n--", b"\r\n--B--", b"\n--b\r\n", b"\r--b", b"\r\n -b", b"\r\n-b",
        b"\r\n--\r\n-\r\n\r", b"\r\r\n\r\n-" * 3,
    ):  # fmt: skip
        assert read(form(part(content))) == [TEXT, content]


def test_what_stands_before_the_first_boundary_and_after_the_last_has_no_meaning() -> None:
    before = b"This is a form.\r\n--B\r\n\r\n"
    after = b"--b\r\n\r\n" + part(b"no") + b"--b"
    assert read(before + form(part(b"x")) + after) == [TEXT, b"x"]
    assert read(b"\r\n" + form(part(b"x"))) == [TEXT, b"x"]


def test_a_boundary_may_be_padded() -> None:  # RFC 2046 section 5.1.1, transport-padding
    padded = form(part(b"x")).replace(b"--b\r\n", b"--b \t \r\n")
    assert read(padded) == [TEXT, b"x"]


def test_a_boundary_stands_alone_on_its_line() -> None:
    for line in (b"--bc\r\n", b"--b x\r\n", b"--b-\r\n", b"--bX: y\r\n", b"--b\n"):
        spoilt = form(part(b"x")).replace(b"--b\r\n", line)
        assert read(spoilt) == [400]
        assert read(form(part(b"x"), spoilt))[:2] == [TEXT, b"x"]
        assert read(form(part(b"x"), spoilt))[2:] == [400]


def test_a_form_without_its_last_boundary_is_refused() -> None:
    whole = form(part(b"one"), part(b"two"))
    for end in range(whole.index(b"--b--") + len(b"--b--")):
        assert read(whole[:end])[-1] == 400
    assert "last boundary" in refusal(b"").detail


def test_lines_end_in_crlf() -> None:
    assert "CRLF" in refusal(form(part(b"x")).replace(b"\r\n", b"\n")).detail
    for line in (b"A: b\n", b"A: b\r", b"A: b\rC: d", b"A: b\nC: d"):
        assert read(form(part(b"x", b'Content-Disposition: form-data; name="a"', line))) == [400]


# RFC 7578 section 4: the fields of a part


def test_other_fields_of_a_part_are_ignored() -> None:
    fields = b"X-A: b", b'CONTENT-disposition:form-data;name="a"', b"Content-Length: 7"
    assert read(form(part(b"x", *fields))) == [TEXT, b"x"]


def test_a_part_says_that_it_is_one_of_a_form_and_its_name() -> None:
    for disposition in (
        "", "form-data", 'form-data; filename="x"', 'attachment; name="a"', "form-data; name",
        'form-data; name="a', 'form-data; name="a"b', 'form-data, name="a"', 'form-data; name="a";',
        'form-data; name = "a"', 'form-data; name="a"; name="b"', 'form-data; name="a"; NAME=a',
        'form-data; name="a"; filename=x y', 'form-data name="a"', "form-data; name*=utf-8''a",
    ):  # fmt: skip
        assert disposed(disposition) == 400
    assert "Content-Disposition: form-data; name=" in refusal(b"--b\r\n\r\nx\r\n--b--").detail


def test_a_disposition_comes_once() -> None:
    once = b'Content-Disposition: form-data; name="a"'
    assert read(form(part(b"x", once, once))) == [400]
    assert read(form(part(b"x", b"Content-Disposition: form-data; name=a", once))) == [400]


def test_the_fields_of_a_part_follow_the_grammar_of_fields() -> None:
    for field, reason in (
        (b"no colon", "a field line needs a colon"),
        (b" folded: line", "begin with white space"),
        (b"A : b", "white space before the colon"),
        (b"A: \x00", "a control character"),
    ):
        error = refusal(form(part(b"x", b'Content-Disposition: form-data; name="a"', field)))
        assert error.status == 400
        assert reason in error.detail
        assert "RFC 9112" in error.detail or "RFC 9110" in error.detail


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ('""', ""),
        ("a", "a"),
        ('"a b;c=d, e"', "a b;c=d, e"),
        ('"näme 名"', "näme 名"),
        ('"a%22b%0D%0Ac"', 'a"b\r\nc'),  # browsers, curl, httpx
        ('"100%25 %0d %2"', "100%25 %0d %2"),  # nothing else is an escape
        (r'"a\"b"', 'a"b'),  # older clients
        (r'"C:\temp\x"', r"C:\temp\x"),  # browsers
        (r'"a\\b\\"', "a\\b\\"),  # httpx
    ],
)
def test_names_are_written_as_browsers_write_them(written: str, name: str) -> None:
    assert disposed(f"form-data; name={written}") == PartHead(name, None, "")
    assert disposed(f'form-data; name="a"; filename={written}') == PartHead("a", name, "")
    assert disposed(f'FORM-DATA ;FileName={written}\t; NAME="a"') == PartHead("a", name, "")


def test_a_filename_with_a_charset_is_ignored() -> None:  # RFC 7578 section 4.2
    assert disposed("form-data; name=a; filename=x; filename*=utf-8''y") == PartHead("a", "x", "")
    assert disposed("form-data; name=a; filename*=utf-8''y") == PartHead("a", None, "")


def test_a_filename_is_what_the_sender_says() -> None:
    assert disposed('form-data; name=a; filename="../etc/x"') == PartHead("a", "../etc/x", "")


def test_names_are_utf_8() -> None:
    assert disposed(b'form-data; name="\xe4"') == 400
    assert disposed(b'form-data; name=a; filename="\xff"') == 400
    assert (
        "UTF-8" in refusal(form(part(b"", b'Content-Disposition: form-data; name="\xe4"'))).detail
    )


def test_the_content_of_a_field_is_utf_8() -> None:
    assert TEXT.text("ä\r\n".encode()) == "ä\r\n"
    with pytest.raises(HTTPError, match="The field 'a' is not UTF-8") as caught:
        TEXT.text(b"\xe4")
    assert caught.value.status == 400
    assert caught.value.__cause__ is not None


# The boundary


def boundary_of(content_type: str) -> str | int:
    try:
        return parse_boundary(Headers({"Content-Type": content_type}))
    except HTTPError as error:
        return error.status


@pytest.mark.parametrize(
    ("parameters", "boundary"),
    [
        ("; boundary=b", "b"),
        ("; boundary=" + "b" * 70, "b" * 70),
        (";BOUNDARY=----WebKitFormBoundaryA9", "----WebKitFormBoundaryA9"),
        ("; charset=utf-8; boundary=b", "b"),
        ('; boundary="b"', "b"),
        ('; boundary="b c\'()+_,-./:=?"', "b c'()+_,-./:=?"),
        ("", 400),
        ("; boundary=", 400),
        ('; boundary=""', 400),
        ("; boundary=" + "b" * 71, 400),
        ('; boundary="b "', 400),
        ("; boundary=b c", 400),
        ("; boundary=b/c", 400),
        ("; boundary=b#", 400),
        ("; boundary=b; boundary=c", 400),
        ("; boundary=b,", 400),
        ('; boundary="b', 400),
        ('; boundary="b%22"', 400),
    ],
)
def test_the_boundary_follows_its_grammar(parameters: str, boundary: str | int) -> None:
    assert boundary_of("multipart/form-data" + parameters) == boundary
    assert boundary_of("Multipart/Form-Data " + parameters) == boundary


def test_a_body_of_another_media_type_is_refused() -> None:
    for content_type in ("", "text/plain", "multipart/mixed; boundary=b", "multipart/form-data-b"):
        assert boundary_of(content_type) == 415
    with pytest.raises(HTTPError, match="multipart/form-data"):
        parse_boundary(Headers())


def test_the_boundary_of_a_form_is_the_one_that_is_looked_for() -> None:
    sent = form(part(b"--b")).replace(b"--b\r\nC", b"--x y\r\nC").replace(b"--b--", b"--x y--")
    assert list(FormParser("x y").feed(sent)) == [TEXT, b"--b"]


def test_parameters_are_read_by_their_grammar_or_not_at_all() -> None:
    assert parse_parameters("A/B; c=d") == ("a/b", {"c": "d"})
    assert parse_parameters(" a\t") == ("a", {})
    assert parse_parameters("a; b=c d") == ("a", {})
    assert parse_parameters("") == ("", {})


# Limits


def test_a_form_has_so_many_parts_and_no_more() -> None:
    limits = FormLimits(parts=2)
    assert read(form(part(b"x"), part(b"y")), limits) == [TEXT, b"x", TEXT, b"y"]
    error = refusal(form(part(b"x"), part(b"y"), part(b"z")), limits)
    assert (error.status, error.detail) == (413, "A form may have at most 2 parts.")


def test_a_form_has_so_many_files_and_no_more() -> None:
    limits = FormLimits(files=1)
    file = part(b"x", b"Content-Disposition: form-data; name=f; filename=x")
    assert read(form(part(b"x"), file, part(b"y")), limits)[-1] == b"y"
    error = refusal(form(file, part(b"x"), file), limits)
    assert (error.status, error.detail) == (413, "A form may have at most 1 files.")


def test_the_fields_together_have_so_many_octets_and_no_more() -> None:
    limits = FormLimits(text=4)
    file = part(b"many octets", b"Content-Disposition: form-data; name=f; filename=x")
    assert read(form(part(b"xy"), file, part(b"zz")), limits)[-1] == b"zz"
    large = form(part(b"xy"), file, part(b"zzz"))
    with pytest.raises(HTTPError, match="A form may have at most 4 octets in fields") as caught:
        whole(large, limits)
    assert caught.value.status == 413
    # The cut decides how much of the field is given before.
    assert outcome(bytewise(large), limits)[-3:] == [TEXT, b"zz", 413]


def test_the_head_of_a_part_has_so_many_octets_and_no_more() -> None:
    head = len(b'\r\nContent-Disposition: form-data; name="a"')
    assert read(form(part(b"x")), FormLimits(head=head)) == [TEXT, b"x"]
    error = refusal(form(part(b"x")), FormLimits(head=head - 1))
    assert error.status == 413
    assert (
        error.detail == f"A form may have at most {head - 1} octets before the content of a part."
    )
    assert outcome([b"--b\r\n" + b"A" * 4098]) == [413]


def test_a_large_content_is_not_kept() -> None:
    parser = FormParser("b")
    list(parser.feed(part(b"")[:-2]))
    for _ in range(3):
        assert sum(len(event) for event in parser.feed(bytes(1000))) >= 1000 - len(b"\r\n--b")


# Any form, in any cut

names = texts_of('aé名"\r\n;,=& ')
contents = (
    st.lists(st.sampled_from([b"\r", b"\n", b"-", b"b", b"--b", b"\r\n--", b"x"]), max_size=8)
    .map(b"".join)
    .filter(lambda content: b"\r\n--b" not in b"\r\n" + content)
)
heads = st.builds(PartHead, names, st.none() | names, st.sampled_from(["", "text/plain; a=b"]))


def written(name: str) -> str:
    """Write a name as browsers do."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def render(parts: list[tuple[PartHead, bytes]]) -> bytes:
    """Write a form as a browser would."""
    written_parts = []
    for head, content in parts:
        disposition = f'Content-Disposition: form-data; name="{written(head.name)}"'
        if head.filename is not None:
            disposition += f'; filename="{written(head.filename)}"'
        fields = [disposition.encode()]
        if head.content_type:
            fields.append(f"Content-Type: {head.content_type}".encode())
        written_parts.append(part(content, *fields))
    return form(*written_parts)


def pieces(data: bytes, cuts: Iterable[int]) -> Iterator[bytes]:
    """Cut data in several places."""
    at = 0
    for cut in sorted(cuts):
        yield data[at:cut]
        at = cut
    yield data[at:]


@given(st.lists(st.tuples(heads, contents), max_size=4), st.data())
def test_any_form_is_read_back_in_any_cut(
    parts: list[tuple[PartHead, bytes]], data: st.DataObject
) -> None:
    sent = render(parts)
    cuts = data.draw(st.lists(st.integers(0, len(sent)), max_size=5))
    expected = [event for head, content in parts for event in (head, content) if event != b""]
    assert outcome(pieces(sent, cuts)) == expected


@given(
    st.lists(st.sampled_from([b"--b", b"\r\n", b"--", b"x", b"\r", part(b"x")]), max_size=8).map(
        b"".join
    )
)
def test_whatever_is_sent_every_cut_says_the_same(data: bytes) -> None:
    read(data)

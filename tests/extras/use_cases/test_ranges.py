"""Ranges are those that looking at each octet finds, and no request makes an answer grow."""

from email import message_from_bytes
from email.message import Message

from hypothesis import given
from hypothesis import strategies as st

from entities import HTTPError, Request
from extras.use_cases import Representation, Selection, select
from extras.use_cases.conditional import MOST_RANGES

SIZE = 40
CONTENT = bytes(range(SIZE))
MOST_OVERHEAD = MOST_RANGES * 150 + 150

places = st.integers(0, SIZE + 5)
specs = st.one_of(
    st.builds("{}-{}".format, places, places),
    st.builds("{}-".format, places),
    st.builds("-{}".format, places),
)
fields = st.lists(specs, min_size=1, max_size=MOST_RANGES + 4).map(",".join)


def naive(spec: str, size: int) -> bytes | None:
    """Return the octets that a range means, by looking at each; None if it is not valid."""
    first, _, last = spec.partition("-")
    if first and last and int(last) < int(first):
        return None
    if not first:
        return bytes(at for at in range(size) if size - at <= int(last))
    return bytes(at for at in range(size) if int(first) <= at and (not last or at <= int(last)))


def answer(field: str, size: int = SIZE) -> Selection | None:
    """Return what is answered; None for 416."""
    current = Representation(size, 0, '"x"', "application/octet-stream")
    try:
        return select(Request("GET", "/", {"Range": field}), current, "next-part")
    except HTTPError:
        return None


def joined(selection: Selection) -> bytes:
    """Return the body that is sent."""
    pieces = (CONTENT[each.start : each.stop] if isinstance(each, range) else each
              for each in selection.content)  # fmt: skip
    return b"".join(pieces)


def parts(selection: Selection) -> list[tuple[str, bytes]]:
    """Return the place and the octets of each part, as a client would read them."""
    fields = dict(selection.headers)
    if "Content-Range" in fields:
        return [(fields["Content-Range"], joined(selection))]
    head = f"Content-Type: {fields['Content-Type']}\r\n\r\n".encode()
    message = message_from_bytes(head + joined(selection))
    assert message.is_multipart()
    found = []
    for part in message.get_payload():
        assert isinstance(part, Message)
        octets = part.get_payload(decode=True)
        assert isinstance(octets, bytes)
        found.append((part["Content-Range"], octets))
    return found


@given(fields)
def test_a_range_is_what_looking_at_each_octet_finds(field: str) -> None:
    meant = [naive(spec, SIZE) for spec in field.split(",")]
    selection = answer(f"bytes={field}")
    if selection is None:
        assert not any(meant)
        return
    if selection.status == 200:
        assert joined(selection) == CONTENT
        wanted = [each for each in meant if each is not None]
        assert None in meant or len(meant) > MOST_RANGES or len(b"".join(wanted)) > SIZE
        return
    assert selection.status == 206
    sent = parts(selection)
    assert [octets for _, octets in sent] == [each for each in meant if each]
    for place, octets in sent:
        assert place == f"bytes {octets[0]}-{octets[-1]}/{SIZE}"


@given(fields)
def test_no_request_makes_the_answer_grow(field: str) -> None:
    selection = answer(f"bytes={field}")
    assert selection is None or sum(map(len, selection.content)) <= SIZE + MOST_OVERHEAD


@given(
    st.one_of(fields.map("bytes={}".format), st.text("bytes=0123456789-, \t", max_size=40)),
    st.integers(0, SIZE),
)
def test_whatever_the_field_says_there_is_an_answer_within_what_there_is(
    field: str, size: int
) -> None:
    selection = answer(field.strip(" \t"), size)
    if selection is not None:
        for each in selection.content:
            if isinstance(each, range):
                assert 0 <= each.start <= each.stop <= size

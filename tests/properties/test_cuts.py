"""However octets are cut, they mean the same, and nothing but ProtocolError comes out of them."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.properties.grammar import anything, cut_at, places, spoilt_requests
from tests.use_cases.feeding import END_OF_INPUT, Seen, bytewise, in_two, outcome
from tests.use_cases.refused import REFUSED
from tests.use_cases.requests import LIMITS, NEXT
from tests.use_cases.served import SERVED
from use_cases import Limits, Signal

many = settings(max_examples=400)
few = settings(max_examples=60)

ROWS = [data for data, _ in (SERVED | REFUSED).values()]
TIGHT = Limits(request_line=24, field_section=48, fields=3, chunk_line=8, chunk_extensions=6)
limits = st.sampled_from([Limits(), LIMITS, TIGHT])

# What a peer may be told of a message that cannot be read (RFC 9110 section 15).
STATUSES = {400, 414, 417, 421, 431, 501, 505}


@many
@given(data=anything, places=places, limits=limits)
@example(data=b"\r", places=[], limits=Limits())
def test_no_cut_changes_what_octets_mean(data: bytes, places: list[int], limits: Limits) -> None:
    whole = outcome([data, END_OF_INPUT], limits) if data else [Signal.CLOSED]
    assert whole[-1] is Signal.CLOSED or whole[-1] in STATUSES
    assert outcome([*cut_at(data, places), END_OF_INPUT], limits) == whole
    assert outcome([*bytewise(data), END_OF_INPUT], limits) == whole


@few
@given(data=anything.filter(bool))
def test_no_place_to_cut_in_two_changes_what_octets_mean(data: bytes) -> None:
    whole = outcome([data], LIMITS)
    for pieces in in_two(data):
        assert outcome(pieces, LIMITS) == whole


@many
@given(data=anything.filter(bool), behind=st.sampled_from([NEXT, b"x", b"\r\n\r\n", b"\n"]))
def test_what_was_refused_stays_refused_whatever_follows(data: bytes, behind: bytes) -> None:
    seen = outcome([data], LIMITS)
    if refused(seen):
        assert outcome([data, behind, END_OF_INPUT], LIMITS) == seen
        assert outcome([data + behind], LIMITS) == seen
        assert outcome(bytewise(data + behind), LIMITS) == seen


@many
@given(data=anything.filter(bool), places=places)
def test_what_is_refused_in_one_piece_is_refused_in_every_other(
    data: bytes, places: list[int]
) -> None:
    cut = [*cut_at(data, places)]
    assert refused(outcome([data], LIMITS)) == refused(outcome(cut, LIMITS))


@many
@given(first=st.sampled_from(ROWS), data=spoilt_requests() | st.sampled_from(ROWS))
def test_what_stands_before_a_request_does_not_change_it(first: bytes, data: bytes) -> None:
    seen = outcome([first], LIMITS)
    if seen[-1] is Signal.END_OF_MESSAGE and data:
        # Where one message ends is settled before the next one is looked at.
        assert outcome([first + data], LIMITS)[: len(seen)] == seen
        assert outcome([first + data], LIMITS)[len(seen) :] == outcome([data], LIMITS)


def refused(seen: Seen) -> bool:
    return bool(seen) and isinstance(seen[-1], int)

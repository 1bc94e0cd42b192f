"""Server-sent events, read back by a reader that follows the HTML standard, section 9.2.6."""

import re
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extras.use_cases import HEARTBEAT, render_event


class Read(NamedTuple):
    """What a reader makes of one event."""

    data: str
    type: str
    last_id: str


class Reader:
    """Interprets a stream, one whole stream at a time."""

    def __init__(self) -> None:
        self.events: list[Read] = []
        self.last_id = ""
        self.retry: int | None = None
        self._data: list[str] = []
        self._type = ""

    def read(self, stream: bytes) -> list[Read]:
        """Interpret the lines; what follows the last empty line is dropped."""
        for line in re.split(r"\r\n|\n|\r", stream.decode()):
            if line:
                self._field(*line.partition(":"))
            else:
                self._dispatch()
        return self.events

    def _field(self, name: str, _: str, value: str) -> None:
        value = value.removeprefix(" ")
        if name == "event":
            self._type = value
        elif name == "data":
            self._data.append(value)
        elif name == "id" and "\0" not in value:
            self.last_id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry = int(value)

    def _dispatch(self) -> None:
        if self._data:
            self.events.append(Read("\n".join(self._data), self._type or "message", self.last_id))
        self._data, self._type = [], ""


def test_an_event_is_its_data_and_an_empty_line() -> None:
    assert render_event("tick") == b"data: tick\n\n"


def test_an_event_may_have_a_type_an_id_and_a_time_to_wait() -> None:
    assert render_event("12", event="price", id="7", retry=500) == (
        b"event: price\nid: 7\nretry: 500\ndata: 12\n\n"
    )


@pytest.mark.parametrize("data", ["a\nb", "a\rb", "a\r\nb"])
def test_each_line_of_the_data_is_a_field(data: str) -> None:
    assert render_event(data) == b"data: a\ndata: b\n\n"


def test_data_may_be_empty() -> None:
    assert render_event("") == b"data: \n\n"
    assert Reader().read(render_event("")) == [Read("", "message", "")]


@pytest.mark.parametrize("wrong", ["a\nb", "a\rb", "\r\n", "a\0b"])
@pytest.mark.parametrize("name", ["event", "id"])
def test_no_name_and_no_id_can_begin_another_line(name: str, wrong: str) -> None:
    with pytest.raises(ValueError, match="has a line break or NUL"):
        render_event("tick", **{name: wrong})  # type: ignore[arg-type]


def test_nobody_can_wait_for_less_than_no_time() -> None:
    with pytest.raises(ValueError, match="-1 milliseconds"):
        render_event("tick", retry=-1)


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        render_event("\ud800")


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"))


@given(st.lists(st.tuples(TEXT, LINE, LINE, st.none() | st.integers(0))))
def test_a_reader_gets_what_was_sent_and_no_heartbeat(
    sent: list[tuple[str, str, str, int | None]],
) -> None:
    reader, expected, last_id, retry = Reader(), [], "", None
    stream = HEARTBEAT
    for data, event, identity, wait in sent:
        stream += render_event(data, event, identity, wait) + HEARTBEAT
        last_id = identity or last_id
        retry = retry if wait is None else wait
        lines = data.replace("\r\n", "\n").replace("\r", "\n")
        expected.append(Read(lines, event or "message", last_id))
    assert reader.read(stream) == expected
    assert reader.retry == retry

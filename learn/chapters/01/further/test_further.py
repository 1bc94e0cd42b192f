"""Check `split_header` by calling it: no server, no socket, no waiting."""

import pytest

from further.split_header import split_header


def test_the_first_colon_ends_the_name() -> None:
    assert split_header("Host: localhost:8000") == ("host", "localhost:8000")
    assert split_header("Host: [::1]:8000") == ("host", "[::1]:8000")


def test_a_name_ignores_case() -> None:
    assert split_header("CONTENT-length: 5") == split_header("Content-Length: 5")


def test_a_value_keeps_its_inner_spaces_and_loses_the_outer_ones() -> None:
    assert split_header("User-Agent: \tMozilla/5.0 (X11) ") == ("user-agent", "Mozilla/5.0 (X11)")
    assert split_header("Accept:*/*") == ("accept", "*/*")


def test_only_space_and_tab_are_white_space_around_a_value() -> None:
    assert split_header("Transfer-Encoding: \x0bchunked") == ("transfer-encoding", "\x0bchunked")


def test_a_value_may_be_empty() -> None:
    assert split_header("Accept:") == ("accept", "")


@pytest.mark.parametrize("line", ["Host", "", ": localhost", "Content-Length : 5", " Host: a"])
def test_what_is_no_header_line_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match="no header line"):
        split_header(line)

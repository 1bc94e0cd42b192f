"""Bodies in memory and bodies that stream, read whole and in pieces."""

from collections.abc import AsyncIterator
from typing import Self

import pytest

from entities import Body, HTTPError
from tests.entities.driving import Pieces, drive


async def pieces(body: Body) -> list[bytes]:
    return [piece async for piece in body]


async def first(body: Body) -> bytes:
    async for piece in body:
        return piece
    return b""


def test_a_body_is_empty_unless_it_is_given_something() -> None:
    assert drive(Body().read()) == b""
    assert Body().length == 0
    assert Body().content == b""


def test_bytes_are_read_as_often_as_you_like() -> None:
    body = Body(b"abc")
    for _ in range(2):
        assert drive(body.read()) == b"abc"
        assert drive(pieces(body)) == [b"abc"]


def test_the_length_of_bytes_is_counted_and_not_believed() -> None:
    assert Body(b"abc", length=5).length == 3


def test_no_piece_is_empty() -> None:
    assert drive(pieces(Body(b""))) == []
    assert drive(pieces(Body(Pieces(b"", b"a", b"", b"b", b"")))) == [b"a", b"b"]


def test_a_stream_is_read_whole_and_kept() -> None:
    stream = Pieces(b"a", b"bc")
    body = Body(stream)
    assert (body.length, body.content) == (None, None)
    assert [drive(body.read()), drive(body.read())] == [b"abc", b"abc"]
    assert stream.taken == 2
    assert (body.length, body.content) == (3, b"abc")
    assert drive(pieces(body)) == [b"abc"]


def test_a_stream_may_know_its_length() -> None:
    assert Body(Pieces(b"abc"), length=3).length == 3


def test_a_stream_in_pieces_comes_once() -> None:
    body = Body(Pieces(b"a", b"b"))
    assert drive(pieces(body)) == [b"a", b"b"]
    assert body.content is None
    with pytest.raises(RuntimeError, match="spent"):
        drive(pieces(body))
    with pytest.raises(RuntimeError, match="spent"):
        drive(body.read())


def test_a_stream_that_was_begun_is_spent() -> None:
    body = Body(Pieces(b"a", b"b"))
    assert drive(first(body)) == b"a"
    with pytest.raises(RuntimeError, match="spent"):
        drive(body.read())


def test_a_stream_is_pulled_piece_by_piece() -> None:
    stream = Pieces(b"a", b"b")
    drive(first(Body(stream)))
    assert stream.taken == 1


# RFC 9110 section 15.5.14: a body over the limit


def refused(body: Body) -> HTTPError:
    with pytest.raises(HTTPError) as caught:
        drive(body.read())
    return caught.value


def test_a_body_at_its_limit_is_read() -> None:
    assert drive(Body(b"abc", limit=3).read()) == b"abc"
    assert drive(Body(Pieces(b"ab", b"c"), limit=3).read()) == b"abc"
    assert drive(Body(limit=0).read()) == b""


def test_a_body_over_its_limit_is_refused() -> None:
    assert refused(Body(b"abc", limit=2)).status == 413
    assert refused(Body(Pieces(b"a", b"bc"), limit=2)).status == 413
    with pytest.raises(HTTPError):
        drive(pieces(Body(b"abc", limit=2)))


def test_a_stream_is_refused_before_it_is_read_if_its_length_is_over_the_limit() -> None:
    stream = Pieces(b"abc")
    assert refused(Body(stream, length=3, limit=2)).status == 413
    assert stream.taken == 0


def test_a_stream_is_read_no_further_than_to_the_limit() -> None:
    stream = Pieces(b"a", b"bc", b"d")
    assert refused(Body(stream, limit=2)).status == 413
    assert stream.taken == 2


def test_a_refusal_tells_the_limit_and_closes_the_connection() -> None:
    error = refused(Body(b"abc", limit=2))
    assert "2 octets" in error.detail
    assert error.headers == (("Connection", "close"),)


def test_another_limit_may_be_set_and_is_applied_at_once() -> None:
    body = Body(Pieces(b"abc"), length=3, limit=2)
    body.admit(3)
    body.admit()
    body.admit(None)
    assert body.limit == 3
    with pytest.raises(HTTPError):
        body.admit(0)


def test_a_stream_of_unknown_length_is_admitted_until_it_is_read() -> None:
    body = Body(Pieces(b"abc"))
    body.admit(2)
    assert refused(body).status == 413


def test_without_a_limit_any_number_of_octets_will_do() -> None:
    Body().check(10**18)


# Closing


def test_closing_lets_the_producer_clean_up() -> None:
    stream = Pieces(b"a", b"b")
    body = Body(stream)
    drive(first(body))
    drive(body.close())
    assert stream.closed


def test_closing_runs_the_clean_up_of_a_generator() -> None:
    seen = []

    async def produce() -> AsyncIterator[bytes]:
        try:
            yield b"a"
            yield b"b"
        finally:
            seen.append("cleaned up")

    body = Body(produce())
    drive(first(body))
    drive(body.close())
    assert seen == ["cleaned up"]


def test_closing_runs_the_clean_up_of_an_iterator_that_its_source_has_made() -> None:
    seen = []

    class Source:
        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                yield b"a"
                yield b"b"
            finally:
                seen.append("cleaned up")

    body = Body(Source())

    async def begin_and_close() -> list[str]:
        begun = aiter(body)
        await anext(begun)
        await body.close()
        return seen.copy()  # Later, the garbage collector would do it, when and where it likes.

    assert drive(begin_and_close()) == ["cleaned up"]


def test_an_iterator_that_cannot_be_closed_will_do() -> None:
    class Source:
        def __init__(self) -> None:
            self.pieces = [b"a", b"b"]

        def __aiter__(self) -> Self:
            return self

        async def __anext__(self) -> bytes:
            if not self.pieces:
                raise StopAsyncIteration
            return self.pieces.pop(0)

    body = Body(Source())
    assert drive(pieces(body)) == [b"a", b"b"]
    drive(body.close())


def test_a_stream_that_was_closed_is_spent() -> None:
    body = Body(Pieces(b"a"))
    drive(body.close())
    with pytest.raises(RuntimeError, match="spent"):
        drive(body.read())


def test_bytes_have_nothing_to_close() -> None:
    body = Body(b"abc")
    drive(body.close())
    assert drive(body.read()) == b"abc"


def test_a_body_is_made_of_bytes_or_of_something_that_gives_them() -> None:
    for wrong in ("text", ["pieces"], (piece for piece in [b"a"]), 5):
        with pytest.raises(TypeError, match=f"not {type(wrong).__name__}; .* from an async def"):
            Body(wrong)  # type: ignore[arg-type]

"""Give the request that you wrote to the server's own parser."""

from further.by_hand import welcome_me
from use_cases import RequestHead, RequestParser, Signal


def read(*pieces: bytes) -> RequestHead:
    """Feed the pieces to a parser and return the head that comes out."""
    parser = RequestParser()
    for piece in pieces:
        parser.feed(piece)
    event = parser.next_event()
    assert event is not Signal.NEED_DATA, "the head is not complete: an empty line ends it"
    assert isinstance(event, RequestHead)
    assert parser.next_event() is Signal.END_OF_MESSAGE
    assert parser.unread == 0, "there is something behind the request"
    return event


def test_the_parser_takes_it_for_a_request() -> None:
    head = read(welcome_me())
    assert (head.version, head.headers["host"]) == ("1.1", "localhost")


def test_it_asks_for_your_welcome() -> None:
    head = read(welcome_me())
    _, slash, name = head.target.rpartition("/welcome/")
    assert head.method == "GET"
    assert slash, f"{head.target} does not begin with /welcome/"
    assert name, "your name is missing"


def test_it_may_arrive_octet_by_octet() -> None:
    sent = welcome_me()
    assert read(*(sent[at : at + 1] for at in range(len(sent)))) == read(sent)

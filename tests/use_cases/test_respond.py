"""Errors as the client sees them."""

from entities import HTTPError, ProtocolError
from use_cases import REASONS, error_response


def text(error: Exception) -> str:
    return (error_response(error).body.content or b"").decode()


def test_a_refusal_says_its_status_and_its_detail() -> None:
    assert text(HTTPError(404, "No such page.")) == "404 Not Found\n\nNo such page.\n"


def test_a_refusal_without_a_detail_says_its_status() -> None:
    assert text(HTTPError(403)) == "403 Forbidden\n"


def test_a_status_without_a_phrase_is_an_error() -> None:
    assert text(HTTPError(499)) == "499 Error\n"


def test_a_refusal_brings_its_fields() -> None:
    response = error_response(HTTPError(405, headers=[("Allow", "GET, HEAD")]))
    assert response.status == 405
    assert response.headers["allow"] == "GET, HEAD"


def test_a_protocol_error_names_the_rule_and_closes() -> None:
    error = ProtocolError(400, "a field line needs a colon", "RFC 9112 section 5")
    response = error_response(error)
    assert response.status == 400
    assert response.headers["connection"] == "close"
    assert text(error) == "400 Bad Request\n\nA field line needs a colon (RFC 9112 section 5).\n"


def test_a_protocol_error_may_have_no_detail() -> None:
    assert "(RFC 9112)" in text(ProtocolError(400, "", "RFC 9112"))


def test_of_any_other_error_the_client_learns_nothing() -> None:
    for error in (KeyError("secret"), ValueError("secret"), Exception("secret", "more")):
        assert error_response(error).status == 500
        assert text(error) == "500 Internal Server Error\n\nThe server met an unexpected error.\n"


def test_an_error_is_never_markup() -> None:
    response = error_response(HTTPError(400, "<script>"))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"


def test_every_status_that_the_server_answers_by_itself_has_a_phrase() -> None:
    assert {400, 404, 405, 408, 413, 414, 415, 417, 421, 431, 500, 501, 503, 505} <= set(REASONS)

"""What can go wrong, and what may be caught as what."""

import pytest

from entities import ConfigurationError, Disconnected, HTTPError, ProtocolError


def test_a_refusal_carries_status_detail_and_fields() -> None:
    error = HTTPError(405, "Try GET.", (pair for pair in [("Allow", "GET")]))
    assert (error.status, error.detail, error.headers) == (405, "Try GET.", (("Allow", "GET"),))
    assert (HTTPError(404).detail, HTTPError(404).headers) == ("", ())


def test_a_refusal_has_a_status_of_4xx_or_5xx() -> None:  # RFC 9110 section 15
    assert [HTTPError(status).status for status in (400, 499, 500, 599)] == [400, 499, 500, 599]
    for status in (0, 200, 399, 600):
        with pytest.raises(ValueError, match="from 400 to 599"):
            HTTPError(status)


def test_a_protocol_error_names_the_rule() -> None:
    error = ProtocolError(400, "CRLF was expected", "RFC 9112 section 2.2")
    assert (error.status, error.detail) == (400, "CRLF was expected")
    assert error.section == "RFC 9112 section 2.2"


def test_errors_show_what_they_know() -> None:
    assert str(HTTPError(404, "No such page.")) == "(404, 'No such page.')"
    error = ProtocolError(400, "CRLF was expected", "RFC 9112")
    assert str(error) == "(400, 'CRLF was expected', 'RFC 9112')"


def test_who_catches_one_kind_of_error_does_not_catch_another() -> None:
    kinds = (HTTPError, ProtocolError, Disconnected, ConfigurationError)
    for kind in kinds:
        assert [other for other in kinds if issubclass(kind, other)] == [kind]
        assert issubclass(kind, Exception)
        assert not issubclass(kind, OSError)  # which an I/O error would be


def test_a_program_that_is_put_together_wrongly_is_a_wrong_value() -> None:
    assert issubclass(ConfigurationError, ValueError)

"""Names of downloads, as the standard library reads them back."""

from email.message import Message

import pytest

from entities import Response
from further.attachment import attachment


def read_back(value: str) -> str | None:
    """Return the file name that the parser of the standard library finds in the field."""
    message = Message()
    message["Content-Disposition"] = value
    return message.get_filename()


def test_a_plain_name_needs_one_parameter() -> None:
    assert attachment("guest book.txt") == 'attachment; filename="guest book.txt"'


def test_other_alphabets_need_a_second_one() -> None:
    assert attachment("Käthe 1.txt") == (
        "attachment; filename=\"K_the 1.txt\"; filename*=UTF-8''K%C3%A4the%201.txt"
    )


@pytest.mark.parametrize("name", ["a.txt", "a b;c=d.txt", 'a"b.txt', "50%.txt", "日記.txt", "a'b"])
def test_the_name_is_read_back_as_it_was(name: str) -> None:
    value = attachment(name)
    extended = value.partition("; filename*=")[2]
    assert read_back(f"attachment; filename*={extended}" if extended else value) == name


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\books\\ada.txt", "ada.txt"),
        ("a\r\nSet-Cookie: admin=1", "aSet-Cookie: admin=1"),
        ("a\0b\x7f.txt", "ab.txt"),
        ("", "download"),
        ("books/", "download"),
        ("\r\n", "download"),
    ],
)
def test_only_a_name_is_kept_of_a_name(name: str, kept: str) -> None:
    assert attachment(name) == f'attachment; filename="{kept}"'


@pytest.mark.parametrize("name", ['a"; filename="b.exe', "a\\", 'é"; filename=b.exe'])
def test_no_name_gets_out_of_its_quotes(name: str) -> None:
    plain = attachment(name).partition("; filename*=")[0]
    assert plain.count('"') == 2
    assert plain.endswith('"')


@pytest.mark.parametrize("name", ["a\r\nb", "日記", '"', "\x85"])
def test_every_value_can_be_sent(name: str) -> None:
    response = Response().with_header("Content-Disposition", attachment(name))
    assert response.headers["content-disposition"].isascii()

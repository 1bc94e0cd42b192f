"""A request, written by hand."""


def welcome_me() -> bytes:
    """Return the bytes of a request that asks the example to welcome you by your name.

    It speaks HTTP/1.1, goes to the host `localhost`, and asks for `/welcome/` and your name.
    """
    return (
        b"GET /welcome/Grace HTTP/1.1\r\n"
        b"Host: localhost\r\n"
        b"\r\n"
    )  # fmt: skip

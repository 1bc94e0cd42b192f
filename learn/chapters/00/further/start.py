"""A request, written by hand."""


def welcome_me() -> bytes:
    """Return the bytes of a request that asks the example to welcome you by your name.

    It speaks HTTP/1.1, goes to the host `localhost`, and asks for `/welcome/` and your name.
    """
    raise NotImplementedError

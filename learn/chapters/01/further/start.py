"""Where a request ends: the function that the server in one file lacks."""


def request_end(data: bytes) -> int | None:
    """Return how many octets of `data` the first request takes, or None if more must come.

    The head ends with the first empty line. A body follows if there is a field Content-Length,
    which counts its octets. Names of fields ignore case, and the first line is no field.

    Raises ValueError where two servers could disagree: a Transfer-Encoding, a second
    Content-Length, a length that is anything but digits, a field name with white space around it.
    """
    raise NotImplementedError

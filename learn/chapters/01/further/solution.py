"""Where a request ends: the function that the server in one file lacks."""


def request_end(data: bytes) -> int | None:
    """Return how many octets of `data` the first request takes, or None if more must come.

    The head ends with the first empty line. A body follows if there is a field Content-Length,
    which counts its octets. Names of fields ignore case, and the first line is no field.

    Raises ValueError where two servers could disagree: a Transfer-Encoding, a second
    Content-Length, a length that is anything but digits, a field name with white space around it.
    """
    head, empty_line, _ = data.partition(b"\r\n\r\n")
    if not empty_line:
        return None
    lengths = []
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name != name.strip() or name.lower() == b"transfer-encoding":
            raise ValueError(f"two servers could read {line!r} in two ways")
        if name.lower() == b"content-length":
            lengths.append(value.strip(b" \t"))
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        raise ValueError(f"a length is one number, and not {lengths!r}")
    end = len(head) + len(empty_line) + sum(int(length) for length in lengths)
    return end if len(data) >= end else None

"""One pure function, pulled out of a server in one file."""


def split_header(line: str) -> tuple[str, str]:
    """Split a header line, without its line end, into its name and its value.

    The name ends at the first colon. It is returned in lower case, since HTTP ignores case there.
    Spaces and tabs around the value do not belong to it (RFC 9112 section 5.1).

    Raises:
        ValueError: "no header line", for there is no colon, no name, or white space in the name.
    """
    name, colon, value = line.partition(":")
    if not colon or name.split() != [name]:
        raise ValueError(f"no header line: {line!r}")
    return name.lower(), value.strip(" \t")

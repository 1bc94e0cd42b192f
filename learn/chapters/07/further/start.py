"""Offering a download under a name (RFC 6266), whoever chose the name."""


def attachment(name: str) -> str:
    r"""Return the value of `Content-Disposition` that lets a browser save a file under this name.

    Of a path only the last part counts, whichever slash it has; control characters are left out;
    if nothing is left, the name is "download". `filename` holds the name in ASCII, in which `_`
    stands for quotes, backslashes, percent signs and all that is not ASCII. If that is not the
    whole name, `filename*` holds it in UTF-8, percent-encoded (RFC 8187 section 3.2).

    >>> attachment("guestbook.txt")
    'attachment; filename="guestbook.txt"'
    >>> attachment("Gästebuch.txt")
    'attachment; filename="G_stebuch.txt"; filename*=UTF-8\'\'G%C3%A4stebuch.txt'
    """
    raise NotImplementedError

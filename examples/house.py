"""What these programs know of the house: which file belongs to which layer, and who is at home."""

import sysconfig
from ipaddress import ip_address
from os import sep
from pathlib import Path
from urllib.parse import urlsplit

import entities
import infrastructure
import interfaces
import use_cases
from entities import Request

LAYERS = ("infrastructure", "interfaces", "use_cases", "entities")
YOURS = "yours"
LIBRARY = "library"

_PACKAGES = (infrastructure, interfaces, use_cases, entities)
_FOLDERS = {
    str(Path(str(package.__file__)).parent) + sep: package.__name__ for package in _PACKAGES
}
# What has no file was made by a library, as the __init__ of a dataclass.
_LIBRARIES = ("<", *(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")))
_PROXIES = ("forwarded", "x-forwarded-for", "via")


def layer_of(file: str) -> str:
    """Name the layer in which a file of Python stands; else it is a library's, or yours."""
    for folder, name in _FOLDERS.items():
        if file.startswith(folder):
            return name
    return LIBRARY if file.startswith(_LIBRARIES) else YOURS


def is_local(request: Request) -> bool:
    """Say whether this machine asks, without a proxy, and by a name that is its own.

    The name counts, because a page of another site may have led the browser here: its own name
    would then be in Host (DNS rebinding).
    """
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
        named = host == "localhost" or is_loopback(host)
    except ValueError:  # RFC 3986 section 3.2.2: brackets hold an address.
        return False
    return named and is_loopback(request.peer) and not any(map(request.headers.get, _PROXIES))


def is_loopback(host: str) -> bool:
    """Say whether this is an address of the machine itself, which no other one can reach."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


COLOURS = """
.infrastructure { --layer: light-dark(#51636d, #a3b6bf) }
.interfaces { --layer: light-dark(#2457c5, #86aeff) }
.use_cases { --layer: light-dark(#08785a, #5fd9b0) }
.entities { --layer: light-dark(#7a3fb5, #c79bf5) }
.yours { --layer: light-dark(#b84a12, #f2a25c) }"""
"""A colour for each layer, dark enough on white and light enough on black to read."""

"""How much of each thing a peer may send."""

from dataclasses import dataclass

KIB = 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds in octets, unless a line says otherwise. Each default names its precedent."""

    request_line: int = 8 * KIB  # RFC 9112 section 3 asks for 8,000 at least; Apache httpd: 8,190
    field_section: int = 32 * KIB  # nginx: four buffers of 8 KiB for a head
    fields: int = 100  # how many; Apache httpd: 100
    chunk_line: int = 4 * KIB  # a chunk's size and extensions; Go's net/http: 4 KiB
    chunk_extensions: int = 16 * KIB  # over all chunks of a body; Go's net/http: 16 KiB in excess
    body: int = 2 * KIB * KIB  # axum: 2 MiB; a route may set its own
    drain: int = 64 * KIB  # read after a handler that did not want it; Go's net/http: 256 KiB

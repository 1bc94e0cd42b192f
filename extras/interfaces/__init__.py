"""More adapters without an event loop: a client for tests, ASGI, uploads, server-sent events."""

from extras.interfaces.asgi import asgi
from extras.interfaces.client import Client, Reply
from extras.interfaces.events import event_stream
from extras.interfaces.uploads import Spool, Upload, Uploads, any_form, parts

__all__ = [
    "Client", "Reply", "Spool", "Upload", "Uploads", "any_form", "asgi", "event_stream", "parts",
]  # fmt: skip

"""Adapters: a byte stream becomes a conversation, a user's function becomes a Handler.

The code here awaits, but knows no event loop, socket, thread, clock or log. What it needs of
such things it names in `ports.py` and is given.
"""

from interfaces.app import App
from interfaces.asgi import asgi
from interfaces.client import Client, Reply
from interfaces.endpoint import Endpoint, bind
from interfaces.events import event_stream
from interfaces.http1 import Conversation
from interfaces.memory import MemoryStream, converse, drive
from interfaces.ports import Clock, DateSource, Exchange, Observer, Spool, Stream
from interfaces.providers import Provider
from interfaces.timeouts import Timeouts
from interfaces.uploads import Upload, Uploads, parts

__all__ = [
    "App", "Client", "Clock", "Conversation", "DateSource", "Endpoint", "Exchange", "MemoryStream",
    "Observer", "Provider", "Reply", "Spool", "Stream", "Timeouts", "Upload", "Uploads", "asgi",
    "bind", "converse", "drive", "event_stream", "parts",
]  # fmt: skip

"""Adapters: a byte stream becomes a conversation, a user's function becomes a Handler.

The code here awaits, but knows no event loop, socket, thread, clock or log. What it needs of
such things it names in `ports.py` and is given.
"""

from interfaces.app import App
from interfaces.client import Client, Reply
from interfaces.endpoint import Endpoint, bind
from interfaces.http1 import Conversation
from interfaces.memory import MemoryStream, converse, drive
from interfaces.ports import Clock, DateSource, Exchange, Observer, Stream
from interfaces.providers import Provider
from interfaces.timeouts import Timeouts

__all__ = [
    "App", "Client", "Clock", "Conversation", "DateSource", "Endpoint", "Exchange",
    "MemoryStream", "Observer", "Provider", "Reply", "Stream", "Timeouts", "bind", "converse",
    "drive",
]  # fmt: skip

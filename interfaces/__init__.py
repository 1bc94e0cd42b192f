"""Adapters: a byte stream becomes a conversation, a user's function becomes a Handler.

The code here awaits, but knows no event loop, socket, thread, clock or log. What it needs of
such things it names in `ports.py` and is given.
"""

from interfaces.app import App as App
from interfaces.endpoint import Endpoint as Endpoint, bind as bind
from interfaces.http1 import Conversation as Conversation
from interfaces.memory import MemoryStream as MemoryStream, converse as converse, drive as drive
from interfaces.ports import Clock as Clock, DateSource as DateSource, Exchange as Exchange
from interfaces.ports import Observer as Observer, Stream as Stream
from interfaces.providers import Provider as Provider
from interfaces.timeouts import Timeouts as Timeouts

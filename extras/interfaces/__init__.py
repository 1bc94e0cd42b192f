"""More adapters without an event loop: a client for tests, ASGI, uploads, server-sent events."""

from extras.interfaces.asgi import asgi as asgi
from extras.interfaces.client import Client as Client, Reply as Reply
from extras.interfaces.events import event_stream as event_stream
from extras.interfaces.uploads import Spool as Spool, Upload as Upload, Uploads as Uploads
from extras.interfaces.uploads import any_form as any_form, parts as parts

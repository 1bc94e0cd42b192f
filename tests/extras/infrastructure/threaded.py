"""A server of threads on a free port of this machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from threading import Event, Thread
from typing import Any

from extras.infrastructure import serve_threads
from interfaces import App
from tests.infrastructure.serving import PATIENCE, ignore


@contextmanager
def serving_threads(app: App, **options: Any) -> Iterator[str]:
    """Serve an App from threads for as long as the block lasts, and give the URL."""
    urls: Queue[str] = Queue()
    stop = Event()
    defaults = {"port": 0, "grace": 0.0, "observe": ignore}
    chosen = {**defaults, **options, "started": urls.put, "stop": stop}
    server = Thread(target=serve_threads, args=(app,), kwargs=chosen)
    server.start()
    try:
        yield urls.get(timeout=PATIENCE)
    finally:
        stop.set()
        server.join(PATIENCE)
    assert not server.is_alive()

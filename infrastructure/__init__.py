"""The outermost layer: asyncio, sockets, TLS, signals, clocks, logs, the command line.

It may know everything inside, and nothing inside knows it. All that could be replaced by
another shell stands here.
"""

from infrastructure.command import run
from infrastructure.files import static
from infrastructure.logs import access_log
from infrastructure.server import Server, serve
from infrastructure.spool import spool_to_disk
from infrastructure.threads import serve_threads

__all__ = ["Server", "access_log", "run", "serve", "serve_threads", "spool_to_disk", "static"]

"""The outermost layer: asyncio, sockets, TLS, signals, clocks, logs, the command line.

It may know everything inside, and nothing inside knows it. All that could be replaced by
another shell stands here.
"""

from infrastructure.command import run as run
from infrastructure.logs import access_log as access_log
from infrastructure.server import Server as Server
from infrastructure.serving import serve as serve

"""An App, served: its lifespan around that of the server."""

import asyncio
import ssl
from collections.abc import Callable

from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from infrastructure.server import CONNECTIONS, Server
from interfaces import App, Observer, Timeouts
from use_cases import Limits


async def serve(
    app: App,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    tls: ssl.SSLContext | None = None,
    reuse_port: bool = False,
    limits: Limits = Limits(),
    timeouts: Timeouts = Timeouts(),
    connections: int = CONNECTIONS,
    grace: float = 10.0,
    observe: Observer | None = None,
    shell: Shell = protocol,
    started: Callable[[str], None] = lambda url: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve an App until `stop` is set or the task is cancelled, then shut down in order.

    `started` is called with the URL once connections are accepted; port 0 takes a free port.
    `connections` is how many peers may be connected at a time, `grace` how many seconds
    requests in flight may take to finish. `observe` replaces the access log. With `reuse_port`,
    other processes of this user may listen on the same port if they ask for it too. Raises
    CannotListen if the address cannot be had, ConfigurationError if the App cannot work.
    """
    async with app.lifespan() as handler:
        server = Server(
            handler,
            limits=limits,
            timeouts=timeouts,
            connections=connections,
            observe=observe,
            shell=shell,
        )
        await server.start(host, port, tls, reuse_port=reuse_port)
        try:
            started(server.url)
            await (stop or asyncio.Event()).wait()
        finally:
            await server.stop(grace)

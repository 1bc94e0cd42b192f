"""An App of one endpoint with one middleware around it, asked in memory."""

from collections.abc import Mapping

from entities import Middleware, Request, Response
from extras.interfaces import Client, Reply
from interfaces import App


def app_with(layer: Middleware, response: Response | Exception) -> App:
    """Make an App that answers everything with this response, or raises this error."""
    app = App()
    app.middleware(layer)

    @app.get("/")
    @app.post("/")
    async def answer() -> Response:
        if isinstance(response, Exception):
            raise response
        return response

    return app


def ask(
    layer: Middleware,
    response: Response | Exception,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
) -> Reply:
    """Ask for a response through a middleware."""
    with Client(app_with(layer, response)) as client:
        reply: Reply = client.request(method, "/", headers=headers or {})
    return reply


def local(
    target: str = "/", headers: Mapping[str, str] | None = None, peer: str = "127.0.0.1"
) -> Request:
    """Make a request as it comes from this machine, over a socket."""
    return Request("GET", target, {"Host": "localhost:8000", **(headers or {})}, peer=peer)

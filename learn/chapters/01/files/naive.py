"""A web server in one file, as one writes it on the first evening. It works with curl."""

import asyncio
import json
import sys
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

TIMEOUT = 5.0
NAMES = ["Ada", "Grace", "Tim"]

Answer = tuple[str, dict[str, str], str]


class Request:
    """What an endpoint gets."""

    def __init__(self, text: str) -> None:
        head, _, body = text.partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        self.method, target, _ = first.split(" ")
        url = urlsplit(target)
        self.path, self.query = url.path, dict(parse_qsl(url.query))
        self.headers: dict[str, str] = {}
        for line in lines:
            parts = line.split(":")
            self.headers[parts[0].lower()] = parts[1].strip()
        self.body = body[: int(self.headers.get("content-length", 0))]
        self.form = dict(parse_qsl(self.body))
        self.json: Any = json.dumps(self.body)


def welcome(request: Request) -> Answer:
    """Welcome somebody by name."""
    return "200 OK", {}, f"Welcome {request.query['name']}"


def login(request: Request) -> Answer:
    """Sign the guestbook, and go on to the welcome."""
    name = request.form["name"]
    NAMES.append(name)
    place = f"http://{request.headers['host']}/welcome?name={quote(name)}"
    return "303 See Other", {"Location": place}, ""


def total(request: Request) -> Answer:
    """Add up numbers that come as JSON."""
    return "200 OK", {}, json.dumps({"sum": sum(request.json.values())})


ROUTES = {("GET", "/welcome"): welcome, ("POST", "/login"): login, ("POST", "/sum"): total}


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a request, find what answers it, and send what that says."""
    try:
        data = await asyncio.wait_for(reader.read(65536), TIMEOUT)
        request = Request(data.decode())
        endpoint = ROUTES.get((request.method, request.path))
        found = endpoint(request) if endpoint else ("404 Not Found", {}, "Not found")
    except Exception as error:
        found = "500 Internal Server Error", {}, repr(error)
    status, headers, text = found
    headers = {"Content-Length": str(len(text)), "Connection": "close", **headers}
    fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status}\r\n{fields}\r\n{text}".encode())
    await writer.drain()
    writer.close()


async def main() -> None:
    """Listen for as long as nobody presses Ctrl-C."""
    port = int(sys.argv[2]) if "--port" in sys.argv else 8000
    server = await asyncio.start_server(answer, "127.0.0.1", port)
    print(f"Listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

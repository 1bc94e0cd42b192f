"""A web server in one file: a guestbook, and what it takes of HTTP to serve it.

    python naive.py --port 8000

It imports the standard library and nothing else.
"""

import argparse
import asyncio
import json
from urllib.parse import unquote

GUESTBOOK = ["Ada", "Grace"]
PHRASES = {200: "OK", 201: "Created", 404: "Not Found", 500: "Internal Server Error"}
TIMEOUT = 5.0  # seconds that a client may take to send its request


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a request from a connection, answer it, and hang up."""
    try:
        async with asyncio.timeout(TIMEOUT):
            data = b""
            while b"\r\n\r\n" not in data:
                data += await reader.read(65536)

        head, _, rest = data.decode().partition("\r\n\r\n")
        request_line, *lines = head.split("\r\n")
        method, target, _ = request_line.split(" ")
        headers = {}
        for line in lines:
            name, value = line.split(":")[:2]
            headers[name] = value.strip()
        body = rest[: int(headers.get("Content-Length", 0))]

        status = 200
        if target.startswith("/welcome/"):
            answer = f"Welcome {unquote(target.removeprefix('/welcome/'))}"
        elif target == "/where":
            answer = f"You are at http://{headers['Host']}/"
        elif target == "/guestbook" and method == "POST":
            entry = json.dumps(body)
            GUESTBOOK.append(entry)
            status, answer = 201, entry
        elif target == "/guestbook":
            answer = json.dumps(GUESTBOOK)
        else:
            status, answer = 404, "Nothing here"
    except Exception:
        status, answer = 500, "Something went wrong"

    writer.write(
        f"HTTP/1.1 {status} {PHRASES[status]}\r\n"
        f"Content-Length: {len(answer)}\r\n"
        f"Connection: close\r\n\r\n{answer}".encode()
    )
    await writer.drain()
    writer.close()


async def main() -> None:
    """Listen on a port, and serve whoever comes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=8000)
    server = await asyncio.start_server(serve, "127.0.0.1", parser.parse_args().port)
    print(f"Listening on http://127.0.0.1:{server.sockets[0].getsockname()[1]}/", flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())

"""For Tornado, a server and a framework in one."""

import asyncio
import sys

from tornado.web import Application, RequestHandler, stream_request_body

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES


class Hello(RequestHandler):
    def get(self) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(HELLO)


class Json(RequestHandler):
    def get(self) -> None:
        self.write(MESSAGE)


class Show(RequestHandler):
    def get(self, id: str) -> None:  # noqa: A002 - the name in the path
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.write(id)


class Echo(RequestHandler):
    def post(self) -> None:
        self.write(self.request.body)


@stream_request_body
class Upload(RequestHandler):
    def prepare(self) -> None:
        self.length = 0

    def data_received(self, chunk: bytes) -> None:
        self.length += len(chunk)

    def post(self) -> None:
        self.write(str(self.length))


class File(RequestHandler):
    # An ETag is the hash of the whole body, which no peer makes.
    def compute_etag(self) -> None:
        return None

    def get(self) -> None:
        self.set_header("Content-Type", "application/octet-stream")
        self.write(FILE)


async def main() -> None:
    routes = [
        ("/", Hello),
        ("/json", Json),
        ("/echo", Echo),
        ("/upload", Upload),
        ("/file", File),
        *((f"/{prefix}/(?P<id>[^/]+)", Show) for prefix in PREFIXES),
    ]
    app = Application(routes, log_function=lambda handler: None)
    app.listen(int(sys.argv[1]), "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

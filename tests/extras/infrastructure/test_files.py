"""Static files over real sockets: what is served, what never is, and what may happen meanwhile."""

import asyncio
import gc
import os
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
import trustme

from entities import ConfigurationError, Request, Response
from extras.infrastructure import static
from extras.infrastructure.files import PIECE, File, FileBody
from extras.interfaces import Client
from infrastructure import Server
from infrastructure.peers import Shell
from infrastructure.protocol import protocol
from interfaces import App, Exchange, Timeouts
from tests.infrastructure.serving import (
    connected,
    port_of,
    send,
    serving,
    until_nobody_is_connected,
)
from tests.infrastructure.test_protocol import FakeTransport, connect, settle

LONG_AGO = 784111777
LARGE = bytes(range(251)) * 4200  # of which each octet tells its place, somewhat more than a MiB
HUGE = 48 * 1024 * 1024  # more than the buffers of two sockets hold

PAGE = "<p>Grüße</p>".encode()


class Seen(NamedTuple):
    """What was observed, without the frames that the traceback of an error would keep alive."""

    status: int
    octets: int
    error: type


class Answer(NamedTuple):
    """A response, taken apart."""

    status: int
    fields: dict[str, str]
    content: bytes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder to serve, and beside it what must not be served."""
    folder = tmp_path / "public"
    (folder / "sub/empty").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "sub/index.html").write_bytes(b"sub")
    (folder / "site.css").write_bytes(b"p {}")
    (folder / "large.bin").write_bytes(LARGE)
    (folder / "nothing.txt").write_bytes(b"")
    (folder / "a b%2F.txt").write_bytes(b"odd")
    (folder / "data.tar.gz").write_bytes(b"gz")
    (folder / "unknown").write_bytes(b"?")
    (folder / ".secret").write_bytes(b"SECRET")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_bytes(b"SECRET")
    (tmp_path / "outside.txt").write_bytes(b"SECRET")
    (tmp_path / "public-too").mkdir()
    (tmp_path / "public-too/file.txt").write_bytes(b"SECRET")
    for path in folder.rglob("*"):
        os.utime(path, (LONG_AGO, LONG_AGO))
    return folder


def app_of(folder: Path) -> App:
    """Make an App that serves the folder beside an endpoint."""
    app = App()
    app.include("", static("/assets", folder))

    @app.get("/hello")
    async def hello() -> str:
        return "Hello"

    return app


def request(target: str, *lines: str, method: str = "GET") -> bytes:
    """Write a request."""
    return "\r\n".join([f"{method} {target} HTTP/1.1", "Host: a", *lines, "", ""]).encode()


def read_answer(data: bytes) -> Answer:
    """Take a response apart."""
    head, _, content = data.partition(b"\r\n\r\n")
    line, *fields = head.decode().split("\r\n")
    pairs = (field.partition(": ") for field in fields)
    return Answer(int(line.split()[1]), {name: value for name, _, value in pairs}, content)


async def ask(server: Server, target: str, *lines: str, method: str = "GET") -> Answer:
    """Ask over a connection of its own."""
    return read_answer(await send(server, [request(target, *lines, method=method)]))


def answers(folder: Path, *targets: str, shell: Shell = protocol, **options: Any) -> list[Answer]:
    """Serve the folder, and ask for each target."""

    async def talk() -> list[Answer]:
        async with serving(app_of(folder), shell=shell) as server:
            return [await ask(server, target, **options) for target in targets]

    return asyncio.run(talk())


def open_files(path: Path) -> int:
    """Say how often this process has a file open."""
    links = Path("/proc/self/fd").iterdir()
    return sum(path == link.readlink() for link in links if link.is_symlink())


@contextmanager
def nothing_left_open(path: Path) -> Iterator[None]:
    """Check afterwards that the file is closed, and was so in an orderly way."""
    yield
    gc.collect()
    assert open_files(path) == 0


def test_files_are_served_with_their_types(folder: Path, shell: Shell) -> None:
    targets = {
        "/assets/": ("text/html; charset=utf-8", PAGE),
        "/assets/index.html": ("text/html; charset=utf-8", PAGE),
        "/assets/sub/": ("text/html; charset=utf-8", b"sub"),
        "/assets/site.css?version=2": ("text/css; charset=utf-8", b"p {}"),
        "/assets/large.bin": ("application/octet-stream", LARGE),
        "/assets/nothing.txt": ("text/plain; charset=utf-8", b""),
        "/assets/%73ite.css": ("text/css; charset=utf-8", b"p {}"),
        "/assets/data.tar.gz": ("application/octet-stream", b"gz"),
        "/assets/unknown": ("application/octet-stream", b"?"),
    }
    for answer, (kind, content) in zip(
        answers(folder, *targets, shell=shell), targets.values(), strict=True
    ):
        assert answer.status == 200
        assert answer.content == content
        assert answer.fields["Content-Type"] == kind
        assert answer.fields["Content-Length"] == str(len(content))
        assert answer.fields["Last-Modified"] == "Sun, 06 Nov 1994 08:49:37 GMT"
        assert answer.fields["Accept-Ranges"] == "bytes"
        assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+"', answer.fields["ETag"])
        assert "Transfer-Encoding" not in answer.fields


def test_a_folder_is_redirected_to_its_index(folder: Path) -> None:
    found = answers(folder, "/assets", "/assets/sub", "/assets/sub?a=b&c", "/assets/s%75b")
    assert [each.status for each in found] == [301] * 4
    places = ["/assets/", "/assets/sub/", "/assets/sub/?a=b&c", "/assets/s%75b/"]
    assert [each.fields["Location"] for each in found] == places


def test_a_folder_may_be_served_at_the_root(folder: Path) -> None:
    async def talk() -> list[Answer]:
        app = App()
        app.include("", static("", folder))

        @app.get("/sub/made")
        async def made() -> str:
            return "made"

        async with serving(app) as server:
            targets = ("/", "/site.css", "/sub/made", "/sub", "//sub", "/nothing")
            return [await ask(server, target) for target in targets]

    found = asyncio.run(talk())
    assert [each.status for each in found] == [200, 200, 200, 301, 404, 404]
    assert found[2].content == b"made"


def test_a_prefix_may_hold_a_parameter(folder: Path) -> None:
    async def talk() -> list[Answer]:
        app = App()
        app.include("/{tenant}", static("/files", folder))
        async with serving(app) as server:
            return [await ask(server, each) for each in ("/a/files", "/b/files/site.css")]

    assert [each.status for each in asyncio.run(talk())] == [301, 200]


def test_head_tells_the_length_and_sends_nothing(folder: Path, shell: Shell) -> None:
    with nothing_left_open(folder / "large.bin"):
        targets = ("/assets/large.bin", "/assets/site.css")
        large, small = answers(folder, *targets, shell=shell, method="HEAD")
    assert (large.status, large.content) == (small.status, small.content) == (200, b"")
    assert large.fields["Content-Length"] == str(len(LARGE))
    assert small.fields["Content-Length"] == "4"


def test_other_methods_are_not_allowed(folder: Path) -> None:
    (answer,) = answers(folder, "/assets/site.css", method="DELETE")
    assert (answer.status, answer.fields["Allow"]) == (405, "GET, HEAD, OPTIONS")


NOT_SERVED = [
    "/assets/nothing",
    "/assets/nothing/",
    "/assets/sub/empty",
    "/assets/sub/empty/",
    "/assets/site.css/",
    "/assets/site.css/site.css",
    "/assets//site.css",
    "/assets/sub//",
    # Dot segments, however they are written.
    "/assets/../outside.txt",
    "/assets/sub/../../outside.txt",
    "/assets/sub/../site.css",
    "/assets/./site.css",
    "/assets/..",
    "/assets/.",
    "/assets/%2e%2e/outside.txt",
    "/assets/.%2E/outside.txt",
    "/assets/%252e%252e/outside.txt",
    "/assets/../public-too/file.txt",
    "/assets/-too/file.txt",
    # Slashes and backslashes that are no separators.
    "/assets/..%2foutside.txt",
    "/assets/sub%2f..%2f..%2foutside.txt",
    "/assets/%2e%2e%2foutside.txt",
    "/assets/sub%2findex.html",
    "/assets/%2fetc%2fpasswd",
    "/assets//etc/passwd",
    "/assets/..%5coutside.txt",
    "/assets/sub%5cindex.html",
    "/assets/%5c%5cserver%5cshare",
    # Drives and streams of Windows.
    "/assets/C:/Windows/win.ini",
    "/assets/c:%5cWindows%5cwin.ini",
    "/assets/C%3A",
    "/assets/site.css::$DATA",
    # What ends a name in C, and what is no UTF-8.
    "/assets/site.css%00",
    "/assets/site.css%00.html",
    "/assets/%00",
    "/assets/%ff%fe",
    "/assets/..%c0%af..%c0%afoutside.txt",
    # Hidden files.
    "/assets/.secret",
    "/assets/%2esecret",
    "/assets/.git/config",
    "/assets/sub/.hidden",
    # Names that are too long, alone or together.
    "/assets/" + "a" * 300,
    "/assets/" + "a/" * 3000,
]


@pytest.mark.parametrize("target", NOT_SERVED, ids=range(len(NOT_SERVED)))
def test_nothing_else_is_served(folder: Path, target: str) -> None:
    (answer,) = answers(folder, target)
    assert answer.status == (400 if "%00" in target else 404)  # The parser refuses NUL.
    assert b"SECRET" not in answer.content
    assert str(folder).encode() not in answer.content


LINKS = {
    # What is linked to, from inside the folder, and whether that is served.
    "site.css": True,
    "sub/index.html": True,
    "../outside.txt": False,
    "../public/site.css": True,
    "../public-too/file.txt": False,
    ".secret": False,
    ".git/config": False,
    "link": False,  # to itself
    "nowhere": False,
    "/dev/null": False,
    "/etc/passwd": False,
}


@pytest.mark.parametrize("linked", LINKS)
def test_a_link_is_followed_inside_the_folder_only(folder: Path, linked: str) -> None:
    (folder / "link").symlink_to(linked)
    (folder / "sub/linked").symlink_to("../link")
    for answer in answers(folder, "/assets/link", "/assets/sub/linked"):
        assert answer.status == (200 if LINKS[linked] else 404)


def test_a_linked_folder_is_followed_inside_only(folder: Path) -> None:
    (folder / "out").symlink_to("..")
    (folder / "same").symlink_to("sub")
    targets = ("/assets/out/outside.txt", "/assets/out/public/site.css", "/assets/same/")
    assert [each.status for each in answers(folder, *targets)] == [404, 200, 200]


def test_the_folder_itself_may_be_a_link(folder: Path) -> None:
    link = folder.with_name("current")
    link.symlink_to(folder)
    (answer,) = answers(link, "/assets/site.css")
    assert answer.status == 200


def test_a_pipe_a_socket_or_a_device_is_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "pipe.txt")
    targets = ["/assets/pipe.txt"]
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.path.relpath(folder / "socket.txt"))
        targets.append("/assets/socket.txt")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            os.mknod(folder / "device.txt", 0o20666, os.makedev(1, 3))  # of what /dev/null is
            targets.append("/assets/device.txt")
        assert {each.status for each in answers(folder, *targets)} == {404}


def test_what_may_not_be_read_is_not_there(folder: Path) -> None:
    (folder / "site.css").chmod(0)
    (answer,) = answers(folder, "/assets/site.css")
    # Root may read it all the same.
    assert answer.status == (200 if os.access(folder / "site.css", os.R_OK) else 404)


@pytest.mark.parametrize("name", ["missing", "site.css"])
def test_the_folder_has_to_exist(folder: Path, name: str) -> None:
    with pytest.raises(ConfigurationError, match=f"there is no folder .*{name}"):
        static("/assets", folder / name)


def test_conditions_are_answered(folder: Path, shell: Shell) -> None:
    async def talk() -> list[Answer]:
        async with serving(app_of(folder), shell=shell) as server:
            target = "/assets/large.bin"
            tag = (await ask(server, target)).fields["ETag"]
            found = [
                await ask(server, target, line)
                for line in (
                    f"If-None-Match: {tag}",
                    "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT",
                    f"If-Match: {tag}",
                    'If-Match: "x"',
                    "Range: bytes=2000000-",
                )
            ]
            found.append(await ask(server, target, "Range: bytes=5-9", f"If-Range: {tag}"))
            found.append(await ask(server, target, "Range: bytes=5-9", 'If-Range: "x"'))
            return found

    with nothing_left_open(folder / "large.bin"):
        found = asyncio.run(talk())
    assert [each.status for each in found] == [304, 304, 200, 412, 416, 206, 200]
    assert found[0].content == b""
    assert found[4].fields["Content-Range"] == f"bytes */{len(LARGE)}"
    assert found[5].content == LARGE[5:10]


RANGES = {
    "0-4": [(0, 5)],
    "-7": [(len(LARGE) - 7, len(LARGE))],
    "300000-": [(300_000, len(LARGE))],
    f"100-{100 + PIECE}": [(100, 101 + PIECE)],
    "0-4,1000000-1000009": [(0, 5), (1_000_000, 1_000_010)],
    "600000-,0-400000": [(600_000, len(LARGE)), (0, 400_001)],
}


@pytest.mark.parametrize("asked", RANGES)
def test_ranges_are_cut_from_the_file(folder: Path, shell: Shell, asked: str) -> None:
    parts = [LARGE[start:stop] for start, stop in RANGES[asked]]

    async def talk() -> Answer:
        async with serving(app_of(folder), shell=shell) as server:
            return await ask(server, "/assets/large.bin", f"Range: bytes={asked}")

    with nothing_left_open(folder / "large.bin"):
        answer = asyncio.run(talk())
    assert answer.status == 206
    assert int(answer.fields["Content-Length"]) == len(answer.content)
    kind, _, boundary = answer.fields["Content-Type"].partition("; boundary=")
    if len(parts) == 1:
        assert answer.content == parts[0]
        return
    assert kind == "multipart/byteranges"
    before, *between, after = answer.content.split(f"\r\n--{boundary}".encode())
    assert (before, after) == (b"", b"--\r\n")
    assert [each.partition(b"\r\n\r\n")[2] for each in between] == parts


def test_several_requests_share_a_connection(folder: Path, shell: Shell) -> None:
    async def talk() -> bytes:
        async with serving(app_of(folder), shell=shell) as server:
            asked = [
                request("/assets/large.bin"),
                request("/hello"),
                request("/assets/large.bin", "Range: bytes=500000-"),
                request("/assets/site.css"),
            ]
            return await send(server, [b"".join(asked)])

    answer = asyncio.run(talk())
    bodies = re.split(rb"HTTP/1\.1 20[06] .*?\r\n\r\n", answer, flags=re.DOTALL)
    assert bodies == [b"", LARGE, b"Hello", LARGE[500_000:], b"p {}"]


def test_an_old_client_gets_the_file_as_well(folder: Path, shell: Shell) -> None:
    async def talk() -> Answer:
        async with serving(app_of(folder), shell=shell) as server:
            return read_answer(await send(server, [b"GET /assets/large.bin HTTP/1.0\r\n\r\n"]))

    assert asyncio.run(talk()).content == LARGE


def test_a_file_that_has_just_changed_has_a_weak_tag(folder: Path) -> None:
    (folder / "site.css").write_bytes(b"new")
    os.utime(folder / "index.html", (4102444800, 4102444800))  # in the future
    os.utime(folder / "sub/index.html", (-86400, -86400))  # before the epoch
    for answer in answers(folder, "/assets/site.css", "/assets/"):
        assert answer.fields["ETag"].startswith('W/"')
        assert answer.fields["Last-Modified"] <= answer.fields["Date"]
    (old,) = answers(folder, "/assets/sub/")
    assert old.fields["Last-Modified"] == "Thu, 01 Jan 1970 00:00:00 GMT"


def test_files_go_through_tls(folder: Path, shell: Shell) -> None:
    authority = trustme.CA()
    ours, theirs = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.configure_trust(ours)
    authority.issue_cert("127.0.0.1").configure_cert(theirs)

    async def talk() -> bytes:
        async with app_of(folder).lifespan() as handler:
            server = Server(handler, observe=lambda exchange: None, shell=shell)
            await server.start("127.0.0.1", 0, theirs)
            reader, writer = await asyncio.open_connection("127.0.0.1", port_of(server), ssl=ours)
            writer.write(request("/assets/large.bin"))
            answer = await reader.readuntil(b"\r\n\r\n") + await reader.readexactly(len(LARGE))
            writer.transport.abort()
            await server.stop(grace=0)
            return answer

    with nothing_left_open(folder / "large.bin"):
        assert read_answer(asyncio.run(talk())).content == LARGE


def test_a_client_without_a_socket_gets_files_too(folder: Path) -> None:
    with asyncio.Runner() as runner, Client(app_of(folder), run=runner.run) as client:
        assert client.get("/assets/large.bin").content == LARGE
        assert client.get("/assets/site.css", headers={"Range": "bytes=0-0"}).content == b"p"


@pytest.mark.parametrize("name", ["site.css%00", "%00", ".secret", "..", "sub/../site.css"])
def test_nothing_else_is_served_without_a_parser_either(folder: Path, name: str) -> None:
    with asyncio.Runner() as runner, Client(app_of(folder), run=runner.run) as client:
        assert client.get(f"/assets/{name}").status == 404


# What may happen while a file is sent.


def huge(folder: Path) -> Path:
    """Make a file of which most is still to be sent when its reader stops reading."""
    path = folder / "huge.bin"
    with path.open("wb") as file:
        for _ in range(HUGE // 256):
            file.write(bytes(range(256)))
    return path


def meanwhile(
    folder: Path,
    shell: Shell,
    act: Callable[[Server, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[Any]],
    timeouts: Timeouts = Timeouts(),
) -> tuple[Any, Seen]:
    """Ask for a huge file, read its head, and act; return what comes of it and was observed."""
    seen: list[Seen] = []

    def observe(exchange: Exchange) -> None:
        seen.append(Seen(exchange.status, exchange.octets, type(exchange.error)))

    async def talk() -> Any:
        options: dict[str, Any] = {"shell": shell, "timeouts": timeouts, "observe": observe}
        async with (
            serving(app_of(folder), patience=30, **options) as server,
            connected(server) as (reader, writer),
        ):
            writer.write(request("/assets/huge.bin", "Connection: close"))
            await reader.readuntil(b"\r\n\r\n")
            return await act(server, reader, writer)

    result = asyncio.run(talk())
    (exchange,) = seen
    return result, exchange


def test_a_file_that_shrinks_is_cut_off(folder: Path, shell: Shell) -> None:
    path = huge(folder)

    async def shrink(server: Server, reader: asyncio.StreamReader, _: object) -> bytes:
        os.truncate(path, HUGE // 2 + 1)
        return await reader.read()

    with nothing_left_open(path):
        content, exchange = meanwhile(folder, shell, shrink)
    assert content == (bytes(range(256)) * (len(content) // 256 + 1))[: len(content)]
    assert len(content) <= HUGE // 2 + 1
    assert exchange.error is EOFError


@pytest.mark.parametrize("replace", [False, True], ids=["removed", "replaced"])
def test_a_file_that_vanishes_is_sent_to_its_end(folder: Path, shell: Shell, replace: bool) -> None:
    path = huge(folder)

    async def vanish(server: Server, reader: asyncio.StreamReader, _: object) -> bytes:
        if replace:
            other = folder / "other"
            other.write_bytes(b"other")
            other.rename(path)
        else:
            path.unlink()
        return await reader.read()

    content, exchange = meanwhile(folder, shell, vanish)
    assert len(content) == exchange.octets == HUGE
    assert content == bytes(range(256)) * (HUGE // 256)


def test_who_stops_reading_is_dropped(folder: Path, shell: Shell) -> None:
    path = huge(folder)

    async def wait(server: Server, *_: object) -> None:
        await until_nobody_is_connected(server)

    with nothing_left_open(path):
        _, exchange = meanwhile(folder, shell, wait, Timeouts(write=0.2, linger=0.1))
    assert exchange.status == 200
    assert exchange.error is type(None)
    assert exchange.octets < HUGE


def test_who_reads_slowly_gets_all_of_it(folder: Path, shell: Shell) -> None:
    huge(folder)

    async def read_slowly(server: Server, reader: asyncio.StreamReader, _: object) -> int:
        length = 0
        while piece := await reader.read(256 * 1024):
            length += len(piece)
            await asyncio.sleep(0.005)
        return length

    length, exchange = meanwhile(folder, shell, read_slowly, Timeouts(write=0.5))
    assert length == exchange.octets == HUGE


def test_who_leaves_ends_it(folder: Path, shell: Shell) -> None:
    path = huge(folder)

    async def leave(
        server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readexactly(1024)
        writer.transport.abort()
        await until_nobody_is_connected(server)

    with nothing_left_open(path):
        _, exchange = meanwhile(folder, shell, leave)
    assert exchange.status == 200
    assert exchange.error is type(None)
    assert 0 < exchange.octets < HUGE


def test_who_ends_only_its_side_gets_all_of_it(folder: Path, shell: Shell) -> None:
    huge(folder)

    async def half_close(
        server: Server, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> int:
        writer.write_eof()
        return len(await reader.read())

    length, exchange = meanwhile(folder, shell, half_close)
    assert length == exchange.octets == HUGE


def test_a_server_that_stops_closes_the_file(folder: Path, shell: Shell) -> None:
    path = huge(folder)

    async def stop(server: Server, *_: object) -> None:
        assert open_files(path) == 1
        await server.stop(grace=0)

    with nothing_left_open(path):
        meanwhile(folder, shell, stop)


def test_what_was_sent_is_counted(folder: Path, shell: Shell) -> None:
    seen: list[Exchange] = []

    async def talk() -> None:
        async with serving(app_of(folder), shell=shell, observe=seen.append) as server:
            await ask(server, "/assets/large.bin")
            await ask(server, "/assets/large.bin", "Range: bytes=300000-")
            await ask(server, "/assets/large.bin", method="HEAD")

    asyncio.run(talk())
    assert [each.octets for each in seen] == [len(LARGE), len(LARGE) - 300_000, 0]


def test_where_the_kernel_cannot_send_it_is_written(folder: Path) -> None:
    class NoSocket:
        def fileno(self) -> int:
            return -1

    class Transport(FakeTransport):
        def get_extra_info(self, name: str) -> Any:
            return NoSocket() if name == "socket" else super().get_extra_info(name)

        def set_write_buffer_limits(self, high: int | None = None) -> None:
            """Take everything at once, whatever the limit is."""

    async def talk() -> bytes:
        async with app_of(folder).lifespan() as handler:
            connection, _ = connect(handler)
            transport = Transport()
            connection.transport = transport
            connection.data_received(request("/assets/large.bin"))
            while not b"".join(transport.writes).endswith(LARGE[-1000:]):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            await settle()
            return b"".join(transport.writes)

    assert read_answer(asyncio.run(talk())).content == LARGE


def test_a_file_that_nobody_holds_closes_without_a_word(folder: Path) -> None:
    file = File(folder / "site.css")
    descriptor = file.fileno()
    del file
    gc.collect()
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_a_response_that_a_middleware_replaces_leaves_no_file_open(folder: Path) -> None:
    app = App()
    app.include("", static("/assets", folder))

    @app.middleware
    async def replace(request: Request, handler: Any) -> Response:
        response = await handler(request)
        assert isinstance(response.body, FileBody)
        return Response.text("instead")

    async def talk() -> Answer:
        async with serving(app) as server:
            return await ask(server, "/assets/large.bin")

    with nothing_left_open(folder / "large.bin"):
        assert asyncio.run(talk()).content == b"instead"


def test_a_name_is_written_as_it_is_quoted(folder: Path) -> None:
    (answer,) = answers(folder, "/assets/" + quote("a b%2F.txt"))
    assert answer.content == b"odd"

"""Asking a server without wrk: to check its answers, to upload, and to hold connections open."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPException

from tests.benchmarks.processes import Failed
from tests.benchmarks.workloads import Workload
from tests.benchmarks.wrk import Load

REQUEST = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
TIMEOUT = 10.0  # seconds


def check(workload: Workload, port: int) -> None:
    """Ask once, and raise Failed if the answer is not the one that all must give."""
    try:
        if workload.depth > 1:
            pipeline(port, workload.depth)
            return
        status, body = exchange(workload, port)
    except (OSError, HTTPException) as error:
        raise Failed(f"{workload.name}: {error}") from error
    if status != 200 or re.sub(rb"\s", b"", body) != workload.answer:
        raise Failed(f"{workload.name}: answered {status} with {body[:60]!r}")


def exchange(workload: Workload, port: int) -> tuple[int, bytes]:
    """Send the request of a workload; return status and body of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
    try:
        method, body = ("POST", b"e" * workload.body) if workload.body else ("GET", None)
        fields = dict(line.split(": ", 1) for line in workload.headers)
        path = f"{workload.path}?visit=1" if workload.differing else workload.path
        connection.request(method, path, body, fields)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def pipeline(port: int, depth: int) -> None:
    """Send several requests in one write; raise Failed if not all of them are answered."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
        connection.sendall(REQUEST * depth)
        answered = b""
        while answered.count(b"Hello, World!") < depth:
            piece = connection.recv(65536)
            if not piece:
                raise Failed(f"pipelined: {answered.count(b'HTTP/1.')} of {depth} were answered")
            answered += piece


def upload(workload: Workload, port: int, seconds: float) -> Load:
    """Upload for some seconds, from as many threads as there are connections.

    Unlike wrk, this ends no upload in the middle; there are so few that it would count.
    """
    counts: list[int] = []
    began = time.monotonic()

    def keep_on() -> None:
        count, connection = 0, HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        body = bytes(workload.body)
        while time.monotonic() - began < seconds:
            connection.request("POST", workload.path, body)
            count += connection.getresponse().read() == workload.answer
        connection.close()
        counts.append(count)

    threads = [threading.Thread(target=keep_on) for _ in range(workload.connections)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    if len(counts) < len(threads):
        raise Failed("an upload failed")
    return Load(sum(counts), time.monotonic() - began)


@contextmanager
def connected(port: int, count: int, *, silent: bool) -> Iterator[None]:
    """Hold connections open, each of which has asked once, or, if silent, never."""
    with ExitStack() as stack:
        for _ in range(count):
            connection = socket.create_connection(("127.0.0.1", port), TIMEOUT)
            stack.enter_context(connection)
            if not silent:
                connection.sendall(REQUEST)
                if not connection.recv(65536).startswith(b"HTTP/1.1"):
                    raise Failed("it closes each connection after one request")
        # Whoever answers the one that came last has accepted those before it.
        with socket.create_connection(("127.0.0.1", port), TIMEOUT) as last:
            last.sendall(REQUEST)
            last.recv(65536)
        yield

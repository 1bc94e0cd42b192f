"""What is asked of every server: the requests, and the answer that each of them must get."""

from dataclasses import dataclass

MIB = 1024 * 1024

WARM = 0.2  # seconds of load before that which counts
IDLE = 2000  # connections among which the growth of the memory is divided
CROWDS = (1, 4, 16, 64, 256, 1024, 4096)

# What a browser sends to a page that it has been on before.
BROWSER = (
    "Connection: keep-alive",
    'sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"',
    "sec-ch-ua-mobile: ?0",
    'sec-ch-ua-platform: "Linux"',
    "Upgrade-Insecure-Requests: 1",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "Sec-Fetch-Site: none",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-User: ?1",
    "Sec-Fetch-Dest: document",
    "Accept-Encoding: gzip, deflate, br, zstd",
    "Accept-Language: en-GB,en;q=0.9,de;q=0.8",
    "Cookie: session=3f1c9b7a5d2e4f60; theme=dark",
)


@dataclass(frozen=True)
class Workload:
    """A kind of request. The answer is compared without white space, which JSON may have."""

    name: str
    label: str
    path: str = "/"
    answer: bytes = b"Hello,World!"
    headers: tuple[str, ...] = ()
    body: int = 0  # octets; with any, the method is POST
    depth: int = 1  # requests in one write
    differing: bool = False  # no two heads are the same
    connections: int = 64


def _json(name: str, label: str, *, differing: bool = False) -> Workload:
    return Workload(name, label, "/json", b'{"message":"Hello,World!"}', differing=differing)


WORKLOADS = {
    each.name: each
    for each in (
        Workload("hello", "hello"),
        Workload("browser", "browser headers", headers=BROWSER),
        _json("json", "JSON"),
        Workload("hello-differing", "hello, heads differ", differing=True),
        Workload("browser-differing", "browser headers, heads differ", headers=BROWSER,
                 differing=True),
        _json("json-differing", "JSON, heads differ", differing=True),
        # A router that tries one route after the other has tried all when it comes to this one.
        Workload("path", "path parameter, last of 100 routes", "/r99/42", b"42"),
        Workload("echo", "echo 1 KiB", "/echo", b"e" * 1024, body=1024),
        Workload("pipelined", "pipelined, 16 deep", depth=16),
        Workload("close", "a new connection each", headers=("Connection: close",)),
        # Few, because the load ends in the middle of as many answers as there are connections.
        Workload("file", "1 MiB file", "/file", b"F" * MIB, connections=8),
        Workload("upload", "10 MiB upload", "/upload", str(10 * MIB).encode(), body=10 * MIB,
                 connections=4),
    )
}  # fmt: skip

EXTRAS = ("memory", "crowds", "scale")  # what is measured in a server of its own

LIMITS = ("hello", "browser", "pipelined")  # what can be answered without reading it

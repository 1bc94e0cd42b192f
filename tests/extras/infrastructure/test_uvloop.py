"""Files on uvloop, which promises to be as asyncio's own event loop."""

import time
import urllib.request
from pathlib import Path

from tests.infrastructure.test_uvloop import on_uvloop

APP = """
from pathlib import Path
from extras.infrastructure import static

app = static("/files", Path(__file__).parent)
"""


def test_a_file_reaches_a_slow_reader_whole(tmp_path: Path) -> None:
    content = bytes(range(251)) * 40_000  # ten megabytes, more than the sockets hold
    (tmp_path / "large.bin").write_bytes(content)
    with (
        on_uvloop(tmp_path, app=APP) as (_, url),
        urllib.request.urlopen(url + "files/large.bin", timeout=5) as response,
    ):
        received = b""
        while piece := response.read(512 * 1024):
            received += piece
            time.sleep(0.01)
    assert received == content

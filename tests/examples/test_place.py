"""The examples stand around the layers."""

from pathlib import Path

import examples


def test_every_example_says_what_it_is() -> None:
    folder = Path(examples.__file__).parent
    files = [file for file in folder.rglob("*.py") if file.read_text("utf-8").strip()]
    assert files
    assert [file for file in files if not file.read_text("utf-8").startswith('"""')] == []

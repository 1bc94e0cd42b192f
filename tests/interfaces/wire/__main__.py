"""Write the table of wire cases into the page about HTTP, or into another page that is named."""

import sys
from pathlib import Path

from tests.interfaces.wire.page import with_table

PAGE = Path(__file__).resolve().parents[3] / "docs/reference/http.md"

page = Path(sys.argv[1]) if sys.argv[1:] else PAGE
page.write_text(with_table(page.read_text()))

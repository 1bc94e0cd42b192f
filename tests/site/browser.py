"""Where a Chromium is, if there is one.

    python -m tests.site.browser        prints its path; fails if there is none

The Makefile asks before the tools of these tests are there, so this needs Python alone.
"""

import os
import shutil
import sys
from pathlib import Path

# All of these take the same orders. A Mac keeps programs where no PATH leads.
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str | None:
    """Return the path of a Chromium: the one that CHROMIUM names, or one that is installed."""
    named = os.environ.get("CHROMIUM")
    found = [shutil.which(name) for name in ([named] if named else NAMES)]
    if not named:
        found += [place for place in PLACES if Path(place).exists()]
    return next((path for path in found if path), None)


if __name__ == "__main__":
    path = find()
    if path is None:
        sys.exit("There is no Chromium; CHROMIUM=path/to/it names one.")
    sys.stdout.write(f"{path}\n")

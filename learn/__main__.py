"""Start the tutorial's command: `python -m learn`."""

import sys

from learn.command import main

if __name__ == "__main__":
    sys.exit(main())

"""What all peers answer with, so that none of them has to import ours."""

HELLO = "Hello, World!"
MESSAGE = {"message": HELLO}
FILE = b"F" * 1024 * 1024
# The routes with a parameter, which each peer knows last: the work that asks for another path is
# not meant to measure how the router searches.
PREFIXES = ["users", *(f"r{number}" for number in range(100))]

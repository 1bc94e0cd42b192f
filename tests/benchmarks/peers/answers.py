"""What all peers answer with, so that none of them has to import ours."""

HELLO = "Hello, World!"
MESSAGE = {"message": HELLO}
FILE = b"F" * 1024 * 1024
PREFIXES = ["users", *(f"r{number}" for number in range(100))]

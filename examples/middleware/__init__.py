"""Ready middleware, a file for each: copy what you use. Only debug.py needs another, house.py."""

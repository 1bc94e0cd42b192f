"""Hostile and clumsy peers against a live server in a process of its own.

Each check is a coroutine that asks the server and returns what it measured. `test_robustness.py`
runs a short form of all of them, and `make soak` the long one.
"""

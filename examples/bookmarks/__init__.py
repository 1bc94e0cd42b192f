"""Bookmarks: a small application with four layers of its own, around a server that has four.

Start it: python3 -m examples.bookmarks

Its layers have the names of those at the top, and mean the same; but what they hold is about
bookmarks, and not about HTTP. README.md shows where to begin.
"""

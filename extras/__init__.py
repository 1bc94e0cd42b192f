"""What a server can do without: files, uploads, other shells, a client for tests.

Each part stands in a layer of its own here, and knows what the layer of that name knows. Nothing in
the four layers knows any of it. Take what you need.
"""

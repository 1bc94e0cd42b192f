"""Clients that people use, each of which must get on with the server.

Those in Python come with the tools. The programs may be absent: `make test` then says so, and
`make clients` fails.
"""

"""The table of wire cases: bytes that a client sends, and what it must get back.

`table.py` puts it together from modules that hold the rows of a few topics each. `row.py` says
what a row is, `site.py` what the rows ask, `cuts.py` how their bytes are cut, `answers.py` how
what came back is judged, `memory.py` holds the conversations that need no socket.

    python -m tests.interfaces.wire       write the table into the page about HTTP
"""

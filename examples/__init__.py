"""Programs around the four layers: what is useful, and not core.

They stand outside: they may import every layer, and no layer knows that they exist. Copy what you
need; each file says what it gives and what it costs.
"""

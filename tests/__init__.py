"""The tests, one folder for each layer; each sees that layer and the ones inside it.

Run them all with `python -m tests.layers`, or some with pytest: `pytest tests/entities`.
"""

"""The tutorial's workshop: what builds the chapters from the source, and what a learner runs.

It treats the layers as files: nothing here imports them.
"""

"""The same application for each peer, as its own documentation writes one."""

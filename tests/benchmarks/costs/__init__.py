"""Where the time of a request goes: by samples of a busy server, and by timing each step alone."""

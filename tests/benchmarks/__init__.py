"""Programs that measure the server from outside, and the application that they measure."""

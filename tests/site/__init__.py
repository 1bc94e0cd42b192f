"""The built site in a browser: can everybody read it, without a mouse, and without a network?"""

"""The X-ray: watch the exchanges of any App as they pass through the four layers.

    python3 -m examples.xray application_example:app

It serves the App, and at /_xray a page that shows the last exchanges: the bytes that came in, the
head that was parsed, the route, what your endpoint returned, the bytes that went out, and how long
each layer was at work. No layer is changed for that, and none knows of it. Read the modules in this
order:

    recording.py    what is kept of an exchange, and the last fifty of them
    stopwatch.py    how time is charged to the layers
    watch.py        which bytes and which time belong to which exchange
    watching.py     how the watchers get between the layers
    picture.py      the onion, drawn
    page.py         the page, in HTML
    __main__.py     the command line
"""

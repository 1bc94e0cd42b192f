"""For Flask, under a WSGI server."""

from flask import Flask, Response, jsonify, request

from tests.benchmarks.peers.answers import FILE, HELLO, MESSAGE, PREFIXES

TEXT = "text/plain"
OCTETS = "application/octet-stream"

app = Flask(__name__)


@app.get("/")
def hello() -> Response:
    return Response(HELLO, mimetype=TEXT)


@app.get("/json")
def as_json() -> Response:
    return jsonify(MESSAGE)


@app.post("/echo")
def echo() -> Response:
    return Response(request.get_data(), mimetype=OCTETS)


@app.post("/upload")
def upload() -> Response:
    length = 0
    while piece := request.stream.read(65536):
        length += len(piece)
    return Response(str(length), mimetype=TEXT)


@app.get("/file")
def file() -> Response:
    return Response(FILE, mimetype=OCTETS)


def show(id: str) -> Response:  # noqa: A002 - the name in the path
    return Response(id, mimetype=TEXT)


for prefix in PREFIXES:
    app.add_url_rule(f"/{prefix}/<id>", prefix, show)

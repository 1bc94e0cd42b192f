"""A client for tests: it asks an App directly, Request in and Response out.

No octet is written and none is parsed, so a test takes microseconds. What belongs to the wire, such
as framing, timeouts and the server's limits, shows in `converse` and over a socket, not here. The
names are those of httpx, which many know.
"""

from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partialmethod
from json import dumps, loads
from typing import Any, NamedTuple, Self
from urllib.parse import urlencode, urljoin, urlsplit

from entities import Body, Handler, Headers, Pairs, Request, Response, parse_cookies
from entities.body import Content
from interfaces.app import App
from interfaces.memory import drive
from use_cases import error_response

Runner = Callable[[Coroutine[Any, Any, Any]], Any]
Fields = Iterable[tuple[str, str]] | Mapping[str, str]

File = bytes | tuple[str, bytes] | tuple[str, bytes, str]
"""What is uploaded: the content, or a name and the content, or those and the media type."""

_MOST_REDIRECTS = 20  # as in browsers and httpx
# What would end a quoted name early (HTML section 4.10.21.8).
_ESCAPES = {ord("\r"): "%0D", ord("\n"): "%0A", ord('"'): "%22"}


class Reply(NamedTuple):
    """A response as a test would like to look at it.

    `url` is the path and query that were asked for, last if redirects were followed. The headers
    are those of the handler: a server adds `Date` and the framing. `run` is that of the client, and
    fetches what the body still has to give.
    """

    status: int
    headers: Headers
    body: Body
    url: str
    run: Runner

    @property
    def content(self) -> bytes:
        """The whole body. Of a stream it reads what has not come yet."""
        content: bytes | None = self.body.content
        return self.run(self.body.read()) if content is None else content

    @property
    def text(self) -> str:
        """The content as UTF-8."""
        return self.content.decode()

    def json(self) -> Any:
        """Return the content read as JSON."""
        return loads(self.content)

    def iter_bytes(self) -> Iterator[bytes]:
        """Give the body piece by piece, each when the handler has made it."""
        pieces = aiter(self.body)
        return iter(lambda: self.run(_next(pieces)), b"")


class Client:
    """Asks an App directly, Request in and Response out.

    Use it in a `with` statement, which starts the App up and shuts it down.

    >>> app = App()
    >>> @app.get("/welcome/{name}")
    ... def welcome(name: str) -> str:
    ...     return f"Welcome {name}"
    >>> with Client(app) as client:
    ...     client.get("/welcome/Ada").text
    'Welcome Ada'

    `run` runs coroutines: by default by hand, without an event loop. What an endpoint raises is
    raised here, where the test can see it; with `raises=False` the reply is the 500 that a peer
    would get.

    `cookies` holds what responses set, by path and name. The client sends each back to its path,
    until a response deletes it with `Max-Age`. It has no clock, so none grows too old; and as it
    knows one host only, `Domain` and `Secure` change nothing.
    """

    def __init__(self, app: App, run: Runner = drive, *, raises: bool = True) -> None:
        self.cookies: dict[tuple[str, str], str] = {}
        self._app = app
        self._run = run
        self._raises = raises
        self._handler: Handler | None = None

    def __enter__(self) -> Self:
        self._lifespan: AbstractAsyncContextManager[Handler] = self._app.lifespan()
        self._handler = self._run(self._lifespan.__aenter__())
        return self

    def __exit__(self, *exception: Any) -> None:
        self._handler = None
        self._run(self._lifespan.__aexit__(*exception))

    def request(self, method: str, url: str, **options: Any) -> Reply:
        """Send one request and read the whole reply; the options are those of `stream`.

        `get`, `head`, `options`, `post`, `put`, `patch` and `delete` name the method for you, as in
        `client.get(url, params={"q": "tea"})`.
        """
        with self.stream(method, url, **options) as reply:
            self._run(reply.body.read())
        return reply

    get = partialmethod(request, "GET")
    head = partialmethod(request, "HEAD")
    options = partialmethod(request, "OPTIONS")
    post = partialmethod(request, "POST")
    put = partialmethod(request, "PUT")
    patch = partialmethod(request, "PATCH")
    delete = partialmethod(request, "DELETE")

    @contextmanager
    def stream(
        self,
        method: str,
        url: str,
        *,
        params: Fields = (),
        headers: Fields = (),
        cookies: Fields = (),
        content: Content = b"",
        data: Fields | None = None,
        files: Iterable[tuple[str, File]] | Mapping[str, File] | None = None,
        json: object = None,
        follow_redirects: bool = False,
    ) -> Iterator[Reply]:
        """Send one request, give the reply when it begins, and close its body in the end.

        `url` is a path, with a query if there is one, and sent as it is; `params` are added to the
        query. `headers` replace those that the client would send. `cookies` go with this request
        alone. The body is `content`, or the form `data`, or the JSON of `json`. With `files` the
        form is sent as multipart/form-data; a file is its bytes, `(name, bytes)`, or
        `(name, bytes, media type)`. What occurs twice is given as pairs, as in
        `data=[("tag", "hot"), ("tag", "new")]`.

        Redirects are followed if you say so, 20 at most: more raise RuntimeError. One that leads to
        another host is given back, as it is.
        """
        kind = ""
        if files is not None:
            content, kind = _multipart(Pairs(data or ()), files)
        elif data is not None:
            content = urlencode([*Pairs(data)]).encode()
            kind = "application/x-www-form-urlencoded"
        elif json is not None:
            content, kind = dumps(json).encode(), "application/json"
        if query := urlencode([*Pairs(params)]):
            url += ("&" if "?" in url else "?") + query
        given = Headers(headers)
        sent = {"Host": "memory", "Cookie": self._cookie(url, cookies), "Content-Type": kind}
        added = [(name, value) for name, value in sent.items() if value and name not in given]
        request = Request(method, url, Headers([*added, *given]), content)
        reply: Reply = self._run(self._ask(request))
        redirects = 0
        while follow_redirects and (onward := self._onward(request, reply)):
            self._run(reply.body.close())
            if (redirects := redirects + 1) > _MOST_REDIRECTS:
                raise RuntimeError(
                    f"more than {redirects - 1} redirects, the last to {onward.target}"
                )
            request = onward
            reply = self._run(self._ask(request))
        try:
            yield reply
        finally:
            self._run(reply.body.close())

    def _onward(self, request: Request, reply: Reply) -> Request | None:
        """Return the request that a redirect asks for, None if it is none or leaves the host."""
        location = reply.headers.get("location")
        url = urlsplit(urljoin(f"http://{request.host}{request.target}", location))
        moved = reply.status in (301, 302, 303, 307, 308) and location
        if not moved or url.netloc != request.host:
            return None
        method, body, fields = request.method, request.body, request.headers.without("cookie")
        # RFC 9110 section 15.4: 303 asks for another page, and after POST 301 and 302 are so used.
        if (reply.status == 303 and method != "HEAD") or (reply.status < 303 and method == "POST"):
            method, body, fields = "GET", Body(), fields.without("content-type")
        target = (url.path or "/") + (url.query and f"?{url.query}")
        if cookie := self._cookie(target, ()):
            fields = fields.with_added("Cookie", cookie)
        return Request(method, target, fields, body)

    def _cookie(self, url: str, cookies: Fields) -> str:
        """Return the value of `Cookie`: the longest path comes first (RFC 6265bis section 5.8)."""
        pairs, path = [*Pairs(cookies)], url.partition("?")[0]
        for (place, name), value in sorted(self.cookies.items(), reverse=True):
            if path == place or path.startswith(place.rstrip("/") + "/"):
                pairs.append((name, value))
        return "; ".join(f"{name}={value}" for name, value in pairs)

    async def _ask(self, request: Request) -> Reply:
        if self._handler is None:
            raise RuntimeError("use the Client in a with statement: with Client(app) as client:")
        try:
            response = await self._handler(request)
        except Exception as error:
            if self._raises:
                raise
            response = error_response(error)
        self._keep_cookies(request, response)
        if request.method == "HEAD" or response.status in (204, 205, 304):
            await response.body.close()
            return Reply(response.status, response.headers, Body(), request.target, self._run)
        return Reply(response.status, response.headers, response.body, request.target, self._run)

    def _keep_cookies(self, request: Request, response: Response) -> None:
        """Keep and delete cookies as the response says (RFC 6265bis section 5.7)."""
        for line in response.headers.get_all("set-cookie"):
            (name, value), *rest = parse_cookies(line).items()
            attributes = {key.title(): text for key, text in rest}
            place = attributes.get("Path") or request.raw_path.rpartition("/")[0] or "/"
            self.cookies[place, name] = value
            if int(attributes.get("Max-Age", "1")) <= 0:
                del self.cookies[place, name]


async def _next(pieces: AsyncIterator[bytes]) -> bytes:
    """Return the next piece, which is never empty, or b"" at the end."""
    return await anext(pieces, b"")


def _multipart(
    data: Pairs, files: Iterable[tuple[str, File]] | Mapping[str, File]
) -> tuple[bytes, str]:
    """Write a form with files as multipart/form-data (RFC 7578); return it and its media type."""
    parts = [(f'"{name.translate(_ESCAPES)}"', value.encode()) for name, value in data]
    for name, file in files.items() if isinstance(files, Mapping) else files:
        filename, content, *kind = ("upload", file) if isinstance(file, bytes) else file
        names = f'"{name.translate(_ESCAPES)}"; filename="{filename.translate(_ESCAPES)}"'
        kinds = f"\r\nContent-Type: {kind[0] if kind else 'application/octet-stream'}"
        parts.append((names + kinds, content))
    boundary = "boundary"
    while any(boundary.encode() in content for _, content in parts):
        boundary += "-"
    head = f"--{boundary}\r\nContent-Disposition: form-data; name="
    form = b"".join(
        f"{head}{names}\r\n\r\n".encode() + content + b"\r\n" for names, content in parts
    )
    return form + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"

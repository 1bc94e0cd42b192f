"""Forms with files: as they stream in, with the files kept aside, and their fields alone."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from entities import Body, ConfigurationError, Form, HTTPError, ProtocolError, Request, Response
from extras.interfaces import Client, Upload, Uploads, any_form, parts
from extras.use_cases import FormLimits, PartHead
from interfaces import App, converse, drive
from tests.extras.interfaces.fake_spool import FakeSpool
from tests.fakes.producer import FakeProducer

MULTIPART = {"Content-Type": "multipart/form-data; boundary=b"}

FIELD = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\n"
)
NO_FILE = (
    b'--b\r\nContent-Disposition: form-data; name="f"; filename=""\r\n'
    b"Content-Type: application/octet-stream\r\n\r\n"
)
END = b"--b--\r\n"
FORM = FIELD + b"one\r\n" + FILE + b"two\r\n" + FIELD + b"three\r\n" + FILE + b"\r\n" + END


def posted(*pieces: bytes | Exception) -> Request:
    """Return a request whose body comes in these pieces."""
    return Request("POST", "/", MULTIPART, FakeProducer(*pieces))


def bytewise(data: bytes) -> Request:
    return posted(*[data[at : at + 1] for at in range(len(data))])


def refusal(coroutine: Coroutine[Any, Any, object]) -> int:
    with pytest.raises(HTTPError) as caught:
        drive(coroutine)
    return caught.value.status


# Parts as they come


async def all_of(request: Request) -> list[tuple[PartHead, bytes]]:
    return [(head, await body.read()) async for head, body in parts(request)]


async def read_to_the_end(request: Request, most: int) -> list[str]:
    """Read so many pieces of each part, and return the names of all."""
    names = []
    async for head, body in parts(request):
        names.append(head.name)
        pieces = aiter(body)
        for _ in range(most):
            await anext(pieces, b"")
    return names


A = PartHead("a", None, "")
F = PartHead("f", "x.txt", "text/plain")


@pytest.mark.parametrize("send", [posted, bytewise])
def test_parts_come_in_order_with_their_contents(send: Callable[[bytes], Request]) -> None:
    assert drive(all_of(send(FORM))) == [(A, b"one"), (F, b"two"), (A, b"three"), (F, b"")]


@pytest.mark.parametrize("send", [posted, bytewise])
@pytest.mark.parametrize("most", [0, 1, 2, 9])
def test_what_is_not_read_is_skipped(send: Callable[[bytes], Request], most: int) -> None:
    assert drive(read_to_the_end(send(FORM), most)) == ["a", "f", "a", "f"]


def test_a_form_may_have_no_parts() -> None:
    assert drive(all_of(posted(END))) == []


def test_a_content_that_was_skipped_cannot_be_read_any_more() -> None:
    async def late() -> bytes:
        bodies = [body async for _, body in parts(posted(FORM))]
        return await bodies[0].read()

    with pytest.raises(RuntimeError, match="spent"):
        drive(late())


def test_a_content_comes_as_it_arrives() -> None:
    producer = FakeProducer(FILE + b"x" * 100, b"y" * 100, b"\r\n" + END)

    async def first() -> bytes:
        async for _, body in parts(Request("POST", "/", MULTIPART, producer)):
            return await anext(aiter(body))
        return b""

    assert drive(first()).startswith(b"xxx")
    assert producer.given == 1


def test_a_form_that_ends_early_is_refused_where_it_is_read() -> None:
    async def read_file(request: Request) -> object:
        async for _, body in parts(request):
            with pytest.raises(HTTPError, match="last boundary"):
                await body.read()
            return None
        return None

    drive(read_file(posted(FILE + b"tw")))
    assert refusal(read_to_the_end(posted(FILE + b"tw"), 0)) == 400
    assert refusal(all_of(posted())) == 400


def test_the_limits_of_the_form_and_of_the_body_hold() -> None:
    async def read(request: Request, limits: FormLimits) -> None:
        async for _ in parts(request, limits):
            pass

    assert refusal(read(posted(FORM), FormLimits(parts=3))) == 413
    assert refusal(read(posted(FORM), FormLimits(text=7))) == 413
    over = Request("POST", "/", MULTIPART, Body(FakeProducer(FORM), limit=len(FORM) - 1))
    assert refusal(read(over, FormLimits())) == 413


def test_a_body_that_is_no_such_form_is_refused_before_it_is_read() -> None:
    for content_type, status in (("text/plain", 415), ("multipart/form-data", 400)):
        producer = FakeProducer(FORM)
        request = Request("POST", "/", {"Content-Type": content_type}, producer)
        assert refusal(all_of(request)) == status
        assert producer.given == 0


# The whole form, with its files in a spool


def keep(request: Request, uploads: Uploads) -> tuple[Form, list[tuple[str, Upload, bytes]]]:
    """Read a form, and return its fields, and the name and content of each file."""

    async def read() -> tuple[Form, list[tuple[str, Upload, bytes]]]:
        async with uploads.read(request) as (form, files):
            return form, [
                (name, upload, await upload.body().read())
                for name, several in files.items()
                for upload in several
            ]

    return drive(read())


@pytest.mark.parametrize("send", [posted, bytewise])
def test_a_form_is_read_whole(send: Callable[[bytes], Request]) -> None:
    spool = FakeSpool()
    form, files = keep(send(FORM), Uploads(spool))
    assert list(form) == [("a", "one"), ("a", "three")]
    told = [(name, each.filename, each.content_type, content) for name, each, content in files]
    assert told == [("f", "x.txt", "text/plain", b"two"), ("f", "x.txt", "text/plain", b"")]
    assert spool.kept == 0


def test_where_no_file_was_chosen_there_is_none() -> None:
    spool = FakeSpool()
    form, files = keep(posted(NO_FILE + b"\r\n" + FIELD + b"one\r\n" + END), Uploads(spool))
    assert (list(form), files, spool.contents) == ([("a", "one")], [], [])


def test_a_file_can_be_opened_again_while_the_block_lasts() -> None:
    spool = FakeSpool()

    async def twice() -> list[bytes]:
        async with Uploads(spool).read(posted(FORM)) as (_, files):
            assert spool.kept == 2
            return [await files["f"][0].body().read() for _ in range(2)]

    assert drive(twice()) == [b"two", b"two"]
    assert spool.kept == 0


@pytest.mark.parametrize(
    ("pieces", "status"),
    [
        ([FILE + b"two\r\n" + FILE + b"tw"], 400),
        ([FILE + b"two\r\n" + FIELD + b"\xe4\r\n" + END], 400),
        ([FILE + b"two\r\n--bad\r\n\r\n"], 400),
        ([FILE + b"two\r\n" + FILE + b"\r\n" + FILE + b"\r\n" + END], 413),
        ([FILE + b"two\r\n", ProtocolError(400, "", "")], 0),
        ([FILE + b"two", OSError()], 0),
    ],
)
def test_no_file_is_kept_when_reading_fails(pieces: list[Any], status: int) -> None:
    spool = FakeSpool()
    with pytest.raises((HTTPError, ProtocolError, OSError)) as caught:
        keep(posted(*pieces), Uploads(spool, FormLimits(files=2)))
    assert not status or (isinstance(caught.value, HTTPError) and caught.value.status == status)
    assert spool.contents[:1] in ([b"two"], [])
    assert spool.kept == 0


def test_no_file_is_kept_when_the_block_fails() -> None:
    spool = FakeSpool()

    async def fail() -> None:
        async with Uploads(spool).read(posted(FORM)):
            raise LookupError

    with pytest.raises(LookupError):
        drive(fail())
    assert spool.kept == 0


def uploading(uploads: Uploads) -> App:
    """Make an App that takes files from whoever is provided."""

    async def provide() -> AsyncIterator[Uploads]:
        yield uploads

    app = App(providers={Uploads: provide})

    @app.post("/")
    async def endpoint(request: Request, uploads: Uploads) -> list[str]:
        async with uploads.read(request) as (form, files):
            [file] = files["f"]
            return [form["a"], file.filename, (await file.body().read()).decode()]

    return app


def test_an_endpoint_asks_for_uploads_by_type() -> None:
    form = FIELD + b"one\r\n" + FILE + b"two\r\n" + END
    with Client(uploading(Uploads(FakeSpool()))) as client:
        assert client.post("/", headers=MULTIPART, content=form).json() == ["one", "x.txt", "two"]
        assert client.post("/", data={"a": "one"}).status == 415
        assert client.post("/", headers=MULTIPART, content=form[:-4]).status == 400


def test_an_app_that_provides_no_uploads_does_not_start() -> None:
    app = App()

    @app.post("/")
    async def endpoint(uploads: Uploads) -> None: ...

    with pytest.raises(ConfigurationError, match="the parameter uploads, which is Uploads"):
        Client(app).__enter__()


def test_no_file_is_kept_of_a_peer_that_breaks_off() -> None:
    spool = FakeSpool()
    seen: list[int] = []

    async def handler(request: Request) -> Response:
        try:
            async with Uploads(spool).read(request):
                raise AssertionError("the form was complete")
        finally:
            seen.append(spool.kept)

    head = (
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n"
        b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
    )
    assert converse(handler, [head, FILE, b"tw"]).startswith(b"HTTP/1.1 400 ")
    assert seen == [0]


# The fields alone


def fields(function: Callable[..., Any], request: Request) -> Any:
    app = App()
    app.provide(Form, scope="request")(any_form)
    app.post("/")(function)
    with Client(app) as client:
        body = request.body.content or aiter(request.body)
        return client.post("/", headers=dict(request.headers), content=body)


async def of_form(form: Form) -> list[list[str]]:
    return [[name, value] for name, value in form]


def test_an_endpoint_that_asks_for_a_form_gets_the_fields_of_either_kind() -> None:
    expected = [["a", "one"], ["a", "three"]]
    assert fields(of_form, bytewise(FORM)).json() == expected
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert fields(of_form, Request("POST", "/", kind, b"a=one&a=three")).json() == expected


def test_a_form_is_refused_with_the_reason() -> None:
    for form, status, reason in (
        (FIELD + b"\xe4\r\n" + END, 400, "The field 'a' is not UTF-8."),
        (FIELD + b"one", 400, "last boundary"),
        (b"--b\r\n\r\n\r\n--b--", 400, "Content-Disposition"),
        ((FIELD + b"\r\n") * 1001 + END, 413, "at most 1000 parts"),
        (FIELD + bytes(2 * 1024 * 1024 + 9), 413, "octets in fields"),
    ):
        reply = fields(of_form, posted(form))
        assert reply.status == status
        assert reason in reply.text
    mixed = Request("POST", "/", {"Content-Type": "multipart/mixed; boundary=b"}, FORM)
    assert fields(of_form, mixed).status == 415


def test_a_form_with_files_and_the_body_may_be_read_both() -> None:
    async def both(form: Form, body: bytes) -> list[object]:
        return [form["a"], len(body)]

    assert fields(both, bytewise(FORM)).json() == ["one", len(FORM)]


def test_without_the_provider_a_form_is_urlencoded_or_refused() -> None:
    app = App()
    app.post("/")(of_form)
    with Client(app) as client:
        assert client.post("/", data={"a": "one"}).json() == [["a", "one"]]
        refused = client.post("/", headers=MULTIPART, content=FORM)
        assert (refused.status, "x-www-form-urlencoded" in refused.text) == (415, True)

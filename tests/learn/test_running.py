"""Check how the commands of a page are run, and what is kept of their words."""

import json
import sys
import time
from pathlib import Path

import pytest

from learn import running
from learn.chapters import Mistake
from learn.reading import directives
from learn.running import Command, normalise
from tests.learn.small import first

PAGE = """{{ chapter: 1 }}

{{ run: python program.py | first 1 }}

{{ run fails: python -c "raise SystemExit(2)" }}

    {{ run: python program.py }}

```python
{{ run: lint-imports }}
```

{{ serve: python files/server.py --port 0 | curl -i URL/welcome }}
"""

SERVER = """
import http.server, os, sys


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"Welcome Ada")


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
open("pid", "w").write(str(os.getpid()))
print("Getting ready")
print(f"Serving on http://127.0.0.1:{server.server_port}/")
server.serve_forever()
"""


def test_the_commands_of_a_page_are_found_once_each(root: Path) -> None:
    found = running.commands(first(root, PAGE), root)
    assert [one.directive for one in found] == [
        "run: python program.py",
        'run fails: python -c "raise SystemExit(2)"',
        "serve: python files/server.py --port 0 | curl -i URL/welcome",
    ]


def test_a_command_runs_in_the_folder_of_the_state_with_this_python(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text("import sys\nprint(sys.prefix)\n")
    said = running.execute("python program.py", tmp_path)
    assert said == (0, f"{sys.prefix}\n")


def test_a_final_command_runs_in_the_repository(root: Path, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    (root / "program.py").write_text("print('finished')\n")
    one = Command("run final", "python program.py")
    assert running.run(one, state, root) == "finished"
    with pytest.raises(Mistake, match="No such file"):
        running.run(Command("run", "python program.py"), state, root)


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("run", 1, "should succeed, but ends with 1"),
        ("run fails", 0, "should fail, but ends with 0"),
        ("run final", 1, "should succeed"),
        ("run final fails", 0, "should fail"),
    ],
)
def test_a_command_that_ends_otherwise_is_a_mistake(
    tmp_path: Path, kind: str, code: int, words: str
) -> None:
    text = f"python -c 'raise SystemExit({code})'"
    with pytest.raises(Mistake, match=words):
        running.run(Command(kind, text), tmp_path, tmp_path)
    wanted = Command(kind, f"python -c 'raise SystemExit({1 - code})'")
    assert running.run(wanted, tmp_path, tmp_path) == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("rm -rf .", "runs none of python, pytest"),
        ("pytest -q | tail", "needs a shell"),
        ("python a.py > b", "needs a shell"),
        ("pytest 'x", "is no command"),
        ("", "is no command"),
    ],
)
def test_what_a_page_may_not_run_is_a_mistake(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Mistake, match=words):
        running.run(Command("run", text), tmp_path, tmp_path)


def test_a_command_that_does_not_end_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.3)
    with pytest.raises(Mistake, match=r"has not ended after 0\.3 s"):
        running.execute("python -c 'while True: pass'", tmp_path)


def is_running(pid: int) -> bool:
    return Path("/proc", str(pid)).exists()


def test_a_server_is_asked_and_stopped(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    text = "python files/server.py --port 0 | curl -i URL/welcome"
    said = running.run(Command("serve", text), tmp_path, tmp_path)
    lines = said.splitlines()
    assert lines[:4] == [
        "Getting ready",
        "Serving on http://127.0.0.1:8000/",
        "$ curl -i http://127.0.0.1:8000/welcome",
        "HTTP/1.0 200 OK",
    ]
    assert "Date: Tue, 15 Nov 1994 08:12:31 GMT" in lines
    assert lines[-1] == "Welcome Ada"
    assert not is_running(int((tmp_path / "pid").read_text()))


def test_a_server_is_stopped_when_the_question_fails(tmp_path: Path) -> None:
    (tmp_path / "server.py").write_text(SERVER)
    with pytest.raises(Mistake, match="curl ends with 22"):
        running.run(
            Command("serve", "python server.py | curl --fail URL/x -X PUT"), tmp_path, tmp_path
        )
    assert not is_running(int((tmp_path / "pid").read_text()))


def test_a_server_that_names_no_url_is_a_mistake(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Mistake, match="names no URL"):
        running.run(Command("serve", "python -c 1 | curl URL"), tmp_path, tmp_path)
    monkeypatch.setattr(running, "SERVE_SECONDS", 0.3)
    before = time.monotonic()
    with pytest.raises(Mistake, match="names no URL"):
        running.run(
            Command("serve", "python -c 'import time; time.sleep(30)' | curl URL"),
            tmp_path,
            tmp_path,
        )
    assert time.monotonic() - before < 10
    with pytest.raises(Mistake, match="no curl behind a bar"):
        running.run(Command("serve", "python server.py"), tmp_path, tmp_path)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("12 passed in 0.12s", "12 passed"),
        ("12 passed in 62.12s (0:01:02)", "12 passed"),
        ("in 3 steps", "in 3 steps"),
        ("http://127.0.0.1:43210/a", "http://127.0.0.1:8000/a"),
        (
            "Connected to 127.0.0.1 (127.0.0.1) port 43210",
            "Connected to 127.0.0.1 (127.0.0.1) port 8000",
        ),
        ("< date: Sun, 29 Nov 2026 03:43:49 GMT", "< date: Tue, 15 Nov 1994 08:12:31 GMT"),
        (
            r"b'\r\nDate: Sun, 29 Nov 2026 03:43:49 GMT\r\n'",
            r"b'\r\nDate: Tue, 15 Nov 1994 08:12:31 GMT\r\n'",
        ),
        ("Expires: Sun, 29 Nov 2026 03:43:49 GMT", "Expires: Sun, 29 Nov 2026 03:43:49 GMT"),
        ("\x1b[1mBROKEN\x1b[0m", "BROKEN"),
        ("<function f at 0x7f0011223344>", "<function f at 0x…>"),
        ("/state/of/it/a.py:3 /clone/b.py", "a.py:3 b.py"),
        ("not in /state/of/it. Nor in /state/of/itself", "not in .. Nor in /state/of/itself"),
        ("\nlast  \r\n\n", "last"),
    ],
)
def test_what_varies_is_taken_out(said: str, kept: str) -> None:
    assert normalise(said, Path("/state/of/it"), Path("/clone")) == kept


def test_a_state_in_the_clone_and_the_paths_of_python_are_taken_out() -> None:
    said = f"/clone/learning/one/a.py /clone/b.py {json.__file__} {sys.prefix}/bin/x /usr /users"
    kept = normalise(said, Path("/clone/learning/one"), Path("/clone"))
    assert kept == "a.py b.py json/__init__.py .venv/bin/x /usr /users"


def test_an_output_is_kept_and_found_again(root: Path) -> None:
    chapter = first(root)
    assert running.stored(chapter) == {}
    running.store(chapter, {"run: b": "zwei\n…", "run: a": "eins"})
    text = (chapter.folder / "transcript.json").read_text(encoding="utf-8")
    assert text == '{\n  "run: a": "eins",\n  "run: b": "zwei\\n…"\n}\n'
    assert running.stored(chapter) == {"run: a": "eins", "run: b": "zwei\n…"}


@pytest.mark.parametrize(
    ("behind", "shown"), [("", "1\n2\n3"), (" | first 2", "1\n2"), (" | last 1", "3")]
)
def test_an_output_is_cut_when_it_is_shown(behind: str, shown: str) -> None:
    one = directives(f"{{{{ run: pytest -q{behind} }}}}")[0]
    assert running.command(one).directive == "run: pytest -q"
    assert running.cut(one, "1\n2\n3") == shown


@pytest.mark.parametrize("name", ["CI", "BUILD_NUMBER", "PYTEST_ADDOPTS", "FORCE_COLOR"])
def test_what_a_machine_sets_changes_no_output(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "true")
    assert name not in running.environment()

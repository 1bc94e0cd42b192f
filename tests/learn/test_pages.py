"""Check what stands on the site in the place of each directive."""

import re
from pathlib import Path
from typing import Any

import markdown
import pytest

from learn import running
from learn.chapters import Mistake, load
from learn.pages import makeExtension
from learn.reading import directives, fences
from tests.learn.small import GUEST, PAGE

START = "{{ chapter: 1 }}\n\n"


def source(page: str, root: Path) -> str:
    """Return a page after the directives are replaced, as Markdown."""
    extension = makeExtension(root=str(root), pictures="tests.learn.drawn")
    md = markdown.Markdown(extensions=[extension])  # type: ignore[no-untyped-call]
    lines: list[str] = md.preprocessors["learn"].run(page.splitlines())
    return "\n".join(lines)


def html(page: str, root: Path) -> str:
    """Return a page as the site shows it."""
    options: dict[str, Any] = {"pymdownx.highlight": {"anchor_linenums": True}}
    others = ["admonition", "tables", "pymdownx.highlight", "pymdownx.superfences"]
    return markdown.markdown(
        page,
        extensions=[
            *others,
            "pymdownx.details",
            makeExtension(root=str(root), pictures="tests.learn.drawn"),
        ],
        extension_configs=options,
    )


def text(shown: str) -> str:
    """Return what a person reads of some HTML."""
    return re.sub(r"<[^>]*>", "", shown).replace("&gt;", ">").replace("&quot;", '"')


def first_line(chunk: str) -> str:
    return chunk.splitlines()[0]


def test_a_page_without_directives_stays_as_it_is(root: Path) -> None:
    page = "# Words\n\n{{ not one\n\n```python\n{{ entities/guest.py }}\n```\n\n    code"
    assert source(page, root) == page


def test_listings_have_a_title_and_the_numbers_of_the_source(root: Path) -> None:
    shown = source("{{ entities/guest.py::Guest.title }}", root)
    start = GUEST.splitlines().index("    # What the book shows.") + 1
    assert first_line(shown.strip()) == (f'```python title="entities/guest.py" linenums="{start}"')
    code = fences(shown)[0].code
    assert code in GUEST
    assert code.startswith("    # What the book shows.\n\n    @property\n")


def test_the_pages_of_a_chapter_show_all_its_lines_in_their_order(root: Path) -> None:
    found = [one for one in fences(source(PAGE, root)) if one.kind == "python"]
    lines = [line for one in found[:-1] for line in one.code.splitlines() if line.strip()]
    assert lines == [line for line in GUEST.splitlines() if line.strip()]


def test_listings_that_follow_each_other_in_page_and_file_are_one(root: Path) -> None:
    names = ("top", "NAME", "SECOND")
    several = [f"{{{{ entities/guest.py::{name} }}}}" for name in names]
    (one,) = fences(source("\n\n".join(several), root))
    assert one.code.endswith('FIRST, SECOND = "Ada", "Grace"\n')
    assert len(fences(source("\n\nWords.\n\n".join(several), root))) == 3
    assert len(fences(source("\n\n".join(reversed(several)), root))) == 3


def test_a_directive_in_a_box_stays_in_it(root: Path) -> None:
    page = "??? note\n\n    {{ entities/guest.py::NAME }}\n\nOutside.\n"
    assert all(
        line.startswith("    ") for line in source(page, root).splitlines() if "NAME" in line
    )
    shown = html(page, root)
    assert "NAME" in text(shown[: shown.index("</details>")])
    assert "title" not in text(shown)


@pytest.mark.parametrize("listing", ["{{ entities/guest.py }}", "{{ entities/guest.py::welcome }}"])
def test_an_exercise_is_folded_where_its_chapter_shows_it(root: Path, listing: str) -> None:
    title = '!!! example "Your turn: `welcome`, guest-welcome"'
    box = f"{title}\n\n    Welcome a guest by name.\n\n    ??? quote"
    assert box in source(START + listing, root)
    assert "Your turn" not in source(listing, root)
    shown = html(START + listing, root)
    folded = shown[shown.index("<details") : shown.index("</details>")]
    assert 'return f"Welcome {guest.name}"' in text(folded)
    assert text(shown).count("Welcome somebody.") == 1


def test_a_package_shows_the_lines_that_are_new(root: Path) -> None:
    shown = source("{{ chapter: 2 }}\n\n{{ entities/__init__.py }}", root)
    assert fences(shown)[-1].code == "from entities.book import Book as Book\n"
    shown = source(START + "{{ entities/__init__.py }}", root)
    assert fences(shown)[-1].code == (
        '"""The nouns."""\n\nfrom entities.guest import Guest as Guest\n'
    )


def test_a_contract_is_shown_as_in_the_state_with_its_comment(root: Path) -> None:
    shown = fences(source(START + "{{ .importlinter::layers }}", root))[-1]
    assert shown.kind == "ini"
    assert shown.code.startswith("# The rule of rules.\n[importlinter:contract:layers]\n")
    assert "entities" in shown.code
    assert "use_cases" not in shown.code
    top = fences(source(START + "{{ .importlinter::top }}", root))[-1].code
    assert top.startswith("# What may import what.\n")
    assert "rule of rules" not in top


def test_a_file_of_the_chapter_bears_the_name_that_it_has_in_the_state(root: Path) -> None:
    shown = source(START + "{{ files/program.py }}", root)
    assert '```python title="program.py" linenums="1"\nprint("Hello")\n```' in shown


def test_an_output_comes_from_the_transcript(root: Path) -> None:
    name = "run: python files/program.py"
    running.store(load(root)[0], {name: "one\ntwo ```\nthree"})
    shown = source(START + f"{{{{ {name} | last 2 }}}}", root)
    assert "```` { .console .wrap }\n$ python program.py\ntwo ```\nthree\n````" in shown
    assert "\none\n" not in shown


def test_what_was_asked_of_a_server_is_shown_below_what_started_it(root: Path) -> None:
    name = "serve: python program.py --port 0 | curl URL"
    running.store(
        load(root)[0], {name: "On http://127.0.0.1:8000\n$ curl http://127.0.0.1:8000\nHi"}
    )
    shown = source(START + f"{{{{ {name} }}}}", root)
    assert "$ python program.py\nOn http://127.0.0.1:8000\n$ curl http" in shown


def test_an_experiment_shows_the_edit_and_folds_what_comes_of_it(root: Path) -> None:
    running.store(load(root)[0], {"experiment: nameless": "1"})
    page = START + "{{ experiment: nameless }}"
    diff = next(one for one in fences(source(page, root)) if one.kind == "diff")
    assert diff.code.splitlines() == [
        " def welcome(guest: Guest) -> str:",
        '     """Welcome somebody."""',
        '-    return f"Welcome {guest.name}"',
        '+    return "Welcome"',
    ]
    shown = html(page, root)
    folded = text(shown[shown.index("<details") : shown.index("</details>")])
    assert "A welcome needs a name." in folded
    assert "$ python -c 'print(1)'\n1" in folded.replace("&#39;", "'")
    assert "Predict: what does it say" in text(shown[: shown.index("<details")])
    assert "learn break nameless" in text(shown)


def test_the_head_of_a_chapter_says_what_it_gives_and_how_to_begin(root: Path) -> None:
    shown = html(START, root)
    assert "<h1>1. Guests</h1>" in shown
    assert "About 20 minutes, without the exercise that goes further." in text(shown)
    assert "At the end you have this: Guests with names." in text(shown)
    assert "python3 -m learn start 1" in text(shown)


@pytest.mark.parametrize(
    ("argument", "svg"),
    [
        ("layers 2", "<svg><text>2 chapters, ring 2</text></svg>"),
        ("phases", "<svg><text>phases</text></svg>"),
        ("journey", "<svg>\n\n<text>journey</text></svg>"),
    ],
)
def test_a_picture_stands_in_the_page_as_it_is_drawn(root: Path, argument: str, svg: str) -> None:
    page = f"- In a list\n\n    {{{{ picture: {argument} }}}}\n"
    assert f'<div class="picture">{svg}</div>' in html(page, root)


def test_a_chapter_begins_with_its_picture(root: Path) -> None:
    assert "2 chapters, ring 1" in html(START, root)


def test_the_exercises_are_listed_with_the_way_to_a_hint(root: Path) -> None:
    shown = text(html(START + "{{ exercises }}", root))
    assert "entities/guest.py, welcome (guest-welcome). Welcome a guest by name." in shown
    assert "Go further in further/farewell.py. Say goodbye." in shown
    assert "python3 -m learn hint" in shown


def test_the_answers_are_those_of_all_chapters(root: Path) -> None:
    shown = html("{{ answers }}", root)
    assert [text(one) for one in re.findall(r"<h2>.*?</h2>", shown)] == ["1. Guests", "2. The book"]
    assert 'return f"Welcome {guest.name}"' in text(shown)
    assert '"""The pages."""' in text(shown)
    assert shown.count("<details") == 3


def test_the_overview_sums_up_the_minutes(root: Path) -> None:
    words = "There are 2 chapters of 20 to 25 minutes, about 1 hour in all."
    assert source("{{ overview }}", root).strip() == words


def test_the_timings_count_lines_that_are_not_blank(root: Path) -> None:
    rows = [line for line in source("{{ timings }}", root).splitlines() if line]
    count = sum(1 for line in GUEST.splitlines() if line.strip())
    assert rows[2:] == [
        f"| 1. [Guests](01-guests.md) | 20 | {count} | 1 | 1 |",
        "| 2. The book | 25 | 3 | 0 | 0 |",
        f"| All | 45 | {count + 3} | 1 | 1 |",
    ]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("{{ chapter: 9 }}", "there is no such one"),
        ("{{ nonsense }}", "line 1: {{ nonsense }} is no directive"),
        ("{{ entities/guest.py::Gast }}", "a page, {{ entities/guest.py::Gast }}: .* has no Gast"),
        (START + "{{ entities/gast.py }}", "01-guests.md, .*: there is no entities/gast.py"),
        (START + "{{ run: pytest }}", "python3 -m learn verify 1 --write"),
        (START + "{{ experiment: nameless }}", "python3 -m learn verify 1 --write"),
        (START + "{{ experiment: namely }}", "the experiments of this chapter are nameless"),
        (START + "{{ .importlinter::other }}", "the contracts of this chapter are layers"),
        (START + "{{ extras/__init__.py }}", "extras/__init__.py has no new line"),
        (START + "{{ picture: cake }}", "the pictures are layers N, phases and journey"),
        ("{{ exercises }}", "A page must say"),
    ],
)
def test_a_page_that_names_what_is_not_there_is_not_built(
    root: Path, page: str, words: str
) -> None:
    with pytest.raises(Mistake, match=re.sub(r"([{}])", r"\\\1", words)):
        source(page, root)


def test_each_directive_says_what_it_is() -> None:
    lines = ["{{ run: pytest -q }}", "{{ exercises }}", "{{ a/b.py::C.d }}"]
    assert [str(one) for one in directives("\n".join(lines))] == lines

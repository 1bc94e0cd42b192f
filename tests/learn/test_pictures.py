"""The pictures are what the code is: its modules, its imports, its parser, one exchange."""

import ast
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from learn import pictures
from learn.chapters import ROOT, Chapter, Further, Mistake, load
from learn.states import LAYERS

SVG = "{http://www.w3.org/2000/svg}"

MODULES = {
    layer: [path.stem for path in sorted((ROOT / layer).glob("*.py")) if path.name != "__init__.py"]
    for layer in LAYERS
}


def chapter(
    number: int, layer: str, modules: tuple[str, ...] = (), given: tuple[str, ...] = ()
) -> Chapter:
    """Make a chapter that does nothing but to introduce modules."""
    further = Further("more", "Do more.", ())
    words = ("A title", "a-title", 30, layer, "A goal.", ())
    return Chapter(number, *words, further, modules=modules, given=given)


CHAPTERS = [
    *(
        chapter(number, layer, tuple(f"{layer}/{name}.py" for name in names))
        for number, (layer, names) in enumerate(MODULES.items(), 2)
    ),
    chapter(6, "extras", given=("extras/interfaces/client.py", "application_example.py")),
    chapter(7, ""),
]


def drawn() -> list[str]:
    """Return every picture that a page may show."""
    houses = [(chapters, one.number) for chapters in (CHAPTERS, load()) for one in chapters]
    return [
        *(pictures.layers(chapters, number) for chapters, number in houses),
        pictures.phases(),
        pictures.journey(),
    ]


def texts(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(SVG + "text"))


def words(svg: str) -> str:
    """Return the text that a picture shows, without its title and its description."""
    return " ".join(" ".join(text.itertext()) for text in texts(svg))


def arrows(svg: str) -> list[ElementTree.Element]:
    return [
        each for each in ElementTree.fromstring(svg).iter(SVG + "g") if "data-from" in each.attrib
    ]


def python(program: str) -> str:
    """Run a program that may import the layers; the tests of what judges them may not."""
    command = [sys.executable, "-c", program]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def test_each_picture_is_sound_and_says_what_it_shows() -> None:
    for svg in drawn():
        root = ElementTree.fromstring(svg)
        first, second = list(root)[:2]
        assert root.attrib["role"] == "img"
        assert (first.tag, second.tag) == (SVG + "title", SVG + "desc")
        assert first.text
        assert second.text
        assert not list(root.iter(SVG + "foreignObject"))
        # Two pictures on one page must not share an identifier, so there are none.
        assert not any("id" in element.attrib for element in root.iter())


def test_each_picture_fits_a_phone() -> None:
    for svg in drawn():
        root = ElementTree.fromstring(svg)
        _, _, width, height = map(int, root.attrib["viewBox"].split())
        assert width == 360
        assert int(root.attrib["font-size"]) >= 13
        for box in root.iter(SVG + "rect"):
            x, y, wide, high = (int(box.attrib[name]) for name in ("x", "y", "width", "height"))
            assert 0 <= x < x + wide <= width
            assert 0 <= y < y + high <= height
        for text in texts(svg):
            words = [text.text or "", *(one.tail or "" for one in text)]
            bold = sum(len(one.text or "") for one in text)
            length = len("".join(words)) * pictures.PLAIN + bold * pictures.BOLD
            assert int(text.attrib["x"]) + length <= width
            assert int(text.attrib["y"]) + 4 <= height


def test_each_picture_is_the_same_each_time() -> None:
    first = drawn()
    pictures.exchange.cache_clear()
    pictures.transitions.cache_clear()
    assert drawn() == first


def test_the_house_shows_the_modules_that_are_there() -> None:
    so_far: list[str] = []
    for one in CHAPTERS[:4]:
        so_far += MODULES[one.layer]
        shown = words(pictures.layers(CHAPTERS, one.number)).replace(",", "").split()
        assert sorted(name for name in shown if not name.isdecimal()) == sorted([*so_far, *LAYERS])


def test_what_a_chapter_adds_is_set_apart_and_its_ring_is_lit() -> None:
    for one in CHAPTERS[:5]:
        root = ElementTree.fromstring(pictures.layers(CHAPTERS, one.number))
        new = [span.text or "" for span in root.iter(SVG + "tspan")]
        names = MODULES.get(one.layer, ["interfaces.client"])
        assert sorted(name.removesuffix(",") for name in new) == sorted(names)
        kinds = [box.attrib["class"] for box in root.iter(SVG + "rect")]
        order = list(reversed(pictures.RINGS if one.layer == "extras" else LAYERS))
        assert kinds.index("lit") == order.index(one.layer)
        assert kinds.count("absent") == max(5 - one.number, 0)


def test_the_extras_are_there_once_one_is_given() -> None:
    assert "extras" not in words(pictures.layers(CHAPTERS, 5))
    shown = words(pictures.layers(CHAPTERS, 6))
    assert "interfaces.client" in shown
    assert "application_example" not in shown


def test_no_arrow_leads_outward() -> None:
    found = [arrow for svg in drawn() for arrow in arrows(svg)]
    assert found
    for arrow in found:
        source, target = (
            pictures.RINGS.index(arrow.attrib[key]) for key in ("data-from", "data-to")
        )
        assert source > target
        assert int(arrow.attrib["data-start"]) < int(arrow.attrib["data-end"])


def test_an_arrow_counts_the_modules_that_import() -> None:
    counted = {
        (arrow.attrib["data-from"], arrow.attrib["data-to"]): int("".join(arrow.itertext()))
        for arrow in arrows(pictures.layers(CHAPTERS, 5))
    }
    for source in LAYERS:
        for target in LAYERS:
            importing = [name for name in MODULES[source] if target in imports(source, name)]
            assert counted.get((source, target), 0) == (len(importing) if source != target else 0)


def imports(layer: str, name: str) -> set[str]:
    """Return the layers from which a module imports, by its text."""
    tree = ast.parse((ROOT / layer / f"{name}.py").read_text())
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    return {(node.module or "").partition(".")[0] for node in found}


def test_a_chapter_that_is_not_there_has_no_picture() -> None:
    with pytest.raises(Mistake, match="no chapter 99"):
        pictures.layers(CHAPTERS, 99)


def test_the_phases_are_those_of_the_enum() -> None:
    printed = python("from use_cases.parse import Phase; print(*(each.name for each in Phase))")
    assert pictures.phase_names() == printed.split()
    for name in printed.split():
        assert name in words(pictures.phases()).split()


def test_the_steps_of_the_parser_lead_around() -> None:
    steps = pictures.transitions()
    names = pictures.phase_names()
    assert {(before, after) for before, after, _, _ in steps} == set(
        zip(names, [*names[1:], names[0]], strict=True)
    )
    for *_, event, _ in steps:
        assert event in words(pictures.phases())


def test_the_journey_goes_inward_and_comes_back() -> None:
    rings = [stop.ring for stop in pictures.exchange()]
    assert rings[0] == rings[-1] == "infrastructure"
    assert set(rings) == {*LAYERS, pictures.YOURS}
    turn = rings.index(pictures.YOURS)
    inward = [LAYERS.index(ring) for ring in rings[:turn]]
    outward = [LAYERS.index(ring) for ring in rings[turn + 1 :] if ring != "interfaces"]
    assert inward == sorted(inward, reverse=True)
    assert outward == sorted(outward)


def test_the_journey_tells_a_real_exchange() -> None:
    shown = words(pictures.journey())
    assert f"in: {len(pictures.REQUEST)} octets" in shown
    for part in ("GET /welcome/Ada HTTP/1.1", "GET /welcome/{name}", "'Welcome Ada'", "200 OK"):
        assert part in shown

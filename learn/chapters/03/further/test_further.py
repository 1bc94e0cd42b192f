"""A linter of imports, on small packages and on the entities."""

from pathlib import Path

import grimp
import pytest

import entities
from further.chains import chain, graph_of, imports_in

ROOT = Path(entities.__file__).parent.parent


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("", []),
        ("import json", ["json"]),
        ("import urllib.parse as parse, re", ["urllib.parse", "re"]),
        ("from shop.till import Till, open_it", ["shop.till.Till", "shop.till.open_it"]),
        ("def run():\n    import time\n    return time", ["time"]),
        ("if TYPE_CHECKING:\n    import asyncio\nimport re", ["asyncio", "re"]),
        ("text = 'import json'  # import re", []),
    ],
)
def test_imports_are_found_wherever_they_stand(source: str, names: list[str]) -> None:
    assert imports_in(source) == names


def test_a_graph_names_modules(tmp_path: Path) -> None:
    files = {
        "shop/__init__.py": "from shop.till import Till",
        "shop/till.py": "import json\nfrom shop import goods\nfrom shop.goods.tea import Tea",
        "shop/goods/__init__.py": "",
        "shop/goods/tea.py": "from urllib.parse import quote\nfrom shop.goods import tea",
        "other/left_out.py": "import shop",
    }
    for name, source in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source, encoding="utf-8")

    assert graph_of(tmp_path, "shop") == {
        "shop": {"shop.till"},
        "shop.till": {"json", "shop.goods", "shop.goods.tea"},
        "shop.goods": set(),
        "shop.goods.tea": {"urllib"},
    }


def test_the_shortest_chain_is_found() -> None:
    graph = {"a": {"b", "c"}, "b": {"d"}, "c": {"e"}, "d": {"e"}, "e": {"a"}}
    assert chain(graph, "a", "e") == ("a", "c", "e")
    assert chain(graph, "a", "a") == ("a",)
    assert chain(graph, "d", "b") == ("d", "e", "a", "b")
    assert chain(graph, "a", "f") == ()


def test_the_entities_look_to_it_as_they_look_to_grimp() -> None:
    graph = graph_of(ROOT, "entities")
    known = grimp.build_graph("entities", include_external_packages=True, cache_dir=None)
    assert graph.keys() == known.find_descendants("entities") | {"entities"}
    for module, imported in graph.items():
        assert imported == known.find_modules_directly_imported_by(module)
    length = len(known.find_shortest_chain("entities.route", "entities.pairs") or ())
    assert len(chain(graph, "entities.route", "entities.pairs")) == length

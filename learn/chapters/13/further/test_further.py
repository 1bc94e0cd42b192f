"""How stable packages are, on small graphs and on the layers."""

import grimp
import pytest

from further.stability import Coupling, coupling, uphill

LAYERS = ["entities", "use_cases", "interfaces", "infrastructure"]


def graph_of(*arrows: str) -> grimp.ImportGraph:
    graph = grimp.ImportGraph()
    for module in ("rules", "rules.tax", "shop", "shop.till", "shop.shelf", "web", "web.page"):
        graph.add_module(module)
    for arrow in arrows:
        importer, _, imported = arrow.partition(" -> ")
        graph.add_import(importer=importer, imported=imported)
    return graph


def test_modules_are_counted_once_in_each_direction() -> None:
    graph = graph_of(
        "shop.till -> rules", "shop.till -> rules.tax", "shop.shelf -> rules.tax",
        "web.page -> shop.till", "shop.till -> shop.shelf",
    )  # fmt: skip
    packages = ["rules", "shop", "web"]
    assert coupling(graph, "rules", packages) == Coupling(fan_in=2, fan_out=0)
    assert coupling(graph, "shop", packages) == Coupling(fan_in=1, fan_out=2)
    assert coupling(graph, "web", packages) == Coupling(fan_in=0, fan_out=1)
    assert coupling(graph, "shop", ["web"]) == Coupling(fan_in=1, fan_out=0)


def test_instability_is_a_share() -> None:
    assert Coupling(0, 0).instability == 0.0
    assert Coupling(4, 0).instability == 0.0
    assert Coupling(0, 4).instability == 1.0
    assert Coupling(1, 2).instability == pytest.approx(2 / 3)


def test_who_leans_on_what_is_less_stable_is_found() -> None:
    downhill = ["shop.till -> rules", "shop.shelf -> rules.tax", "web.page -> shop.till"]
    assert uphill(graph_of(*downhill), ["web", "shop", "rules"]) == []
    wrong = graph_of(*downhill, "web -> shop.till", "rules.tax -> web.page")
    assert uphill(wrong, ["web", "shop", "rules"]) == [("rules", "web")]


def test_the_layers_lean_on_what_is_more_stable() -> None:
    graph = grimp.build_graph(*LAYERS, cache_dir=None)
    instability = [coupling(graph, layer, LAYERS).instability for layer in LAYERS]
    assert instability[0] == 0.0
    assert instability[-1] == 1.0
    assert instability == sorted(instability)
    assert uphill(graph, LAYERS) == []

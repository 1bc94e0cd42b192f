"""What do the shells need of the inside, and what does the inside know of them?"""

from pathlib import Path

import grimp

LAYERS = ("entities", "use_cases", "interfaces", "infrastructure")
SHELLS = (
    "interfaces.memory",
    "extras.infrastructure.streams",
    "extras.infrastructure.threads",
    "extras.interfaces.asgi",
    "extras.interfaces.client",
)


def main() -> None:
    """Print a line for each shell, and the imports that lead from a layer to an extra."""
    graph = grimp.build_graph(*LAYERS, "extras", cache_dir=None)
    print("lines  imports  shell")
    for shell in SHELLS:
        text = Path(shell.replace(".", "/") + ".py").read_text(encoding="utf-8")
        lines = sum(bool(line.strip()) for line in text.splitlines())
        imported = graph.find_modules_directly_imported_by(shell)
        print(f"{lines:>5}  {len(imported):>7}  {shell}")
    extras = {"extras", *graph.find_descendants("extras")}
    inside = sorted(graph.modules - extras)
    outward = [name for name in inside if graph.find_modules_directly_imported_by(name) & extras]
    print(f"modules in the four layers: {len(inside)}, of which import an extra: {len(outward)}")


if __name__ == "__main__":
    main()

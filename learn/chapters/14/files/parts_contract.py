"""A contract about parts of packages: urllib.parse computes, urllib.request asks the network.

The graph has one node for each package outside, so no contract of the linter's own can tell the two
apart. But each arrow keeps the line that it was read from, and the line names the part.
"""

import re
from collections.abc import Iterator
from typing import Any

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PartsContract(Contract):
    """Modules may import these parts of certain packages, and no others.

    - source_modules: the packages that are judged, with everything in them.
    - parts: what may be imported. A package that occurs in none of them is not judged.
    - broken_contract_guidance: what is printed when the contract is broken.
    """

    source_modules: Any = fields.ListField(subfield=fields.StringField())
    parts: Any = fields.ListField(subfield=fields.StringField())
    broken_contract_guidance: Any = fields.TextField(required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Note the imports that name a part which is not listed."""
        wrong = [
            f"{importer} -> {part} (l.{line})"
            for importer, part, line in self.named_parts(graph)
            if part not in self.parts
        ]
        return ContractCheck(kept=not wrong, metadata={"wrong": wrong})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each wrong import, then what to do instead."""
        for words in check.metadata["wrong"]:
            output.print_error(f"- {words}", bold=False)
        output.new_line()
        output.print(self.broken_contract_guidance or "")

    def named_parts(self, graph: ImportGraph) -> Iterator[tuple[str, str, int]]:
        """Give module, part and line of each import of a package that is judged."""
        packages = {part.partition(".")[0] for part in self.parts}
        below = [graph.find_descendants(source) for source in self.source_modules]
        for importer in sorted({*self.source_modules}.union(*below)):
            for package in sorted(packages & graph.find_modules_directly_imported_by(importer)):
                for detail in graph.get_import_details(importer=importer, imported=package):
                    for part in parts_in(detail["line_contents"], package):
                        yield importer, part, detail["line_number"]


def parts_in(line: str, package: str) -> list[str]:
    """Return the names of a package, or of parts of it, that a line of imports has.

    `from urllib import parse` names the package alone: what stands behind the word import may be a
    module or not, and on another line. So whoever writes that gets told to write it another way.

    >>> parts_in("from urllib.request import urlopen", "urllib")
    ['urllib.request']
    >>> parts_in("import re, urllib.parse, urllib", "urllib")
    ['urllib.parse', 'urllib']
    """
    return re.findall(rf"(?<![\w.]){package}(?:\.\w+)*(?!\w)", line)

"""How stable a package is: how much depends on it, and on how much it depends.

The measure is Robert C. Martin's (Clean Architecture, chapter 14). A package on which much depends
is hard to change, and one that depends on much has many reasons to. It is well that they differ.

Two methods of an ImportGraph are enough. `find_descendants(package)` gives the modules inside a
package, without the package itself; `find_modules_directly_imported_by(module)` gives those that a
module imports.
"""

from collections.abc import Sequence
from typing import NamedTuple

from grimp import ImportGraph


class Coupling(NamedTuple):
    """How many modules outside depend on a package, and how many inside on others."""

    fan_in: int
    fan_out: int

    @property
    def instability(self) -> float:
        """The share of fan_out in both: 0.0 is stable, 1.0 is not. Of what stands alone, 0.0.

        >>> Coupling(fan_in=3, fan_out=1).instability
        0.25
        """
        raise NotImplementedError


def coupling(graph: ImportGraph, package: str, others: Sequence[str]) -> Coupling:
    """Count among some packages, `package` being one of them or not.

    `fan_in` is how many modules of the others import anything of the package, and `fan_out` how
    many modules of the package import anything of the others. Each module counts once.
    """
    raise NotImplementedError


def uphill(graph: ImportGraph, packages: Sequence[str]) -> list[tuple[str, str]]:
    """Return who depends on a package that is less stable than itself, and on which one, sorted."""
    raise NotImplementedError

"""What the program says no to.

Refused
├── Invalid          what was given breaks a rule
├── AlreadyKept      the address has a bookmark already       (use_cases)
└── NotFound         there is no such bookmark                (use_cases)
"""

from collections.abc import Mapping


class Refused(Exception):
    """A wish that is not granted. `reasons` says why: a sentence for people, by field."""

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__(reasons)
        self.reasons = dict(reasons)


class Invalid(Refused):
    """What was given breaks a rule."""

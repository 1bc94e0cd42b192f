"""Lines of code, counted on small sources."""

from size import Size, lines_of_code, lines_of_imports, size

SOURCE = '''"""A module.

Its docstring has three lines.
"""

from entities import (
    Request,
    Response,
)
import json  # a remark

# A comment.


def answer(request: Request) -> Response:
    """Answer."""
    text = """two
lines"""
    return Response.text(json.dumps(text))
'''


def test_blank_lines_comments_and_docstrings_are_no_code() -> None:
    assert lines_of_code(SOURCE) == {6, 7, 8, 9, 10, 15, 17, 18, 19}


def test_imports_from_the_layers_are_counted_by_their_lines() -> None:
    assert lines_of_imports(SOURCE) == {6, 7, 8, 9}


def test_modules_are_measured_together() -> None:
    assert size([SOURCE, "x = 1\n"]) == Size(2, 10, 4)

"""The router finds what trying every route finds, where routes get in each other's way."""

from hypothesis import given, settings
from hypothesis import strategies as st

from entities import Route
from tests.use_cases.test_route import naive, routes, tree
from use_cases import METHODS

# Few segments, and values that fit several of them.
SEGMENTS = ["a", "1", "", "{%s:int}", "{%s:float}", "{%s}"]
VALUES = ["a", "1", "-1", "1.5", "", "b%2Fc", "%61"]


def pattern(segments: list[str]) -> str:
    """Join segments, and give each parameter the name of its place."""
    return "".join(f"/{segment.replace('%s', f'p{at}')}" for at, segment in enumerate(segments))


patterns = st.builds(
    lambda segments, rest: pattern(segments + rest),
    st.lists(st.sampled_from(SEGMENTS), min_size=1, max_size=4),
    st.sampled_from([[], [], ["{%s:path}"]]),
)
lines = st.builds("{} {}".format, st.sampled_from(["GET", "HEAD", "POST"]), patterns)
tables = st.lists(lines, unique=True, min_size=1, max_size=8).map(lambda lines: routes(*lines))


@st.composite
def paths(draw: st.DrawFn, table: list[Route]) -> str:
    """Draw a path that fits one of the routes, or nearly does."""
    segments = draw(st.sampled_from(table)).segments
    values = st.sampled_from(VALUES)
    return "".join(f"/{each if isinstance(each, str) else draw(values)}" for each in segments)


@settings(max_examples=300)
@given(st.data())
def test_the_tree_finds_the_same_route_as_trying_all_of_them(data: st.DataObject) -> None:
    table = data.draw(tables)
    for path in data.draw(st.lists(paths(table), min_size=1, max_size=4)):
        for method in METHODS:
            assert tree(table, method, path) == naive(table, method, path)

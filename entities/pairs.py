"""Ordered pairs of a name and a value, where a name may occur more than once.

Query strings, form fields and headers all have this shape. A `dict` would lose the second
value of `?tag=a&tag=b`, and a list is awkward to look things up in.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self


class Pairs:
    """An immutable, ordered multi-map from `str` to `str`.

    Iteration gives `(name, value)` pairs in the order in which they came. Look-ups by name
    give the first value; `get_all` gives every one.

    >>> tags = Pairs([("tag", "hot"), ("tag", "new")])
    >>> tags["tag"], tags.get_all("tag"), tags.get("colour", "none")
    ('hot', ['hot', 'new'], 'none')
    """

    __slots__ = ("_index", "_source")

    def __init__(self, items: Iterable[tuple[str, str]] | Mapping[str, str] = ()) -> None:
        pairs = items.items() if isinstance(items, Mapping) else items
        self._source: Iterable[tuple[str, str]] = tuple(pairs)
        self._index: dict[str, str] | None = None

    @staticmethod
    def _key(name: str, /) -> str:
        """Say under which key a name is found; a subclass may fold case here."""
        return name

    @property
    def _items(self) -> tuple[tuple[str, str], ...]:
        """The pairs, which a parser may have left to be split when somebody asks."""
        if not isinstance(self._source, tuple):
            self._source = tuple(self._source)
        return self._source

    @property
    def _first(self) -> dict[str, str]:
        """The first values by key, collected at the first look-up: many requests need none."""
        if self._index is None:
            self._index = {self._key(name): value for name, value in reversed(self._items)}
        return self._index

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of `name`, or `default`."""
        return self._first.get(self._key(name), default)

    def get_all(self, name: str) -> list[str]:
        """Return all values of `name` in order; none gives an empty list."""
        key = self._key(name)
        return [value for each, value in self._items if self._key(each) == key]

    def with_added(self, name: str, value: str) -> Self:
        """Return a copy with one more pair at the end."""
        return type(self)((*self._items, (name, value)))

    def with_value(self, name: str, value: str) -> Self:
        """Return a copy in which `name` has this value and no other."""
        return self.without(name).with_added(name, value)

    def without(self, name: str) -> Self:
        """Return a copy in which `name` does not occur."""
        key = self._key(name)
        return type(self)(pair for pair in self._items if self._key(pair[0]) != key)

    def __getitem__(self, name: str) -> str:
        """Return the first value of `name`; raise KeyError where there is none."""
        return self._first[self._key(name)]

    def __contains__(self, name: str) -> bool:
        return self._key(name) in self._first

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._folded() == other._folded()

    def __hash__(self) -> int:
        return hash(self._folded())

    def _folded(self) -> tuple[tuple[str, str], ...]:
        return tuple((self._key(name), value) for name, value in self._items)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self._items)!r})"


class Form(Pairs):
    """The fields of a submitted form, as an endpoint asks for them by type."""

    __slots__ = ()

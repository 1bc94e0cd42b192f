"""Draws texts for tests by property."""

from hypothesis import strategies as st


def texts_of(alphabet: str, min_size: int = 0, max_size: int = 4) -> st.SearchStrategy[str]:
    """Draw texts of a few characters. What st.text draws from is all of Unicode, slow to load."""
    characters = st.lists(st.sampled_from(alphabet), min_size=min_size, max_size=max_size)
    return characters.map("".join)

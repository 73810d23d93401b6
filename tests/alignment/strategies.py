"""Texts for property tests of maps."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.alignment.tokens import Tokens


@st.composite
def tokens_of_whole_words(draw) -> Tokens:
    """Words cut into one to three pieces each."""
    lengths = draw(st.lists(st.integers(1, 3), min_size=1, max_size=6))
    text = " ".join("abc"[:n] for n in lengths)
    offsets = [(i, i + 1) for i, char in enumerate(text) if char != " "]
    return Tokens.from_offsets(text, [text[start:end] for start, end in offsets], offsets)

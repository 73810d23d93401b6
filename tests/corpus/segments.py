"""Segments for tests of what is written and read back, with every awkward character that a text may hold."""

from __future__ import annotations

from hypothesis import strategies as st

from workbench.corpus import Segment

AWKWARD = [
    "\u2028",
    "\u0085",
    "\x0c",
    "\x1c",
    "\ufeff",
    '"',
    '""',
    "'",
    "\\",
    ",",
    ";",
    "|",
    " ",
    "é",
    "👩‍👧",
    "\u202e",
    "=",
    "-",
    "+",
    "@",
    "_x0041_",
    "<b>",
    "3",
    "nan",
    "true",
]
BREAKS = ["\n", "\r", "\t", "\r\n"]


def texts(breaks: bool = True, least: int = 0) -> st.SearchStrategy[str]:
    """``breaks``: with tabs and ends of lines."""
    characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0" if breaks else "\0\t\n\r")
    awkward = st.sampled_from(AWKWARD + BREAKS * breaks)
    return st.lists(awkward | characters, min_size=least, max_size=6).map("".join)


def values(text: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    whole = st.integers(-(10**14), 10**14)
    return st.none() | text | st.booleans() | whole | st.floats(-1e300, 1e300)


NAMES = ["score", "source", "reference", "reference 2", "hypothesis", "id", "segment id", "ref2", "", "=x", "'", " y "]


def segments(breaks: bool = True, further: bool = True) -> st.SearchStrategy[list[Segment]]:
    text = texts(breaks)
    # Readers leave out blank ones among several.
    filled = texts(breaks, least=1).filter(str.strip)
    several = st.lists(filled, max_size=3).map(tuple) | text.map(lambda one: (one,))
    one = st.builds(
        Segment,
        id=texts(breaks, least=1),
        source=text,
        references=several,
        hypothesis=st.none() | text,
        metadata=st.dictionaries(st.sampled_from(NAMES) | text, values(text), max_size=3) if further else st.just({}),
    )
    return st.lists(one, min_size=1, max_size=4, unique_by=lambda segment: segment.id)


def facts(segment: Segment) -> tuple[object, ...]:
    """What has to come back; a column in which a segment has nothing is none of its own."""
    known = {name: (type(value), value) for name, value in segment.metadata.items() if value is not None}
    return segment.id, segment.source, segment.references, segment.hypothesis, known

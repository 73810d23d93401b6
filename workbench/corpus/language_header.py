"""Whether the first row of a table names its columns after languages, by what stands below."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.corpus.columns import Columns
from workbench.corpus.contents import Kind, kind_of
from workbench.corpus.language_names import language_in

_PLAIN = re.compile(r"[A-Za-z]{2,3}")
_WORDY = 10
"""Bytes from which on a cell is longer than most words."""
_OTHERS = 1 / 3
"""Share of the rows below that may be names of languages themselves: words of two letters often are."""


def languages_of_columns(columns: Columns, first: Sequence[str], others: Sequence[Sequence[str]]) -> dict[int, str]:
    """The languages that a first row names by their place, where the columns below hold texts; none where the row may
    be one of texts itself: a list of languages, or short words such as ``No`` and ``So``."""
    among = columns.languages(first)
    below = {place: [row[place].strip() if place < len(row) else "" for row in others] for place in among}
    among = {place: code for place, code in among.items() if kind_of(below[place]) is Kind.TEXT}
    if len(among) < 2:
        return {}
    cells = [cell for place in among for cell in below[place] if cell]
    if sum(language_in(cell) is not None for cell in cells) > _OTHERS * len(cells):
        return {}
    return among if all(_is_no_word(first[place].strip()) for place in among) or _are_sentences(cells) else {}


def _is_no_word(name: str) -> bool:
    """Whether a name of a language is longer than a plain code, which may be a word in some language."""
    return not _PLAIN.fullmatch(name)


def _are_sentences(cells: Sequence[str]) -> bool:
    """Whether texts are longer than single words, by one in four."""
    longer = sum(len(cell.split()) > 1 or len(cell.encode(errors="replace")) > _WORDY for cell in cells)
    return 4 * longer >= len(cells)

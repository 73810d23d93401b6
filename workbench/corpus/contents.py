"""What stands in the columns of a table whose columns have no names: ids, addresses, scores, texts, and among these the
pair."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from workbench.language.codes import language_code
from workbench.language.identification import nearer


class Kind(Enum):
    """What the cells of a column are."""

    EMPTY = "nothing"
    INTEGER = "whole numbers"
    NUMBER = "numbers"
    ADDRESS = "addresses"
    DATE = "dates"
    TOKEN = "codes"
    LABEL = "labels"
    TEXT = "texts"


_SHAPES = (
    (Kind.INTEGER, re.compile(r"[0-9]{1,19}")),
    (Kind.NUMBER, re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)(e[+-]?[0-9]+)?", re.IGNORECASE)),
    (Kind.ADDRESS, re.compile(r"(https?|ftp)://\S*|www\.\S+", re.IGNORECASE)),
    (Kind.DATE, re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ T][0-9:.]+)?")),
    # Checksums, places in a document: no blank, and a digit.
    (Kind.TOKEN, re.compile(r"(?=[!-~]*[0-9])[!-~]+")),
)
# Names of texts in a program: menu.file.open, error_404, dialogTitle.
_KEY = re.compile(r"[A-Za-z]\w*[._:/][\w.:/-]*\w|[a-z]+([A-Z][a-z0-9]*)+", re.ASCII)
_NOTHING = ("", "\\N")
_SURE = 0.95
"""Share of the cells that make a column what they are."""
_FEW, _MANY = 0.1, 10
"""Of so many cells so few different ones are labels."""
_NARROW = 1 / 6
"""A text that is narrower than this beside the widest one is no translation of it."""
_SAID = 3
"""Rows from which on a second column of numbers or addresses is no translation of the first."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Columns by their content, counted from 0. ``swapped``: the pair stands the other way round, by its languages."""

    kinds: tuple[Kind, ...]
    source: int
    target: int | None
    ids: tuple[int, ...]
    swapped: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """For all columns: what can be told of them, else ``column`` and their number."""
        names = [f"column{number}" for number in range(1, len(self.kinds) + 1)]
        numbers = [place for place, kind in enumerate(self.kinds) if kind is Kind.NUMBER]
        addresses = [place for place, kind in enumerate(self.kinds) if kind is Kind.ADDRESS]
        if len(numbers) == 1:
            names[numbers[0]] = "score"
        if len(addresses) == 2:
            first, second = ("target_url", "source_url") if self.swapped else ("source_url", "target_url")
            names[addresses[0]], names[addresses[1]] = first, second
        return tuple(names)

    @property
    def places(self) -> str:
        """In few words: which columns are the pair."""
        if self.target is None:
            return f"column {self.source + 1} as source by what is in it"
        return f"columns {self.source + 1} and {self.target + 1} by what is in them"

    @property
    def told(self) -> str:
        """For people: what was chosen and how to choose otherwise."""
        target = "" if self.target is None else f", column {self.target + 1} the target"
        ids = " and ".join(str(place + 1) for place in self.ids)
        ids = f", column {ids} the id" if self.ids else ""
        why = " and the languages of the texts" if self.swapped else ""
        other = "" if self.target is None else f" --target {self.target + 1}"
        return (
            f"the columns have no names; by what is in them{why} column {self.source + 1} is the source{target}{ids}; "
            f"to choose others, number them: --source {self.source + 1}{other}"
        )


def chosen(rows: Sequence[Sequence[str]], width: int, languages: tuple[str | None, str | None] | None) -> Chosen | None:
    """Which columns of a table of ``width`` columns are the pair, by its first rows; None where the first two may be.

    Those are ids that stand right before a text of the pair, or in the first column. Of two texts the source is the
    one that reads more like the source language, where both languages are known; else the first.
    """
    columns = [[row[place].strip() if place < len(row) else "" for row in rows] for place in range(width)]
    kinds = tuple(map(kind_of, columns))
    if width < 2 or not _is_to_choose(kinds, columns):
        return None
    texts = [place for place, kind in enumerate(kinds) if kind is Kind.TEXT]
    widths = {place: _width(columns[place]) for place in texts}
    pair = sorted(sorted(texts, key=lambda place: -widths[place])[:2])
    if len(pair) == 2 and min(widths[place] for place in pair) < _NARROW * max(widths[place] for place in pair):
        pair = [max(pair, key=widths.__getitem__)]
    ids = tuple(place for place, kind in enumerate(kinds) if kind is Kind.INTEGER and (place == 0 or place + 1 in pair))
    source, target = pair[0], pair[1] if len(pair) == 2 else None
    if target is not None and languages is not None and is_swapped(columns[source], columns[target], languages):
        return Chosen(kinds=kinds, source=target, target=source, ids=ids, swapped=True)
    return Chosen(kinds=kinds, source=source, target=target, ids=ids)


def has_text(rows: Sequence[Sequence[str]]) -> bool:
    """Whether any cell may be a text: no number, no address, no date, no code."""
    return any(kind_of([cell.strip()]) is Kind.TEXT for row in rows for cell in row)


def kind_of(cells: Sequence[str]) -> Kind:
    """What the cells of a column are, empty ones left aside."""
    filled = [cell for cell in cells if cell not in _NOTHING]
    if not filled:
        return Kind.EMPTY
    few = len(filled) >= _MANY and len(set(filled)) <= max(1, _FEW * len(filled))
    for kind, shape in _SHAPES:
        if sum(bool(shape.fullmatch(cell)) for cell in filled) >= _SURE * len(filled):
            # A handful of numbers over and over counts or says yes and no: it names no row.
            return Kind.LABEL if few and kind is Kind.INTEGER else kind
    if len(filled) >= _SAID and len(set(filled)) == len(filled) and all(map(_KEY.fullmatch, filled)):
        return Kind.TOKEN
    # Short words are languages' codes too ("one" is Oneida): told by the same one over and over.
    same = len(filled) >= _SAID and len(set(filled)) == 1
    if few or (same and len(filled[0]) in (2, 3) and filled[0].isascii() and language_code(filled[0])):
        return Kind.LABEL
    return Kind.TEXT


def is_swapped(first: Sequence[str], second: Sequence[str], languages: tuple[str | None, str | None]) -> bool:
    """Whether two columns of texts are in these languages the other way round, as far as that can be told."""
    source, target = languages
    if not source or not target:
        return False
    told = nearer(" ".join(first), source, target) - nearer(" ".join(second), source, target)
    return told < 0


def names_columns(rows: Sequence[Sequence[str]], width: int) -> bool:
    """Whether the first of these rows names the columns: where all others have numbers, addresses or dates, it has
    none."""
    first, *others = rows
    if len(others) < _SAID or len(first) < width or not all(cell.strip() for cell in first):
        return False
    typed = (Kind.INTEGER, Kind.NUMBER, Kind.ADDRESS, Kind.DATE)
    below = [kind_of([row[place].strip() if place < len(row) else "" for row in others]) for place in range(width)]
    places = [place for place in range(width) if below[place] in typed]
    return bool(places) and all(kind_of([first[place].strip()]) not in (*typed, Kind.TOKEN) for place in places)


def _is_to_choose(kinds: Sequence[Kind], columns: Sequence[Sequence[str]]) -> bool:
    """Whether the first two columns cannot be the pair."""
    first, second, *others = kinds
    if Kind.TEXT not in kinds or (first is Kind.TEXT and second is Kind.TEXT):
        return False
    if first is not Kind.TEXT and (others or first is not Kind.INTEGER):
        return first is not Kind.EMPTY or Kind.TEXT in others
    rows = len(columns[0])
    if first is Kind.INTEGER:
        # Numbers and words for them are a corpus too: ids are all different, and stand before sentences.
        words = sum(len(cell.split()) > 1 for cell in columns[1])
        return rows >= _SAID and len(set(columns[0])) == rows and words > rows / 2
    if Kind.TEXT in others:
        return second is not Kind.EMPTY
    return rows >= _SAID and second in (Kind.NUMBER, Kind.ADDRESS)


def _width(cells: Sequence[str]) -> float:
    """Bytes of a cell that is filled: a character of Chinese says as much as several letters."""
    filled = [len(cell.encode(errors="replace")) for cell in cells if cell]
    return sum(filled) / len(filled) if filled else 0.0

"""The tables that we write ourselves and read back exactly: their columns, and what an apostrophe before a cell says.

A table of ours begins with the columns `HEAD`; then come ``hypothesis`` and ``reference``, ``reference 2`` …, as far as
any segment has one, then all that is known beside. An empty cell is nothing, an apostrophe alone an empty text. Another
apostrophe stands before a text that would be read as something else: one of apostrophes alone; among the further
columns one that looks like a number; in CSV, which spreadsheets open, one that looks like a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.corpus.exported import is_formula
from workbench.corpus.layout import Layout
from workbench.corpus.segment import Segment
from workbench.corpus.values import Value, of_table

HEAD = ("segment id", "source")
"""The columns that our tables begin with."""

_ROLE = re.compile("segment id|source|hypothesis|reference( [0-9]+)?")
_BOOLEANS = {"true": True, "false": False}


@dataclass(frozen=True)
class TableColumns:
    """Which columns a table of some segments has."""

    hypothesis: bool
    references: int
    further: tuple[str, ...]

    def names(self, formulas: bool = False) -> list[str]:
        """The first row. ``formulas``: whether a spreadsheet may take a text for a formula."""
        references = ["reference", *(f"reference {number}" for number in range(2, self.references + 1))]
        roles = [*HEAD, *(["hypothesis"] if self.hypothesis else []), *references[: self.references]]
        return [*roles, *(_marked(name, _is_no_name, formulas) for name in self.further)]

    def row(self, segment: Segment, formulas: bool = False) -> list[str]:
        """The cells of a segment."""
        texts: list[str | None] = [segment.id, segment.source]
        if self.hypothesis:
            texts.append(segment.hypothesis)
        missing = [None] * (self.references - len(segment.references))
        cells = [text_cell(text, formulas) for text in (*texts, *segment.references, *missing)]
        return [*cells, *(value_cell(segment.metadata.get(name), formulas) for name in self.further)]


def is_own(names: Sequence[object]) -> bool:
    """Whether a table with this first row is one of ours."""
    return tuple(names[: len(HEAD)]) == HEAD


def own_names(row: Iterable[str], formulas: bool = False) -> list[str]:
    """The names in the first row of a table of ours."""
    return [_unmarked(name, _is_no_name, formulas) for name in row]


def own_layout(path: Path, row: Sequence[str], formulas: bool = False) -> Layout:
    """Where to find what in a table of ours with this first row."""
    place = len(HEAD)
    hypothesis = place if row[place : place + 1] == ["hypothesis"] else None
    place += hypothesis is not None
    references: list[int] = []
    while place < len(row) and row[place] == ("reference" if not references else f"reference {len(references) + 1}"):
        references.append(place)
        place += 1
    return Layout(
        path=path,
        names=tuple(own_names(row, formulas)),
        source=1,
        references=tuple(references),
        hypothesis=hypothesis,
        ids=(0,),
        metadata=tuple(range(place, len(row))),
    )


def own_cells(cells: Sequence[str], layout: Layout, formulas: bool = False) -> Sequence[object]:
    """A row of a table of ours with texts as they were; None where there was none. The further ones are for
    `own_value`. One that is too short stays as it is."""
    if len(cells) < layout.needed:
        return cells
    read: list[object] = [*cells]
    for place in (*layout.ids, layout.source):
        if cells[place][:1] == "'":
            read[place] = _unmarked(cells[place], _is_nothing, formulas)
    for place in layout.references if layout.hypothesis is None else (*layout.references, layout.hypothesis):
        if cells[place][:1] in ("", "'"):
            read[place] = _unmarked(cells[place], _is_nothing, formulas) if cells[place] else None
    return read


def text_cell(text: str | None, formulas: bool = False) -> str:
    """What stands in a cell for a text."""
    return "" if text is None else _marked(text, _is_nothing, formulas)


def value_cell(value: Value, formulas: bool = False) -> str:
    """What stands in a cell for a value of a further column."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return _marked(value, _is_no_text, formulas) if isinstance(value, str) else repr(value)


def own_value(formulas: bool = False) -> Callable[[object], Value]:
    """What reads a cell that `value_cell` has written."""

    def read(cell: object) -> Value:
        if not isinstance(cell, str) or not cell:
            return of_table(cell)
        if cell[0] == "'" and len(text := _unmarked(cell, _is_no_text, formulas)) < len(cell):
            return text
        return _BOOLEANS[cell] if cell in _BOOLEANS else of_table(cell)

    return read


def _marked(text: str, is_marked: Callable[[str], bool], formulas: bool) -> str:
    core = text.lstrip("'")
    return f"'{text}" if is_marked(core) or (formulas and is_formula(core)) else text


def _unmarked(cell: str, is_marked: Callable[[str], bool], formulas: bool) -> str:
    if cell[:1] != "'":
        return cell
    core = cell.lstrip("'")
    return cell[1:] if is_marked(core) or (formulas and is_formula(core)) else cell


def _is_nothing(core: str) -> bool:
    return core == ""


def _is_no_text(core: str) -> bool:
    return core in _BOOLEANS or of_table(core) != core


def _is_no_name(core: str) -> bool:
    return core == "" or _ROLE.fullmatch(core) is not None

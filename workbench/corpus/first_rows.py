"""The first rows of a table as they stand in the file, and what each of its columns is taken for: for who chooses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from workbench.corpus.columns import NO_COLUMN, Columns
from workbench.errors import BadRow, CorpusError

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus
    from workbench.corpus.formats.table import Table

ROLES = ("source", "hypothesis", "reference", "id")
COUNT = 5
LOOKED_AT = 60
"""Rows by which it is told whether the first one names the columns."""
_LIKE_THE_FIRST = 0.1
"""Share of rows of sentences that may look like names of columns."""
_MOST_WORDS = 3
_ENDS = ".!?…。！？؟:;,"


@dataclass(frozen=True)
class FirstRows:
    """``names`` of the columns, ``column`` and their number where the file has none; ``header``: whether the first line
    has them. ``roles``: of each column one of `ROLES`, empty for what is further known. ``rows``: without the header.
    ``likely_header``: whether the first row is taken for a sentence and looks like no sentence beside the others.
    """

    names: tuple[str, ...]
    header: bool
    roles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    likely_header: bool

    def columns(self, roles: Sequence[str] | None = None, header: bool | None = None) -> Columns:
        """To read the table as it was found, or with other ``roles`` and another ``header``: every role is settled."""
        places: dict[str, list[int]] = {role: [] for role in ROLES}
        for number, role in enumerate(self.roles if roles is None else roles, start=1):
            if role in places:
                places[role].append(number)
        one = {role: next(iter(places[role]), NO_COLUMN) for role in ROLES}
        return Columns(
            source=one["source"] or None,
            reference=tuple(places["reference"]) or NO_COLUMN,
            hypothesis=one["hypothesis"],
            id=one["id"],
            header=self.header if header is None else header,
        )


def first_rows(corpus: Corpus, count: int = COUNT) -> FirstRows | None:
    """None for what is no table of cells, and for one without a row that can be read. Where nothing tells the columns,
    the first is the source and the second its reference. Raises `CorpusError`."""
    if corpus.form.table is None:
        return None
    try:
        with corpus.form.table(corpus) as table:
            return _seen(table, count)
    except CorpusError:
        if corpus.columns.source is not None:
            raise
    usual = Columns(source=1, reference=2, header=corpus.columns.header)
    with corpus.form.table(replace(corpus, columns=usual)) as table:
        return _seen(table, count)


def _seen(table: Table | None, count: int) -> FirstRows | None:
    if table is None or not table.layout.names:
        return None
    layout = table.layout
    rows = []
    for _, row in islice(table.rows, LOOKED_AT):
        if not isinstance(row, BadRow) and (row != [""] or len(layout.names) == 1):
            rows.append(tuple(map(str, row)))
    roles = [""] * len(layout.names)
    for role, places in (
        ("reference", layout.references),
        ("id", layout.ids),
        ("hypothesis", () if layout.hypothesis is None else (layout.hypothesis,)),
        ("source", (layout.source,)),
    ):
        for place in places:
            roles[place] = role
    return FirstRows(
        names=layout.names,
        header=table.header,
        roles=tuple(roles),
        rows=tuple(rows[:count]),
        likely_header=not table.header and _names_only(rows, layout.source, *layout.references[:1]),
    )


def _names_only(rows: Sequence[Sequence[str]], *places: int) -> bool:
    """Whether the first row has names in the columns of texts, and hardly another one could: few words without an end,
    above sentences."""
    if len(rows) <= COUNT or not all(_may_name(rows[0], place) for place in places):
        return False
    alike = sum(all(_may_name(row, place) for place in places) for row in rows[1:])
    return alike <= _LIKE_THE_FIRST * (len(rows) - 1)


def _may_name(row: Sequence[str], place: int) -> bool:
    cell = row[place].strip() if place < len(row) else ""
    return 0 < len(cell.split()) <= _MOST_WORDS and cell[-1] not in _ENDS and not cell.isdecimal()

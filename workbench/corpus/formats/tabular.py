"""Tables: TSV, where every tab separates and quotation marks are text, and CSV with its quoting."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.columns import too_many_columns
from workbench.corpus.exported import HEAD, formulas_restored, restored
from workbench.corpus.format import Format
from workbench.corpus.head import Head, Match
from workbench.corpus.segment import Segment
from workbench.corpus.values import of_table
from workbench.errors import BadRow, CorpusError
from workbench.files.bars import BARS, bars_note
from workbench.files.encoding import unreadable
from workbench.files.line_ends import MIXED, parts
from workbench.files.text_file import LONGEST_LINE, raw_lines, readable_lines

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

Rows = Iterator[tuple[int, list[str] | BadRow]]

FIRST = 100
"""Rows by which, if bad ones are skipped, a table without a header tells how many columns it has."""


def read_tsv(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of a tab-separated file. Raises `CorpusError`."""
    lines = readable_lines(corpus.path, content=corpus.content(corpus.path))
    rows = ((number, line if isinstance(line, BadRow) else line.split("\t")) for number, line in lines)
    return _segments(corpus, rows)


def read_csv(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of a CSV file; the line of a row is the one it begins on. Raises `CorpusError`.

    The delimiter is the comma, the semicolon or the tab: whichever the first line has most of outside
    quotation marks, the first of these when it is even. A table of records that we have written is read as they
    were: an apostrophe that keeps a spreadsheet from computing a cell is left out.
    """
    return _segments(corpus, _csv_rows(corpus.path, corpus.content(corpus.path)))


def _segments(corpus: Corpus, rows: Rows) -> Iterator[Segment | BadRow]:
    first, bad = _first_row(rows)
    yield from bad
    if first is None:
        return
    line, cells = first
    if fault := too_many_columns(len(cells)):
        raise CorpusError(fault, corpus.path, line)
    header = corpus.columns.is_header(cells, corpus.languages)
    if not header and len(cells) == 1 and BARS in cells[0]:
        raise bars_note(corpus.path, line)
    begin: Rows = iter([] if header else [first])
    if corpus.skip_bad_rows and not header:
        looked_at = [first, *islice(rows, FIRST)]
        cells, begin = _usual(looked_at), iter(looked_at)
    ours = tuple(cells[: len(HEAD)]) == HEAD
    names = _names(formulas_restored(cells) if ours else cells, header)
    layout = corpus.columns.layout(corpus.path, line, names, corpus.languages, header)
    segment = partial(layout.segment, value=of_table)
    for line, row in chain(begin, rows):
        if isinstance(row, BadRow):
            yield row
        elif row != [""] or len(names) == 1:
            yield read_or_bad(segment, restored(row) if ours else row, line)


def _first_row(rows: Rows) -> tuple[tuple[int, list[str]] | None, list[BadRow]]:
    """The first row that can be read, and those before it."""
    bad: list[BadRow] = []
    for line, row in rows:
        if not isinstance(row, BadRow):
            return (line, row), bad
        bad.append(row)
    return None, bad


def _usual(rows: Iterable[tuple[int, list[str] | BadRow]]) -> list[str]:
    """A row with as many cells as most have; of as many, as the first."""
    read = [row for _, row in rows if not isinstance(row, BadRow)]
    [(most, _)] = Counter(map(len, read)).most_common(1)
    return next(row for row in read if len(row) == most)


def _names(row: list[str], header: bool) -> list[str]:
    """Names of the columns; one without a name, or with an earlier one's, is ``column`` and its number."""
    names: dict[str, None] = {}
    for number, cell in enumerate(row, start=1):
        name = cell.strip() if header else ""
        names[name if name and name not in names else f"column{number}"] = None
    return list(names)


def _csv_rows(path: Path, content: Path) -> Rows:
    read = _CsvParts(path, content)
    texts = iter(read)
    first = next(texts, "")
    delimiter = max(",;\t", key="".join(first.split('"')[::2]).count)
    # The library's own limit of 131,072 characters holds for the whole process: raised, and never lowered again.
    csv.field_size_limit(max(LONGEST_LINE, csv.field_size_limit()))
    line = 1
    try:
        for cells in csv.reader(chain([first], texts), delimiter=delimiter, strict=True):
            if read.inside:
                read.fault = read.fault or BadRow(MIXED, path, read.line)
                continue
            if read.fault:
                yield line, read.fault
            elif cells:
                yield line, cells
            line, read.fault = read.line + 1, None
    except csv.Error as error:
        raise CorpusError(
            f"the row that begins here is not valid CSV ({_reason(error)}); a quotation mark may be left open: where "
            "the row ends cannot be told then, nor can it be skipped. Quote a cell that holds one, and double it there:"
            ' "a 5"" pipe"',
            path,
            line,
        ) from error


@dataclass
class _CsvParts:
    """The lines of a CSV file with their ends, parted at carriage returns inside, which may stand inside a cell.

    ``line`` is the number of the last one, ``inside`` says that more of it is to come. ``fault``: the first of what
    makes lines no text, until whoever reads takes it away: it spoils a row, but not where that ends.
    """

    path: Path
    content: Path
    line: int = 0
    inside: bool = False
    fault: BadRow | None = None

    def __iter__(self) -> Iterator[str]:
        for number, line in raw_lines(self.path, content=self.content):
            self.line = number
            if isinstance(line, BadRow):
                # Where a quoted cell may go on over lines, none of them can be left out alone.
                raise CorpusError(line.reason, line.path, line.line)
            if not self.fault and (told := unreadable(line)):
                self.fault = BadRow(told, self.path, self.line)
            found = parts(line)
            for place, part in enumerate(found, start=1):
                self.inside = place < len(found)
                yield part


def _reason(error: csv.Error) -> str:
    if "limit" in str(error):
        return f"a cell is longer than {LONGEST_LINE:,} characters"
    return str(error)


def _has_tabs(head: Head) -> Match:
    # A table of one column is told by its ending.
    return Match.POSSIBLE if "\t" in head.first_line or head.ending in TSV.endings else Match.NO


TSV = Format(
    name="tsv",
    title="TSV",
    meaning="a table in which every tab separates, and quotation marks are text",
    endings=(".tsv", ".tab"),
    recognises=_has_tabs,
    read=read_tsv,
    header=True,
)
CSV = Format(
    name="csv",
    title="CSV",
    meaning="a table with commas, semicolons or tabs between cells, which may be quoted",
    endings=(".csv",),
    read=read_csv,
    header=True,
)

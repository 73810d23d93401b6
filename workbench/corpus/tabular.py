"""Tables: TSV, where every tab separates and quotation marks are text, and CSV with its quoting."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.exported import HEAD, formulas_restored, restored
from workbench.corpus.opening import LONGEST_LINE, lines, raw_lines
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

Rows = Iterator[tuple[int, list[str]]]


def read_tsv(corpus: Corpus) -> Iterator[Segment]:
    """The rows of a tab-separated file. Raises `CorpusError`."""
    return _segments(corpus, ((number, line.split("\t")) for number, line in lines(corpus.path)))


def read_csv(corpus: Corpus) -> Iterator[Segment]:
    """The rows of a CSV file; the line of a row is the one it begins on. Raises `CorpusError`.

    The delimiter is the comma, the semicolon or the tab: whichever the first line has most of outside
    quotation marks, the first of these when it is even. A table of records that we have written is read as they
    were: an apostrophe that keeps a spreadsheet from computing a cell is left out.
    """
    return _segments(corpus, _csv_rows(corpus.path))


def _segments(corpus: Corpus, rows: Rows) -> Iterator[Segment]:
    first = next(rows, None)
    if first is None:
        return
    line, cells = first
    header = corpus.columns.is_header(cells, corpus.languages)
    ours = tuple(cells[: len(HEAD)]) == HEAD
    names = _names(formulas_restored(cells) if ours else cells, header)
    layout = corpus.columns.layout(corpus.path, line, names, corpus.languages, header)
    for line, cells in rows if header else chain([first], rows):
        if cells != [""] or len(names) == 1:
            yield layout.segment(restored(cells) if ours else cells, line)


def _names(row: list[str], header: bool) -> list[str]:
    """Names of the columns; one without a name, or with an earlier one's, is ``column`` and its number."""
    names: list[str] = []
    for number, cell in enumerate(row, start=1):
        name = cell.strip() if header else ""
        names.append(name if name and name not in names else f"column{number}")
    return names


def _csv_rows(path: Path) -> Rows:
    texts = (line + "\n" for _, line in raw_lines(path))
    first = next(texts, "")
    delimiter = max(",;\t", key="".join(first.split('"')[::2]).count)
    # The library's own limit of 131,072 characters holds for the whole process: raised, and never lowered again.
    csv.field_size_limit(max(LONGEST_LINE, csv.field_size_limit()))
    reader = csv.reader(chain([first], texts), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        reason = f"a cell is longer than {LONGEST_LINE:,} characters" if "limit" in str(error) else str(error)
        raise CorpusError(
            f"the row that begins here is not valid CSV ({reason}); a quotation mark may be left open: quote "
            'a cell that holds one, and double it there: "a 5"" pipe"',
            path,
            line,
        ) from error

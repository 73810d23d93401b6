"""Tables: TSV, where every tab separates and quotation marks are text, and CSV with its quoting."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpus.columns import Columns
from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.dialect import NAMES, Dialect, csv_dialect, csv_rows, is_table, tsv_dialect
from workbench.corpus.formats.rows_again import rewrite_csv, rewrite_tsv
from workbench.corpus.formats.table import Rows, Table, begun, described, segments
from workbench.corpus.head import Head, Match
from workbench.corpus.language_header import languages_of_columns
from workbench.corpus.segment import Segment
from workbench.corpus.spool import Spool
from workbench.errors import BadRow, CorpusError
from workbench.files.encoding import unreadable
from workbench.files.line_ends import MIXED, parts
from workbench.files.text_file import LONGEST_LINE, raw_lines, readable_lines
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_SEPARATES = re.compile(r"[\t\r\n]")


def read_tsv(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of a tab-separated file. Raises `CorpusError`."""
    yield from segments(corpus, _rows(corpus, tsv_dialect(_head(corpus))))


def read_csv(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The rows of a CSV file; the line of a row is the one it begins on. Raises `CorpusError`.

    A table of records that we have written is read as they were: an apostrophe that keeps a spreadsheet from computing
    a cell is left out.
    """
    yield from segments(corpus, _rows(corpus, csv_dialect(_head(corpus))), formulas=True)


def tsv_table(corpus: Corpus) -> AbstractContextManager[Table | None]:
    """As `Format` has it."""
    return nullcontext(begun(corpus, _rows(corpus, tsv_dialect(_head(corpus)))))


def csv_table(corpus: Corpus) -> AbstractContextManager[Table | None]:
    """As `Format` has it."""
    return nullcontext(begun(corpus, _rows(corpus, csv_dialect(_head(corpus))), formulas=True))


def describe_tsv(corpus: Corpus) -> Description:
    """Whether cells are quoted, and which columns were chosen by their content."""
    dialect = tsv_dialect(_head(corpus))
    return _description(corpus, "TSV, quoted as in CSV" if dialect.quoted else "TSV", dialect)


def describe_csv(corpus: Corpus) -> Description:
    """What separates cells, and which columns were chosen by their content."""
    dialect = csv_dialect(_head(corpus))
    unquoted = "" if dialect.quoted else ", quotation marks are text"
    return _description(corpus, f"CSV with {NAMES.get(dialect.delimiter, dialect.delimiter)}{unquoted}", dialect)


def write_tsv(segments: Iterable[Segment], destination: Destination) -> None:
    """A table of ours. Raises `CorpusError` for a text with a tab or an end of line, which no cell can have here."""
    with Spool(segments) as spool, whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        file.write(_tsv_line(spool.columns.names(), None, destination.path))
        for segment in spool:
            file.write(_tsv_line(spool.columns.row(segment), segment, destination.path))


def write_csv(segments: Iterable[Segment], destination: Destination) -> None:
    """A table of ours as RFC 4180 has it, for spreadsheets too: with a byte order mark, and an apostrophe before what
    one would take for a formula. Lines end with carriage return and newline: this alone makes Python's writer quote
    cells with a bare return."""
    with Spool(segments) as spool, whole_file(destination.path, "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(spool.columns.names(formulas=True))
        for segment in spool:
            writer.writerow(spool.columns.row(segment, formulas=True))


def _tsv_line(row: list[str], segment: Segment | None, path: Path) -> str:
    if any(_SEPARATES.search(cell) for cell in row):
        which = "the names of the columns have" if segment is None else f"segment {segment.id!r} has"
        raise CorpusError(
            f"{which} a tab or the end of a line inside, which TSV cannot hold; choose csv or jsonl", path
        )
    return "\t".join(row) + "\n"


def _head(corpus: Corpus) -> Head:
    return Head(corpus.path, corpus.content(corpus.path))


def _description(corpus: Corpus, kind: str, dialect: Dialect) -> Description:
    return described(begun(corpus, _rows(corpus, dialect), formulas=dialect.delimiter != "\t"), kind)


def _rows(corpus: Corpus, dialect: Dialect) -> Rows:
    content = corpus.content(corpus.path)
    if dialect.quoted:
        yield from _csv_rows(corpus.path, content, dialect)
        return
    for number, line in readable_lines(corpus.path, content=content):
        yield number, line if isinstance(line, BadRow) else line.split(dialect.delimiter)


def _csv_rows(path: Path, content: Path, dialect: Dialect) -> Rows:
    read = _CsvParts(path, content)
    texts = iter(read)
    if dialect.said:
        next(texts, "")
    # The library's own limit of 131,072 characters holds for the whole process: raised, and never lowered again.
    csv.field_size_limit(max(LONGEST_LINE, csv.field_size_limit()))
    line = 1 + dialect.said
    try:
        for cells in csv.reader(texts, delimiter=dialect.delimiter, strict=True):
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


def _is_csv(head: Head) -> Match:
    """A first row of names that are known, or cells that are all quoted, whatever the file is called."""
    dialect, rows = csv_rows(head)
    tabs = "\t" in head.first_line
    if not tabs and is_table(rows):
        named = Columns().is_header(rows[0]) or len(languages_of_columns(Columns(), rows[0], rows[1:])) > 1
        if dialect.said or named:
            return Match.SURE
    quoted = not tabs and is_table(rows) and head.first_line.startswith('"') and head.first_line.endswith('"')
    return Match.POSSIBLE if quoted or head.ending in CSV.endings else Match.NO


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
    describe=describe_tsv,
    write=write_tsv,
    rewrite=rewrite_tsv,
    header=True,
    table=tsv_table,
)
CSV = Format(
    name="csv",
    title="CSV",
    meaning="a table with commas, semicolons, bars or tabs between cells, which may be quoted",
    endings=(".csv",),
    recognises=_is_csv,
    read=read_csv,
    describe=describe_csv,
    write=write_csv,
    rewrite=rewrite_csv,
    header=True,
    table=csv_table,
)

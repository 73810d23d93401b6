"""Excel workbooks and those of LibreOffice: read by python-calamine, which has a sheet in memory at once, written by
XlsxWriter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from traceback import clear_frames
from typing import IO, TYPE_CHECKING, Any

from workbench import work
from workbench.corpus.columns import Columns
from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.table import FIRST, Row, Rows, Table, begun, described
from workbench.corpus.head import Head, Match
from workbench.corpus.language_header import languages_of_columns
from workbench.corpus.own_table import value_cell
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.spool import Spool
from workbench.corpus.values import Value
from workbench.errors import BadRow, CorpusError, first_line
from workbench.files.kept import IN_MEMORY
from workbench.files.office import Checked, checked
from workbench.files.unpacked_copy import unpacked_copy
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

    from workbench.corpus.corpus import Corpus

LONGEST_CELL = 32_767
"""Characters that a cell holds, as Excel has it."""
MOST_ROWS = 1_048_576

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_ABOVE = 10
"""Rows of which one may be the header; those before it are titles."""
_EXACT = 2**53


@dataclass(frozen=True)
class _Sheet:
    """``others``: names of those that were not taken; ``above``: how many rows stand before the header."""

    sheet: CalamineSheet
    others: tuple[str, ...]
    above: int


def read_workbook(corpus: Corpus) -> Iterator[Segment | BadRow | LeftOut]:
    """The rows of one sheet, of which blank ones are none: the first that has a column for the source, else the first
    that has any. Raises `CorpusError`."""
    with _opened(corpus) as (book, _):
        found = _sheet(corpus, book)
        rows = _rows(found.sheet)
        for line, _row in islice(rows, found.above):
            yield LeftOut("row above the names of the columns", line)
        table = begun(corpus, rows)
        yield from table or ()


@contextmanager
def workbook_table(corpus: Corpus) -> Iterator[Table | None]:
    """As `Format` has it."""
    with _opened(corpus) as (book, _):
        found = _sheet(corpus, book)
        rows = _rows(found.sheet)
        next(islice(rows, found.above, found.above), None)
        yield begun(corpus, rows)


def describe_workbook(corpus: Corpus) -> Description:
    """Which sheet is taken, and what of it is not in the cells."""
    with _opened(corpus) as (book, file):
        found = _sheet(corpus, book)
        rows = _rows(found.sheet)
        next(islice(rows, found.above, found.above), None)
        table, notes = begun(corpus, rows), []
        if found.others:
            notes.append(
                f"the other sheets are not read: {', '.join(map(repr, found.others))}; put the one wanted first"
            )
        if file.uncomputed:
            notes.append(
                f"{file.uncomputed:,} formulas have no stored result and are empty; to have it, open and save the file "
                "in a spreadsheet program"
            )
        if any(last > first for (first, _), (last, _) in found.sheet.merged_cell_ranges or ()):
            notes.append("cells merged over several rows have their text in each of these")
        return described(table, f"{WORKBOOK.title}, sheet {found.sheet.name!r}", *notes)


def write_workbook(segments: Iterable[Segment], destination: Destination) -> None:
    """A table of ours on one sheet. Raises `CorpusError` for a text that is longer than a cell, and for more rows than
    a sheet has. Numbers have the 16 digits that such files have."""
    with Spool(segments) as spool, whole_file(destination.path, "wb") as file:
        if len(spool) >= MOST_ROWS:
            told = f"{len(spool):,} segments; a sheet has {MOST_ROWS:,} rows with its first: choose csv or jsonl"
            raise CorpusError(told, destination.path)
        columns = spool.columns
        with _book(file) as book:
            sheet = book.add_worksheet("segments")
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(columns.names()):
                sheet.write_string(0, place, name)
            further = len(columns.names()) - len(columns.further)
            for row, segment in enumerate(spool, start=1):
                for place, cell in enumerate(columns.row(segment)[:further]):
                    _write(sheet, row, place, cell, segment, destination.path)
                for place, name in enumerate(columns.further, start=further):
                    value = segment.metadata.get(name)
                    known = value_cell(value) if isinstance(value, str) else value
                    _write(sheet, row, place, known, segment, destination.path)


@contextmanager
def _book(file: IO[bytes]) -> Iterator[Any]:
    """A workbook that stands in ``file`` when the block ends well. Raises `OSError`."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    with SpooledTemporaryFile(IN_MEMORY) as made:
        try:
            with Workbook(made, options) as book:
                yield book
        except FileCreateError as error:
            # It leaves its archive open, which writes its end once nobody holds it: while there is where to.
            if error.__context__:
                clear_frames(error.__context__.__traceback__)
            raise OSError(*getattr(error.__context__, "args", (str(error),))) from None
        made.seek(0)
        copyfileobj(made, file)


def _write(sheet: Any, row: int, place: int, cell: Value, segment: Segment, path: Path) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, place, cell)
    elif isinstance(cell, float) or (isinstance(cell, int) and abs(cell) <= _EXACT):
        sheet.write_number(row, place, cell)
    else:
        text = cell if isinstance(cell, str) else repr(cell)
        if len(text) > LONGEST_CELL:
            told = f"segment {segment.id!r} has a text of {len(text):,} characters; a cell holds {LONGEST_CELL:,}"
            raise CorpusError(f"{told}: choose csv or jsonl", path)
        sheet.write_string(row, place, text)


@contextmanager
def _opened(corpus: Corpus) -> Iterator[tuple[CalamineWorkbook, Checked]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    with unpacked_copy(corpus.path, corpus.content(corpus.path)) as path:
        file = checked(path, corpus.path)
        try:
            book = CalamineWorkbook.from_path(str(path))
        except PasswordError as error:
            raise CorpusError("is protected by a password; save it without one", corpus.path) from error
        except (CalamineError, OSError, ValueError) as error:
            raise CorpusError(f"cannot be read as a workbook: {first_line(error)}", corpus.path) from error
        with book:
            yield book, file


def _sheet(corpus: Corpus, book: CalamineWorkbook) -> _Sheet:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [one.name for one in book.sheets_metadata if one.visible == SheetVisibleEnum.Visible]
    sheets = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet and one.name in visible]
    filled: CalamineSheet | None = None
    in_languages: _Sheet | None = None
    for name in sheets:
        sheet = _loaded(corpus, book, name)
        others = tuple(one for one in sheets if one != name)
        for above, (_, row) in enumerate(islice(_rows(sheet), _ABOVE)):
            if _names_columns(corpus, row):
                return _Sheet(sheet=sheet, others=others, above=above)
        if in_languages is None and (before := _above_languages(corpus, sheet)) is not None:
            in_languages = _Sheet(sheet=sheet, others=others, above=before)
        if filled is None and sheet.height:
            filled = sheet
    if in_languages is not None:
        return in_languages
    if filled is None:
        raise CorpusError("has no sheet with anything in it; expected at least one segment", corpus.path)
    return _Sheet(sheet=filled, others=tuple(one for one in sheets if one != filled.name), above=0)


def _above_languages(corpus: Corpus, sheet: CalamineSheet) -> int | None:
    """How many rows stand before one that names the columns after languages, where nobody stated which."""
    if corpus.columns != Columns() or all(corpus.said_languages or (None,)):
        return None
    rows = [row for _, row in islice(_rows(sheet), _ABOVE + FIRST) if not isinstance(row, BadRow)]
    for above, row in enumerate(rows[:_ABOVE]):
        if languages_of_columns(corpus.columns, row, rows[above + 1 :]):
            return above
    return None


def _names_columns(corpus: Corpus, row: list[str] | BadRow) -> bool:
    if isinstance(row, BadRow) or corpus.columns.header is False:
        return False
    if not corpus.columns.is_header(row, corpus.said_languages):
        return False
    try:
        corpus.columns.layout(corpus.path, 1, row, corpus.said_languages)
    except CorpusError:
        return False
    return True


def _loaded(corpus: Corpus, book: CalamineWorkbook, name: str) -> CalamineSheet:
    from python_calamine import CalamineError

    try:
        return book.get_sheet_by_name(name)
    except CalamineError as error:
        raise CorpusError(f"its sheet {name!r} cannot be read: {first_line(error)}", corpus.path) from error


def _rows(sheet: CalamineSheet) -> Rows:
    """Rows that are not blank, with their numbers. Below the first cell of those merged over several rows its text is
    repeated."""
    if sheet.start is None:
        return
    left = sheet.start[1]
    merged = {first: last[0] for first, last in sheet.merged_cell_ranges or () if last[0] > first[0]}
    begins = {row for row, _ in merged}
    going_on: dict[int, tuple[int, str]] = {}
    for place, row in enumerate(sheet.iter_rows()):
        cells = [cell if type(cell) is str else _spelled(cell) for cell in row]
        for column, (last, text) in [*going_on.items()] if going_on else ():
            if place > last:
                del going_on[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = text
        if place in begins:
            for (first, column), last in merged.items():
                if first == place and 0 <= column - left < len(cells):
                    going_on[column - left] = last, cells[column - left]
        if any(cells):
            work.check()
            found: Row = (place + 1, cells)
            yield found


def _spelled(cell: object) -> str:
    """A cell as text: whole numbers, which come as floats, without a point."""
    if type(cell) is float:
        return str(int(cell)) if cell.is_integer() and abs(cell) <= _EXACT else repr(cell)
    if isinstance(cell, bool):
        return value_cell(cell)
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ")
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return str(cell)


def _is_workbook(head: Head) -> Match:
    if head.data.startswith(_ZIP):
        spreadsheet = b"xl/" in head.data or b"opendocument.spreadsheet" in head.data[:200]
        return Match.SURE if spreadsheet or head.ending in WORKBOOK.endings else Match.NO
    if head.data.startswith(_OLE):
        named = "Workbook".encode("utf-16-le") in head.data or head.ending in WORKBOOK.endings
        return Match.SURE if named else Match.NO
    return Match.NO


WORKBOOK = Format(
    name="xlsx",
    title="Excel",
    meaning="a sheet of a workbook (.xlsx, also .xls, .xlsb, .ods)",
    endings=(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
    read_only=(".xlsm", ".xls", ".xlsb", ".ods"),
    recognises=_is_workbook,
    read=read_workbook,
    describe=describe_workbook,
    write=write_workbook,
    header=True,
    table=workbook_table,
)

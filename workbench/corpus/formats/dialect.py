"""How the cells of a text table are separated, and whether quotation marks are text or as CSV has them: by content."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from workbench.corpus.head import Head

DELIMITERS = ",;\t|"
NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}

_SAID = re.compile(r'"?sep=(.)"?(\r\n|\n|\r)', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
# A doubled mark among words, as csv writes one; a cell of marks alone may be anything.
_DOUBLED = re.compile(r'"(?=.*\w)(?:[^"]|"")*""(?:[^"]|"")*"', re.DOTALL)
_ROWS = 1000


@dataclass(frozen=True)
class Dialect:
    """``quoted``: whether cells are quoted as in CSV; without, every quotation mark is text. ``said``: whether the
    first line says what separates cells, as Excel has it, and is no row."""

    delimiter: str
    quoted: bool
    said: bool = False


@dataclass(frozen=True)
class _Beginning:
    """The beginning of a text; ``whole`` if that is all of it."""

    text: str
    whole: bool

    def rows(self, delimiter: str) -> list[list[str]] | None:
        """The rows as CSV has them; None where they are not. One that is cut off by the end of what is seen is left
        out."""
        rows: list[list[str]] = []
        reader = csv.reader(_LINE.findall(self.text), delimiter=delimiter, strict=True)
        try:
            rows.extend(islice(filter(None, reader), _ROWS))
        except csv.Error as error:
            return rows if not self.whole and "end of data" in str(error) else None
        return rows if self.whole or len(rows) == _ROWS else rows[:-1]

    def lines(self) -> list[str]:
        """Those that are not blank and not cut off."""
        lines = [line.rstrip("\r\n") for line in islice(_LINE.findall(self.text), _ROWS)]
        return list(filter(None, lines if self.whole else lines[:-1]))


def tsv_dialect(head: Head) -> Dialect:
    """Of a file in which tabs separate. Quotation marks are text, unless every cell that has one has it as CSV writes
    it and some has a doubled one among words; all cells are quoted; or only so all rows have as many cells."""
    return Dialect("\t", _is_quoted(_beginning(head.text, head)))


def csv_dialect(head: Head) -> Dialect:
    """Of a CSV file. The separator is what the first line says (``sep=;``), or of which it has most outside quotation
    marks; another if rows are alike with that one alone. Where it is the tab, quotation marks may be text."""
    text = head.text
    if said := _SAID.match(text):
        return Dialect(said[1], True, said=True)
    beginning = _beginning(text, head)
    first = _LINE.match(text)
    outside = "".join((first[0] if first else "").split('"')[::2])
    delimiter = max(DELIMITERS, key=outside.count)
    if not is_table(beginning.rows(delimiter)):
        others = (other for other in DELIMITERS if other != delimiter and is_table(beginning.rows(other)))
        delimiter = next(others, delimiter)
    return Dialect(delimiter, delimiter != "\t" or _may_be_quoted(beginning))


def csv_rows(head: Head) -> tuple[Dialect, Sequence[Sequence[str]]]:
    """The first rows of a file, if it is CSV."""
    dialect = csv_dialect(head)
    return dialect, (_beginning(head.text, head).rows(dialect.delimiter) or [])[dialect.said :]


def is_table(rows: Sequence[Sequence[str]] | None) -> bool:
    """Whether there are several rows of several cells, as many in each."""
    return rows is not None and len(rows) > 1 and {len(row) for row in rows} not in ({1}, set()) and _alike(rows)


def _alike(rows: Sequence[Sequence[str]]) -> bool:
    return len({len(row) for row in rows}) == 1


def _beginning(text: str, head: Head) -> _Beginning:
    return _Beginning(text, head.is_whole)


def _is_quoted(beginning: _Beginning) -> bool:
    if '"' not in beginning.text or (rows := beginning.rows("\t")) is None:
        return False
    plain = [line.split("\t") for line in beginning.lines()]
    if not _alike(plain):
        return is_table(rows)
    cells = [cell for row in plain for cell in row]
    marked = [cell for cell in cells if '"' in cell]
    if not all(map(_QUOTED.fullmatch, marked)):
        return False
    return any(map(_DOUBLED.fullmatch, marked)) or (len(marked) == len(cells) and len(plain) > 1 and is_table(plain))


def _may_be_quoted(beginning: _Beginning) -> bool:
    """The other way round: whether nothing says that they are not."""
    rows = beginning.rows("\t")
    return rows is not None and (_alike(rows) or not _alike([line.split("\t") for line in beginning.lines()]))

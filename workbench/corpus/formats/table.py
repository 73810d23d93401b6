"""What every table has in common: a first row that names the columns or does not, and a segment in each of the others.

Files with tabs or commas, spreadsheets and lines with bars give their rows as cells; which cell is what is said here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.columns import too_many_columns
from workbench.corpus.contents import Chosen, Kind, chosen, has_text, is_swapped, names_columns
from workbench.corpus.description import Description
from workbench.corpus.exported import HEAD, formulas_restored, restored
from workbench.corpus.language_header import languages_of_columns
from workbench.corpus.language_names import LanguagePair, Languages, pair_of, several
from workbench.corpus.layout import Layout
from workbench.corpus.own_table import is_own, own_cells, own_layout, own_names, own_value
from workbench.corpus.segment import Segment
from workbench.corpus.values import Value, of_table
from workbench.errors import BadRow, CorpusError
from workbench.files.bars import BARS
from workbench.language.matching import same_language

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

Row = tuple[int, list[str] | BadRow]
Rows = Iterator[Row]

FIRST = 100
"""Rows by which a table without a header tells what is in its columns, and how many of them it has."""


@dataclass(frozen=True)
class Table:
    """How the rows of a table are read. ``header``: whether the first one names the columns. ``cells``: what is done
    to a row before; ``value``: what a further cell says. ``chosen``: the columns that were chosen by their content;
    ``pair``: or those that are named after languages which nobody stated.
    ``textless``: whether the first rows have numbers and codes alone. ``bad``: rows before the first that can be read;
    ``rows``: all others but a header.
    """

    layout: Layout
    header: bool
    cells: Callable[[list[str]], Sequence[object]]
    value: Callable[[object], Value]
    chosen: Chosen | None
    bad: Sequence[BadRow]
    rows: Rows
    textless: bool = False
    pair: LanguagePair | None = None

    def __iter__(self) -> Iterator[Segment | BadRow]:
        yield from self.bad
        segment = partial(self.layout.segment, value=self.value)
        width = len(self.layout.names)
        for line, row in self.rows:
            if isinstance(row, BadRow):
                yield row
            elif row != [""] or width == 1:
                yield read_or_bad(segment, self.cells(row), line)


def described(table: Table | None, kind: str, *notes: str) -> Description:
    """A table for people: its format, and what was decided of its columns."""
    chosen = table.chosen if table else None
    told = (chosen.told,) if chosen else ()
    if table and table.textless:
        told = ("there are numbers and codes alone and no text in its first rows: is it the file that was meant?",)
    if table and table.pair:
        told = (table.pair.told,)
    return Description(
        kind=f"{kind}, {chosen.places}" if chosen else kind,
        languages=table.pair.languages if table and table.pair else (None, None),
        notes=(*told, *notes),
        by_names=bool(table and table.pair),
    )


def segments(corpus: Corpus, rows: Rows, *, formulas: bool = False, named: bool = True) -> Iterator[Segment | BadRow]:
    """The segments of a table that `begun` reads. Raises `CorpusError`."""
    table = begun(corpus, rows, formulas=formulas, named=named)
    yield from table or ()


def begun(corpus: Corpus, rows: Rows, *, formulas: bool = False, named: bool = True) -> Table | None:
    """A table of which the first rows have been looked at; None where there is none. ``formulas``: our own tables of
    this format mark what looks like one. ``named``: whether its columns may have names; without, two are always the
    pair. Raises `CorpusError`."""
    first, bad = _first_row(rows)
    if first is None:
        return None if not bad else _nothing_read(corpus, bad)
    line, cells = first
    if fault := too_many_columns(len(cells)):
        raise CorpusError(fault, corpus.path, line)
    languages = corpus.said_languages
    if (named or corpus.columns.header) and corpus.columns.is_header(cells, languages):
        known = corpus.columns.names_source(cells, languages)
        pair = None if known else _pair(corpus, corpus.columns.languages(cells))
        return _named(corpus, line, cells, bad, rows, formulas, pair)
    if len(cells) == 1 and BARS in cells[0]:
        told = f"the line looks like 'source {BARS} target'; read such a file as that (--format bars, format='bars')"
        raise CorpusError(told, corpus.path, line)
    further, rows = _ahead(rows)
    looked_at = [first, *further]
    read = [row for _, row in looked_at if not isinstance(row, BadRow)]
    if named and corpus.columns.header is None and not corpus.columns.are_given and not all(languages or (None,)):
        among = languages_of_columns(corpus.columns, cells, read[1:])
        if pair := _pair(corpus, among):
            return _named(corpus, line, cells, bad, chain(further, rows), formulas, pair)
        if len(among) > 2:
            raise CorpusError(several([*among.values()]), corpus.path, line)
    if corpus.skip_bad_rows:
        cells = _usual(read)
    found, header = None, False
    if not corpus.columns.are_given and (named or len(cells) > 2):
        header = named and corpus.columns.header is None and names_columns(read, len(cells))
        found = chosen(read[header:], len(cells), languages) or _turned(corpus, read[header:], len(cells))
    unnamed = {"source": [0], "reference": [1] if len(cells) > 1 else []}
    if found:
        unnamed = {"source": [found.source], "reference": [] if found.target is None else [found.target]}
        unnamed["id"] = [*found.ids]
    names = _names(read[0] if header else cells, header) if header or not found else list(found.names)
    return Table(
        layout=corpus.columns.layout(corpus.path, line, names, languages, header, unnamed),
        header=header,
        cells=list,
        value=of_table,
        chosen=found,
        bad=bad,
        rows=chain(looked_at[header:], rows),
        textless=not has_text(read),
    )


def _ahead(rows: Rows) -> tuple[list[Row], Rows]:
    """The next rows, and those after them; what ends the reading there ends it when these are asked for."""
    ahead: list[Row] = []

    def ended(error: CorpusError) -> Rows:
        raise error
        yield

    try:
        ahead.extend(islice(rows, FIRST))
    except CorpusError as error:
        return ahead, ended(error)
    return ahead, rows


def _pair(corpus: Corpus, among: Mapping[int, str]) -> LanguagePair | None:
    """The two languages that columns are named after, as far as it is not stated which."""
    said = corpus.said_languages
    return None if all(said or (None,)) else pair_of(among, said, sorted_says_nothing=False)


def _named(
    corpus: Corpus,
    line: int,
    cells: list[str],
    bad: list[BadRow],
    rows: Rows,
    formulas: bool,
    pair: LanguagePair | None,
) -> Table:
    exported, own = tuple(cells[: len(HEAD)]) == HEAD, is_own(cells)
    names = own_names(cells, formulas) if own else _names(formulas_restored(cells) if exported else cells, True)
    by_us = own and not corpus.columns.are_given and corpus.columns.id is None
    languages: Languages | None = pair.languages if pair else corpus.said_languages
    layout = (
        own_layout(corpus.path, cells, formulas)
        if by_us
        else corpus.columns.layout(corpus.path, line, names, languages)
    )
    read: Callable[[list[str]], Sequence[object]] = restored if exported else list
    return Table(
        layout=layout,
        header=True,
        cells=partial(own_cells, layout=layout, formulas=formulas) if own else read,
        value=own_value(formulas) if own else of_table,
        chosen=None,
        bad=bad,
        rows=rows,
        pair=pair,
    )


def _turned(corpus: Corpus, rows: Sequence[Sequence[str]], width: int) -> Chosen | None:
    """The first two columns the other way round, where the languages stated are those of the file name turned round and
    the texts say that the name is right."""
    named, said = corpus.named_languages, corpus.said_languages
    if width < 2 or not named or not said or not said[0] or not said[1]:
        return None
    if not (same_language(named[0], said[1]) and same_language(named[1], said[0])):
        return None
    first, second = ([row[place] for row in rows if place < len(row)] for place in (0, 1))
    if not is_swapped(first, second, said):
        return None
    return Chosen(kinds=(Kind.TEXT,) * width, source=1, target=0, ids=(), swapped=True)


def _nothing_read(corpus: Corpus, bad: list[BadRow]) -> Table:
    layout = Layout(path=corpus.path, names=(), source=0, references=(), hypothesis=None, ids=(), metadata=())
    return Table(layout=layout, header=False, cells=list, value=of_table, chosen=None, bad=bad, rows=iter(()))


def _first_row(rows: Rows) -> tuple[tuple[int, list[str]] | None, list[BadRow]]:
    """The first row that can be read, and those before it."""
    bad: list[BadRow] = []
    for line, row in rows:
        if not isinstance(row, BadRow):
            return (line, row), bad
        bad.append(row)
    return None, bad


def _usual(rows: Iterable[list[str]]) -> list[str]:
    """A row with as many cells as most have; of as many, as the first."""
    read = [*rows]
    [(most, _)] = Counter(map(len, read)).most_common(1)
    return next(row for row in read if len(row) == most)


def _names(row: list[str], header: bool) -> list[str]:
    """Names of the columns; one without a name, or with an earlier one's, is ``column`` and its number."""
    names: dict[str, None] = {}
    for number, cell in enumerate(row, start=1):
        name = cell.strip() if header else ""
        names[name if name and name not in names else f"column{number}"] = None
    return list(names)

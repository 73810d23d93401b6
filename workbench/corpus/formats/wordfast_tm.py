"""Wordfast's translation memory: a table without quoting whose first line is a header of fields that begin with ``%``.
Read alone: as TMX, Wordfast imports what others write."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.code import Code, CodedText
from workbench.corpus.description import Description
from workbench.corpus.format import Format, Row
from workbench.corpus.formats.ut import has_text, paired
from workbench.corpus.head import Head, Match
from workbench.corpus.languages import check_stated
from workbench.corpus.segment import LeftOut, Segment
from workbench.corpus.values import Value, of_table
from workbench.errors import BadRow
from workbench.files.encoding import unreadable
from workbench.files.line_ends import without_end
from workbench.files.text_file import raw_lines
from workbench.language.characters import unfit

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_COLUMNS = ("date", "user", "use_count", "source_language", "source", "target_language", "target")
_ATTRIBUTES = 5
# A character as the number that it has in Windows-1252, or a code.
_SPECIAL = re.compile(r"&'(?P<byte>[0-9A-Fa-f]{1,2});|&t(?P<code>[A-Z]);")
_VERTICAL_TAB = "\x0b"
"""Word's line break within a paragraph."""


def read_tm(corpus: Corpus) -> Iterator[Row]:
    """The units. Lines are in UTF-8, in UTF-16 with a byte order mark, or in Windows-1252. Raises `CorpusError`."""
    read = partial(_segment, corpus=corpus)
    for number, line in raw_lines(corpus.path, content=corpus.content(corpus.path)):
        if isinstance(line, BadRow):
            yield line
        elif line.startswith("%"):
            continue
        elif line.strip():
            yield read_or_bad(read, without_end(line), number)


def _segment(line: str, number: int, corpus: Corpus) -> Segment | LeftOut:
    cells = _decoded(line, number, corpus).split("\t")
    if len(cells) < len(_COLUMNS):
        told = f"{len(cells)} columns received, at least {len(_COLUMNS)} expected: {', '.join(_COLUMNS)}"
        raise BadRow(told, corpus.path, number)
    said = dict(zip(_COLUMNS, cells, strict=False))
    source, target = _text(said["source"]), _text(said["target"])
    metadata: dict[str, Value] = {} if has_text(target) else {"state": "untranslated"}
    metadata |= {name: of_table(said[name]) for name in ("date", "user", "use_count") if said[name]}
    attributes = cells[len(_COLUMNS) :][:_ATTRIBUTES]
    metadata |= {f"attribute{place}": of_table(cell) for place, cell in enumerate(attributes, start=1) if cell}
    return paired(source, target, metadata, number, called="unit")


def _decoded(line: str, number: int, corpus: Corpus) -> str:
    """A line that is not UTF-8 is in Windows-1252, as Word's were."""
    fault = unreadable(line)
    if fault and "\0" not in line:
        try:
            return line.encode("utf-8", "surrogateescape").decode("cp1252")
        except UnicodeDecodeError as error:
            fault = f"byte 0x{error.object[error.start]:02x} is neither UTF-8 nor Windows-1252; delete it"
    if fault:
        raise BadRow(fault, corpus.path, number)
    return line


def _text(cell: str) -> tuple[str, tuple[Code, ...]]:
    coded, place = CodedText(), 0
    for found in _SPECIAL.finditer(cell):
        coded.text(cell[place : found.start()])
        place = found.end()
        if found["code"]:
            coded.code("alone", found["code"])
        else:
            coded.text(_character(found))
    coded.text(cell[place:])
    return coded.finished()


def _character(found: re.Match[str]) -> str:
    character = bytes([int(found["byte"], 16)]).decode("cp1252", "replace")
    if character == _VERTICAL_TAB:
        return "\n"
    return found[0] if unfit(character) or character == "\ufffd" else character


def _recognises(head: Head) -> Match:
    fields = head.first_line.split("\t")
    header = len(fields) > 5 and all(field.startswith("%") for field in fields[:4])
    return Match.SURE if header else Match.NO


def _describe(corpus: Corpus) -> Description:
    head = Head(corpus.path, corpus.content(corpus.path))
    if _recognises(head) is Match.NO:
        return Description(kind=WORDFAST_TM.title)
    fields = head.first_line.split("\t")
    source, target = (fields[place][1:].removesuffix("-01") or None for place in (3, 5))
    version = fields[4].removeprefix("%")
    check_stated(corpus.stated, (source, target), corpus.path)
    return Description(kind=f"{WORDFAST_TM.title} ({version})", languages=(source, target))


WORDFAST_TM = Format(
    name="wordfast-tm",
    title="Wordfast translation memory",
    meaning="a table with date, user, languages and texts, whose first line has fields that begin with %",
    endings=(),
    recognises=_recognises,
    describe=_describe,
    read=read_tm,
)

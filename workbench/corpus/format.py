"""What a format is: how its files end, what is in them, and the functions that read and write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.corpus.description import Description
from workbench.corpus.edit import Edit
from workbench.corpus.head import Head, Match
from workbench.corpus.segment import LeftOut, Segment
from workbench.errors import BadRow

Row = Segment | BadRow | LeftOut


@dataclass(frozen=True)
class Destination:
    """Where segments are written: ``path``, whole or not at all. ``languages``: source and target, as far as they are
    known. ``hypotheses``: a format with one translation for each source writes the hypothesis, not the reference.
    """

    path: Path
    languages: tuple[str | None, str | None] = (None, None)
    hypotheses: bool = False

    def target(self, segment: Segment) -> str | None:
        """The translation that a format with one for each source writes; None where there is none."""
        if self.hypotheses:
            return segment.hypothesis
        return segment.reference


@dataclass(frozen=True)
class Format:
    """``title``: its name for people; ``meaning``: what is in such a file, in a line. ``endings``: of its files, small
    letters, the first one the usual one; none where the name does not tell. ``aligned``: several files, line by line,
    without columns. ``read_only``: those of its endings whose files are not written. ``header``: the first row may name
    the columns, or be data.

    ``read``: takes a `Corpus` and yields its rows: segments, what is wrong with those that cannot be read, and what is
    left out. ``recognises``: looks at the head of a file; without it the ending alone tells. ``describe``: takes a
    `Corpus` and looks into the file for what it is. ``write``: writes segments into a new file. ``rewrite``: takes a
    `Corpus`, where to write, and a function that says of each segment, in the order of reading, what is to be changed;
    writes the file again, where nothing is to be changed as it was. Formats that `write` all that they read need none.
    ``files``: takes a folder, where the format is one, and gives the files in it that are read.
    ``table``: takes a `Corpus` of rows of cells and opens its `workbench.corpus.formats.table.Table`, None where there
    is no row that can be read.
    """

    name: str
    title: str
    meaning: str
    endings: tuple[str, ...]
    read: Callable[[Any], Iterator[Row]]
    aligned: bool = False
    read_only: tuple[str, ...] = ()
    header: bool = False
    recognises: Callable[[Head], Match] | None = None
    describe: Callable[[Any], Description] | None = None
    write: Callable[[Iterable[Segment], Destination], None] | None = None
    rewrite: Callable[[Any, Destination, Callable[[Segment], Edit]], None] | None = None
    files: Callable[[Path], Iterable[Path]] | None = None
    table: Callable[[Any], AbstractContextManager[Any]] | None = None

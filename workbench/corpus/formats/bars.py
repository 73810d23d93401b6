"""Lines ``source ||| target``, as fast_align and Moses read them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.parallel import line_of
from workbench.corpus.formats.table import Rows, begun, described, segments
from workbench.corpus.head import Head, Match
from workbench.corpus.segment import Segment
from workbench.errors import BadRow, CorpusError
from workbench.files.bars import BARS
from workbench.files.text_file import readable_lines
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

RANKED = re.compile(r"[0-9]+ *\|\|\|.*\|\|\|.*")


def read_bars(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """A segment a line; of further fields each is a column. One blank beside the bars belongs to them. Raises
    `CorpusError`."""
    yield from segments(corpus, _rows(corpus), named=False)


def describe_bars(corpus: Corpus) -> Description:
    """Which fields were chosen by their content."""
    return described(begun(corpus, _rows(corpus), named=False), BARS_FORMAT.title)


def write_bars(segments: Iterable[Segment], destination: Destination) -> None:
    """A line for each segment, whatever has no translation with an empty one. Raises `CorpusError` for a text that has
    the end of a line, a tab or bars inside: with a tab the file would be taken for a table."""
    with whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        for number, segment in enumerate(segments):
            texts = (segment.source, destination.target(segment) or "")
            if any(BARS in text for text in texts):
                raise CorpusError(
                    f"segment {segment.id!r} has {BARS} in a text, which parts texts here; choose csv or jsonl",
                    destination.path,
                )
            if any("\t" in text for text in texts):
                raise CorpusError(
                    f"segment {segment.id!r} has a tab in a text, by which the file would be taken for a table; choose "
                    "csv or jsonl",
                    destination.path,
                )
            source, target = (line_of(text, segment, destination.path, "csv or jsonl") for text in texts)
            # Readers take a mark at the beginning of a file for none of its text.
            mark = "\ufeff" if number == 0 and source.startswith("\ufeff") else ""
            file.write(f"{mark}{source} {BARS} {target}\n")


def _rows(corpus: Corpus) -> Rows:
    for number, line in readable_lines(corpus.path, content=corpus.content(corpus.path)):
        yield number, line if isinstance(line, BadRow) else _fields(line)


def _fields(line: str) -> list[str]:
    fields = line.split(BARS)
    last = len(fields) - 1
    for place, field in enumerate(fields):
        after = field.removeprefix(" ") if place else field
        fields[place] = after.removesuffix(" ") if place < last else after
    return fields


def _has_bars(head: Head) -> Match:
    """Every line has them, and as many; lists of the best translations of each sentence, with their ranks and scores,
    are another format."""
    lines = head.text.replace("\r\n", "\n").split("\n")
    lines = list(filter(str.strip, lines if head.is_whole else lines[:-1]))
    if not lines or "\t" in lines[0] or not all(BARS in line for line in lines) or all(map(RANKED.match, lines)):
        return Match.NO
    return Match.SURE if len({line.count(BARS) for line in lines}) == 1 else Match.POSSIBLE


BARS_FORMAT = Format(
    name="bars",
    title="text with |||",
    meaning="a line is source ||| target, as fast_align and Moses read it",
    endings=(),
    recognises=_has_bars,
    read=read_bars,
    describe=describe_bars,
    write=write_bars,
)

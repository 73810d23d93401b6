"""JSON Lines: one object per line, its keys being the columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.description import Description
from workbench.corpus.format import Destination, Format
from workbench.corpus.formats.records import Records, check_characters, described, record
from workbench.corpus.formats.rows_again import rewrite_jsonl
from workbench.corpus.head import Head, Match
from workbench.corpus.segment import Segment
from workbench.corpus.values import JSON
from workbench.errors import BadRow, CorpusError
from workbench.files.line_ends import MIXED, is_parted
from workbench.files.text_file import readable_lines
from workbench.files.writing import whole_file

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_EXPECTED = 'expected one object per line, such as {"source": "…", "reference": "…"}'


def read_jsonl(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The objects of a file, each read by its own keys (`Records`); blank lines hold none. Raises `CorpusError`."""
    read = partial(_read, Records(corpus), corpus.path)
    # Between what JSON is made of, carriage returns are white space; inside a text they stand as \r alone.
    for number, line in readable_lines(corpus.path, content=corpus.content(corpus.path), returns=True):
        if isinstance(line, BadRow):
            yield line
        elif line.strip():
            yield read_or_bad(read, line, number)


def describe_jsonl(corpus: Corpus) -> Description:
    """With the languages that the keys of the first object are named after, where nothing else says them."""
    try:
        lines = readable_lines(corpus.path, content=corpus.content(corpus.path), returns=True)
        line = next((line for _, line in lines if not isinstance(line, BadRow) and line.strip()), "{}")
        first = JSON.decode(line)
    except (CorpusError, ValueError, RecursionError):
        first = None  # reading it tells
    return described(corpus, JSONL.title, first if isinstance(first, dict) else None)


def write_jsonl(segments: Iterable[Segment], destination: Destination) -> None:
    """A record of ours a line."""
    with whole_file(destination.path, "w", encoding="utf-8", newline="\n") as file:
        for segment in segments:
            file.write(json.dumps(record(segment), ensure_ascii=False, allow_nan=False) + "\n")


def _read(records: Records, path: Path, line: str, number: int) -> Segment:
    return records(_record(path, number, line), number)


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        found = JSON.decode(line)
    except (ValueError, RecursionError) as error:
        told = MIXED if is_parted(line) else f"not valid JSON ({error}); {_EXPECTED}"
        raise BadRow(told, path, number) from error
    if not isinstance(found, dict):
        raise BadRow(f"a JSON {type(found).__name__} received; {_EXPECTED}", path, number)
    if "\\u" in line:  # there is no other way for them to come through
        check_characters(found, path, number)
    return found


def _is_object(head: Head) -> Match:
    """The first line is an object, or looks like one; or the name says so."""
    line = head.first_line.strip()
    if line.endswith("}") and line[1:].lstrip()[:1] in ('"', "}") and line.startswith("{"):
        return Match.SURE
    return Match.POSSIBLE if head.ending in JSONL.endings else Match.NO


JSONL = Format(
    name="jsonl",
    title="JSON Lines",
    meaning="one object per line, its keys being the columns",
    endings=(".jsonl", ".ndjson", ".json"),
    recognises=_is_object,
    read=read_jsonl,
    describe=describe_jsonl,
    write=write_jsonl,
    rewrite=rewrite_jsonl,
)

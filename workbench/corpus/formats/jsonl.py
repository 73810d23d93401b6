"""JSON Lines: one object per line, its keys being the columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.bad_rows import read_or_bad
from workbench.corpus.columns import too_many_columns
from workbench.corpus.format import Format
from workbench.corpus.layout import Layout
from workbench.corpus.segment import Segment
from workbench.corpus.values import JSON, of_json
from workbench.errors import BadRow, CorpusError
from workbench.files.line_ends import MIXED, is_parted
from workbench.files.text_file import readable_lines
from workbench.language.characters import unfit

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_EXPECTED = (
    'expected one object per line, such as {"source": "…", "reference": "…"}; '
    "a JSON list is converted by: jq -c '.[]' FILE > NEW"
)


def read_jsonl(corpus: Corpus) -> Iterator[Segment | BadRow]:
    """The objects of a file, each read by its own keys; blank lines hold none. Raises `CorpusError`.

    ``references`` may be text or a list. An object under ``translation``, as Hugging Face writes it
    (``{"translation": {"en": …, "de": …}}``), is read as if its keys stood beside the others: which of them
    is the source comes from the file name or from the user.
    """
    read = _Records(corpus)
    # Between what JSON is made of, carriage returns are white space; inside a text they stand as \r alone.
    for number, line in readable_lines(corpus.path, content=corpus.content(corpus.path), returns=True):
        if isinstance(line, BadRow):
            yield line
        elif line.strip():
            yield read_or_bad(read, line, number)


class _Records:
    """Reads one line after the other; the layout of a record is that of the last one, where the keys are the same."""

    def __init__(self, corpus: Corpus):
        self._corpus = corpus
        self._names: list[str] = []
        self._layout: Layout | None = None

    def __call__(self, line: str, number: int) -> Segment:
        path = self._corpus.path
        record = _record(path, number, line)
        names = list(record)
        if self._layout is None or names != self._names:
            if fault := too_many_columns(len(names)):
                raise BadRow(fault, path, number)
            try:
                self._layout = self._corpus.columns.layout(path, number, names, self._corpus.languages)
            except CorpusError as error:
                raise BadRow(error.reason, path, number) from error
            self._names = names
        return self._layout.segment(list(record.values()), number, of_json)


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = JSON.decode(line)
    except (ValueError, RecursionError) as error:
        told = MIXED if is_parted(line) else f"not valid JSON ({error}); {_EXPECTED}"
        raise BadRow(told, path, number) from error
    if not isinstance(record, dict):
        raise BadRow(f"a JSON {type(record).__name__} received; {_EXPECTED}", path, number)
    if "\\u" in line:  # there is no other way for them to come through
        _check_characters(record, path, number)
    if isinstance(record.get("translation"), dict):
        record |= record.pop("translation")
    return record


def _check_characters(record: dict[str, Any], path: Path, number: int) -> None:
    for name, cell in record.items():
        found = next(filter(None, map(unfit, _texts({name: cell}))), None)
        if found:
            raise BadRow(f"{found} in {name!r}, {found.why}; delete it", path, number)


def _texts(cell: object) -> Iterator[str]:
    """Every text in a value, names of keys included."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, list | dict):
        for part in chain(cell, cell.values()) if isinstance(cell, dict) else cell:
            yield from _texts(part)


JSONL = Format(
    name="jsonl",
    title="JSON Lines",
    meaning="one object per line, its keys being the columns",
    endings=(".jsonl", ".ndjson", ".json"),
    read=read_jsonl,
)

"""JSON Lines: one object per line, its keys being the columns."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.opening import lines
from workbench.corpus.segment import Segment
from workbench.corpus.values import JSON
from workbench.errors import CorpusError
from workbench.language.characters import unfit

if TYPE_CHECKING:
    from workbench.corpus.corpus import Corpus

_EXPECTED = (
    'expected one object per line, such as {"source": "…", "reference": "…"}; '
    "a JSON list is converted by: jq -c '.[]' FILE > NEW"
)


def read_jsonl(corpus: Corpus) -> Iterator[Segment]:
    """The objects of a file, each read by its own keys; blank lines hold none. Raises `CorpusError`.

    ``references`` may be text or a list. An object under ``translation``, as Hugging Face writes it
    (``{"translation": {"en": …, "de": …}}``), is read as if its keys stood beside the others: which of them
    is the source comes from the file name or from the user.
    """
    names: list[str] = []
    layout = None
    for number, line in lines(corpus.path):
        if not line.strip():
            continue
        record = _record(corpus.path, number, line)
        if layout is None or list(record) != names:
            names = list(record)
            layout = corpus.columns.layout(corpus.path, number, names, corpus.languages)
        yield layout.segment(list(record.values()), number)


def _record(path: Path, number: int, line: str) -> dict[str, Any]:
    try:
        record = JSON.decode(line)
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"not valid JSON ({error}); {_EXPECTED}", path, number) from error
    if not isinstance(record, dict):
        raise CorpusError(f"a JSON {type(record).__name__} received; {_EXPECTED}", path, number)
    if "\\u" in line:  # there is no other way for them to come through
        _check_characters(record, path, number)
    if isinstance(record.get("translation"), dict):
        record |= record.pop("translation")
    return record


def _check_characters(record: dict[str, Any], path: Path, number: int) -> None:
    for name, cell in record.items():
        found = next(filter(None, map(unfit, _texts({name: cell}))), None)
        if found:
            raise CorpusError(f"{found} in {name!r}, {found.why}; delete it", path, number)


def _texts(cell: object) -> Iterator[str]:
    """Every text in a value, names of keys included."""
    if isinstance(cell, str):
        yield cell
    elif isinstance(cell, list | dict):
        for part in chain(cell, cell.values()) if isinstance(cell, dict) else cell:
            yield from _texts(part)

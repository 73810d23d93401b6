"""JSON Lines: one object per line, its keys being the columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.corpus.opening import lines
from workbench.corpus.segment import Segment
from workbench.errors import CorpusError

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
        record = json.loads(line, parse_constant=lambda _: None)
        if "\\u" in line:
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise CorpusError(
            "half of a surrogate pair (\\ud800 to \\udfff) stands alone; it is no text", path, number
        ) from error
    except (ValueError, RecursionError) as error:
        raise CorpusError(f"not valid JSON ({error}); {_EXPECTED}", path, number) from error
    if not isinstance(record, dict):
        raise CorpusError(f"a JSON {type(record).__name__} received; {_EXPECTED}", path, number)
    if isinstance(record.get("translation"), dict):
        record |= record.pop("translation")
    return record

"""Views that were made once and lie in a file, to be shown where there is no model.

A Parquet file with a row for each view of a segment: matrices and vectors as float16, row by row, the rest of a map and
how far to trust it as JSON. A picture needs no more digits; completeness of a signed map is told by its ``error``.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.app.subject import ShownView, Subject
from workbench.errors import AlignmentError, RunError, first_line
from workbench.explanation.trust import Faithfulness, NotMeasured
from workbench.runs.disk import whole_file

TOGETHER = 30
"""Views that are read at once: those of some ten segments."""
KEPT = 20
_ARRAYS = ("weights", "dropped", "prefix", "source_share", "error")
_SCHEMA = pa.schema(
    [
        ("key", pa.string()),
        *[(name, pa.binary()) for name in _ARRAYS],
        ("signed", pa.bool_()),
        ("rest", pa.string()),  # JSON: source, target, provenance, dropped_by, trust
    ]
)


def key_of(subject: Subject, name: str) -> str:
    """Of a subject's view: the same in every process."""
    return hashlib.sha256(repr((*subject.key, name)).encode("utf-8", "backslashreplace")).hexdigest()


def store(path: Path, views: Iterable[tuple[str, ShownView]]) -> None:
    """Write views with their `key_of`. Raises `RunError` where they cannot be written."""
    rows = [{"key": key, **_row(view)} for key, view in views]
    columns = {field.name: pa.array([row[field.name] for row in rows], field.type) for field in _SCHEMA}
    with whole_file(path, "wb") as file:
        pq.write_table(pa.table(columns, schema=_SCHEMA), file, compression="zstd", row_group_size=TOGETHER)


class StoredViews:
    """Those in a file that `store` wrote. Any thread may ask. Raises `RunError` for another file."""

    def __init__(self, path: Path):
        self._path, self._lock = path, threading.Lock()
        self._read: OrderedDict[int, list[dict[str, Any]]] = OrderedDict()
        try:
            keys = pq.read_table(path, columns=["key"], partitioning=None)["key"].to_pylist()
        except (OSError, KeyError, pa.ArrowException) as error:
            raise RunError(f"{path}: no stored pictures ({first_line(error)}); make the folder again") from error
        self._places = {key: place for place, key in enumerate(keys)}

    def __len__(self) -> int:
        return len(self._places)

    def view(self, subject: Subject, name: str) -> ShownView | None:
        """As the preset has it; None where it was not stored. Raises `RunError` for a damaged one."""
        place = self._places.get(key_of(subject, name))
        if place is None:
            return None
        try:
            return _view(self._group(place // TOGETHER)[place % TOGETHER])
        except (OSError, ValueError, KeyError, TypeError, AlignmentError, pa.ArrowException) as error:
            told = f"{self._path}: damaged: {name} of {subject.source[:40]!r} ({first_line(error)})"
            raise RunError(f"{told}; make the folder again") from error

    def _group(self, number: int) -> list[dict[str, Any]]:
        with self._lock:
            if number not in self._read:
                with pq.ParquetFile(self._path) as file:
                    self._read[number] = file.read_row_group(number).to_pylist()
            self._read.move_to_end(number)
            while len(self._read) > KEPT:
                self._read.popitem(last=False)
            return self._read[number]


def _row(view: ShownView) -> dict[str, Any]:
    found, trust = view.map, view.trust
    arrays = {name: getattr(found, name) for name in _ARRAYS}
    kinds = found.dropped_by
    rest = {
        "source": _tokens(found.source),
        "target": _tokens(found.target),
        "provenance": dict(found.provenance),
        "dropped_by": None if kinds is None else {kind: _numbers(mass) for kind, mass in kinds.items()},
        "measured": asdict(trust) if isinstance(trust, Faithfulness) else None,
        "not_measured": asdict(trust) if isinstance(trust, NotMeasured) else None,
    }
    packed = {name: None if array is None else array.astype("<f2").tobytes() for name, array in arrays.items()}
    return {**packed, "signed": found.signed, "rest": json.dumps(rest, ensure_ascii=False, default=str)}


def _view(row: Mapping[str, Any]) -> ShownView:
    rest = json.loads(row["rest"])
    source, target = (_read_tokens(rest[side]) for side in ("source", "target"))
    shapes = {"weights": (len(target), len(source)), "prefix": (len(target), len(target))}
    arrays: dict[str, Any] = {
        name: None
        if row[name] is None
        else np.frombuffer(row[name], "<f2").astype(np.float32).reshape(shapes.get(name, (len(target),)))
        for name in _ARRAYS
    }
    kinds = rest["dropped_by"]
    found = AlignmentMap(
        source=source,
        target=target,
        signed=row["signed"],
        provenance=rest["provenance"],
        dropped_by=None if kinds is None else {kind: np.array(mass, np.float32) for kind, mass in kinds.items()},
        **arrays,
    )
    return ShownView(found, _trust(rest))


def _trust(rest: Mapping[str, Any]) -> Faithfulness | NotMeasured | None:
    if (measured := rest["measured"]) is not None:
        lists = {name: tuple(measured[name]) for name in ("fractions", "by_view", "by_chance")}
        return Faithfulness(**{**measured, **lists})
    return None if rest["not_measured"] is None else NotMeasured(**rest["not_measured"])


def _tokens(tokens: Tokens) -> dict[str, Any]:
    return {"text": tokens.text, "spans": [list(span) for span in tokens.spans]}


def _read_tokens(record: Mapping[str, Any]) -> Tokens:
    spans = tuple((int(start), int(end)) for start, end in record["spans"])
    text = record["text"]
    pieces = tuple(text[start:end] for start, end in spans)
    return Tokens(text=text, pieces=pieces, offsets=spans, spans=spans, word_index=tuple(range(len(spans))))


def _numbers(mass: np.ndarray) -> list[float | None]:
    """NaN is null in JSON, and read as NaN again."""
    return [None if np.isnan(value) else round(float(value), 4) for value in mass]

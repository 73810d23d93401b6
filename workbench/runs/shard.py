"""One shard of a run: its Parquet schema, written with its digest, and read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from workbench.alignment.map import AlignmentMap
from workbench.errors import RunError, first_line
from workbench.runs.digest import with_digest
from workbench.runs.disk import writing
from workbench.scores import SCORES

FOLDER = "segments"
A_FOLDER = 1000
"""Shards in one folder."""

_SPAN = pa.struct(
    [
        ("side", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("kind", pa.string()),
        ("probability", pa.float32()),
        ("claimed_by", pa.string()),
    ]
)
_STATISTICS = pa.list_(pa.list_(pa.int32()))
_COLUMNS: list[tuple[str, pa.DataType]] = [
    ("id", pa.string()),
    ("position", pa.int64()),
    ("line", pa.int64()),
    ("side", pa.string()),
    ("status", pa.string()),
    ("source", pa.string()),
    ("hypothesis", pa.string()),
    ("references", pa.list_(pa.string())),
    ("own_translation", pa.string()),  # the model's own translation by greedy search, where a score asked for it
    *[(name, pa.float64()) for name in SCORES],
    ("verdict", pa.string()),
    ("symptoms", pa.string()),  # JSON: list of what was found, the gravest first
    ("nulls", pa.string()),  # JSON: score → why it is null
    ("metadata", pa.string()),  # JSON: the corpus's further columns
    ("source_words", pa.list_(pa.string())),
    ("target_words", pa.list_(pa.string())),
    ("target_pieces", pa.list_(pa.string())),
    ("piece_logprobs", pa.list_(pa.float32())),  # one more than the pieces: the end token's comes last
    ("word_logprobs", pa.list_(pa.float32())),  # of whole words, null for one without pieces
    ("piece_gains", pa.list_(pa.float32())),  # the same without the source taken off
    ("map", pa.binary()),  # float16[tgt src] between words, row by row
    ("map_shape", pa.list_(pa.int32())),
    ("dropped", pa.binary()),  # float16[tgt]
    # Beside all references together, and where there are several beside each: `workbench.scores.quality.Statistics`.
    ("bleu_statistics", _STATISTICS),
    ("chrf_statistics", _STATISTICS),
    ("ter_statistics", pa.list_(pa.list_(pa.float64()))),
    ("spans", pa.list_(_SPAN)),  # what somebody claims of stretches of either text: `workbench.runs.span.Span`
]
SCHEMA = pa.schema(_COLUMNS)
SINCE_7 = ("bleu_statistics", "chrf_statistics", "ter_statistics", "spans")
"""Columns that runs of format 6 do not have."""
ADDED = ("beside_reference", "influence_agreement")
"""Scores of ours that runs of this format may not have either."""
_NAME = re.compile(r"part-[0-9]{5,9}[.]parquet", re.ASCII)


def path_of(run: Path, number: int) -> Path:
    return run / FOLDER / f"{number // A_FOLDER:03d}" / f"part-{number:05d}.parquet"


def number_of(path: Path) -> int:
    return int(path.stem.removeprefix("part-"))


def paths(run: Path, older: bool = False) -> list[Path]:
    """The shards that are there, in order. ``older``: of a run of format 6, which has them in one folder."""
    found = (run / FOLDER).glob("part-*.parquet" if older else "[0-9]*/part-*.parquet")
    return sorted((path for path in found if _NAME.fullmatch(path.name)), key=number_of)


def pack_map(found: AlignmentMap) -> dict[str, object]:
    """The word-level map as the columns of a row."""
    return {
        "source_words": list(found.source.words),
        "target_words": list(found.target.words),
        "map": found.weights.astype("<f2").tobytes(),
        "map_shape": list(found.weights.shape),
        "dropped": found.dropped.astype("<f2").tobytes(),
    }


def unpack_map(row: Mapping[str, Any]) -> tuple[np.ndarray, np.ndarray] | None:
    """``float32[tgt src]`` weights and ``float32[tgt]`` dropped mass of a stored row; None where nothing was scored.

    Raises `ValueError` for one that does not fit its words.
    """
    if row.get("map") is None:
        return None
    shape = len(row["target_words"] or ()), len(row["source_words"] or ())
    weights, dropped = np.frombuffer(row["map"], "<f2"), np.frombuffer(row["dropped"] or b"", "<f2")
    if row["map_shape"] != list(shape) or weights.size != shape[0] * shape[1] or dropped.size != shape[0]:
        raise ValueError(f"a map of {row['map_shape']} for {shape[0]} target and {shape[1]} source words")
    return weights.reshape(shape).astype(np.float32), dropped.astype(np.float32)


def table_of(rows: Sequence[Mapping[str, object]]) -> pa.Table:
    """Rows as a shard has them."""
    columns = {field.name: [row.get(field.name) for row in rows] for field in SCHEMA}
    return pa.table([pa.array(columns[f.name], f.type) for f in SCHEMA], schema=SCHEMA)


def write(run: Path, number: int, rows: Sequence[Mapping[str, object]]) -> None:
    """The same rows give the same bytes: no times, paths or durations are stored. Raises `RunError`."""
    write_table(run, number, table_of(rows))


def write_table(run: Path, number: int, table: pa.Table) -> None:
    path = path_of(run, number)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    with with_digest(path) as file:
        pq.write_table(table, file, compression="zstd")


def read(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """A shard, or some columns of it. Raises `RunError` if it is damaged."""
    try:
        return pq.read_table(path, columns=None if columns is None else list(columns), partitioning=None)
    except (pa.ArrowException, OSError, KeyError) as error:
        raise RunError(f"{path}: damaged ({first_line(error)}); delete it and give the same command again") from error

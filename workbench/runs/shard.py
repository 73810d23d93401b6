"""One shard of a run: its Parquet schema, written and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from workbench.alignment.map import AlignmentMap
from workbench.errors import RunError, first_line
from workbench.runs.disk import whole_file, writing
from workbench.scores import SCORES

FOLDER = "segments"

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
]
SCHEMA = pa.schema(_COLUMNS)


def path_of(run: Path, number: int) -> Path:
    return run / FOLDER / f"part-{number:05d}.parquet"


def pack_map(found: AlignmentMap) -> dict[str, object]:
    """The word-level map as the columns of a row."""
    return {
        "source_words": list(found.source.words),
        "target_words": list(found.target.words),
        "map": found.weights.astype("<f2").tobytes(),
        "map_shape": list(found.weights.shape),
        "dropped": found.dropped.astype("<f2").tobytes(),
    }


def unpack_map(row: Mapping[str, object]) -> tuple[np.ndarray, np.ndarray] | None:
    """``float32[tgt src]`` weights and ``float32[tgt]`` dropped mass of a stored row; None where nothing was scored."""
    if row.get("map") is None:
        return None
    weights = np.frombuffer(row["map"], "<f2").reshape(row["map_shape"])  # type: ignore[call-overload]
    return weights.astype(np.float32), np.frombuffer(row["dropped"], "<f2").astype(np.float32)  # type: ignore[call-overload]


def write(run: Path, number: int, rows: Sequence[Mapping[str, object]]) -> None:
    """The same rows give the same bytes: no times, paths or durations are stored. Raises `RunError`."""
    path = path_of(run, number)
    with writing(path):
        path.parent.mkdir(exist_ok=True)
    columns = {field.name: [row.get(field.name) for row in rows] for field in SCHEMA}
    table = pa.table([pa.array(columns[f.name], f.type) for f in SCHEMA], schema=SCHEMA)
    with whole_file(path, "wb") as file:
        pq.write_table(table, file, compression="zstd")


def read(path: Path, columns: Sequence[str]) -> list[dict[str, object]]:
    """Some columns of a shard; none at all reads what Parquet has at its end. Raises `RunError` if it is damaged."""
    try:
        return pq.read_table(path, columns=list(columns)).to_pylist()
    except (pa.ArrowException, OSError) as error:
        raise RunError(f"{path}: damaged ({first_line(error)}); delete it and give the same command again") from error

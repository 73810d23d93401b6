"""The index of a finished run: what lists are made from, without a text or a map.

One row for each of the run's: id, place, side, status, every number, the verdict, the names of its symptoms, the
numbers among the corpus's own columns, and the shard that holds the rest. It is a cache, made from the shards when
scoring ends and whenever it is missing, damaged or of other shards.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from workbench.corpus.values import JSON
from workbench.errors import RunError
from workbench.runs import shard
from workbench.runs.digest import Verified, with_digest
from workbench.runs.query import DIGITS

NAME = "index.parquet"
VERSION = b"1"
TOGETHER = 64
"""Shards whose rows stand in one row group."""
_TEXTS = ("id", "side", "status", "verdict")
_DIGITS = re.compile(DIGITS, re.IGNORECASE)
_making = threading.Lock()


def index_of(
    folder: Path, paths: Sequence[Path], made_from: str, before: Callable[[], None] = lambda: None
) -> Path | None:
    """The index of a finished run with these shards, made where there is none; None where it cannot be kept.
    ``before``: what has to be done before it can be made."""
    path = folder / NAME
    with _making:
        if not _fresh(path, made_from):
            before()
            try:
                make(folder, paths, made_from)
            except RunError:
                return None
    return path


def make(folder: Path, paths: Sequence[Path], made_from: str) -> None:
    """The same shards give the same bytes. Raises `RunError` where it cannot be written, or a shard not be read."""
    remaining = iter(paths)
    writer: pq.ParquetWriter | None = None
    with with_digest(folder / NAME) as file:
        while some := list(islice(remaining, TOGETHER)):
            table = pa.concat_tables([_of_shard(path) for path in some])
            if writer is None:
                schema = table.schema.with_metadata({b"version": VERSION, b"made_from": made_from.encode()})
                writer = pq.ParquetWriter(file, schema, compression="zstd")
            writer.write_table(table.replace_schema_metadata(writer.schema.metadata))
        if writer is not None:
            writer.close()


def _fresh(path: Path, made_from: str) -> bool:
    try:
        if not path.exists() or path not in Verified(path.parent).digests([path])[0]:
            return False
        found = pq.read_schema(path).metadata or {}
    except (pa.ArrowException, OSError, RunError):
        return False
    return found.get(b"version") == VERSION and found.get(b"made_from") == made_from.encode()


def _of_shard(path: Path) -> pa.Table:
    try:
        schema = pq.read_schema(path)
        numbers = [field.name for field in schema if field.type == pa.float64()]
        table = shard.read(path, [*_TEXTS, "position", *numbers, "symptoms", "metadata"])
        if any(table[name].null_count for name in ("id", "side", "status", "position")):
            raise ValueError("a row without an id, a side, a status or a position")
        symptoms = [_names(text) for text in table["symptoms"].to_pylist()]
        metadata = [_numbers(text) for text in table["metadata"].to_pylist()]
        place = pa.array([shard.number_of(path)] * table.num_rows, pa.int32())
        table = table.drop_columns(["symptoms", "metadata"]).append_column("shard", place)
        table = table.append_column("symptoms", pa.array(symptoms, pa.list_(pa.string())))
        return table.append_column("metadata", pa.array(metadata, pa.string())).combine_chunks()
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise RunError(f"{path}: no index can be made of it ({error})") from error


def _names(symptoms: str | None) -> list[str]:
    return [] if symptoms in (None, "[]") else [one["name"] for one in json.loads(str(symptoms))]


def _numbers(metadata: str | None) -> str:
    """As JSON again, as the shard has it: `workbench.runs.query.NUMBER` reads both."""
    if metadata in (None, "{}"):
        return "{}"
    cells = JSON.decode(str(metadata)).items()
    return json.dumps({name: cell for name, cell in cells if _is_number(cell)}, ensure_ascii=False)


def _is_number(cell: Any) -> bool:
    if isinstance(cell, str):
        return _DIGITS.fullmatch(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)

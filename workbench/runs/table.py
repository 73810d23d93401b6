"""Parquet files of a run as one table, asked in SQL."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from workbench.errors import RunError, first_line
from workbench.runs import shard
from workbench.runs.row import decoded
from workbench.scores import SCORES

_TYPES = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.binary(): "BLOB",
    pa.list_(pa.string()): "VARCHAR[]",
    pa.list_(pa.int32()): "INTEGER[]",
    pa.list_(pa.float32()): "FLOAT[]",
}
"""Of what is read into rows."""
_ALWAYS = {field.name for field in shard.SCHEMA if field.type != pa.float64() and field.name not in shard.SINCE_7}
"""What every row has, of whichever format and with whichever scores."""
_EXPECTED = {field.name: _TYPES[field.type] for field in shard.SCHEMA if field.type in _TYPES}

KEPT, FEW = 256, 100
"""Answers that are kept, and the longest list in a question that is."""


@dataclass(frozen=True)
class Table:
    """``name``: what messages call the run. ``files``: in their order. In a query they are ``{rows}``. ``made_of``:
    what tells them from others of these names; None where they may become others."""

    name: str
    files: tuple[Path, ...]
    made_of: str | None = None

    def ask(self, query: str, bound: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        """Raises `RunError` where there is no file, or one that cannot be read."""
        if not self.files:
            raise RunError(f"{self.name}: no shard is finished yet; go on with the same 'workbench score' command")
        # A file's name is a name: "[1]" is no pattern in it, and "side=x" no column.
        given = {"files": [glob.escape(str(path)) for path in self.files], **bound}
        with self._damage_told():
            return _engine(os.getpid()).cursor().execute(query.format(rows=_rows()), given)

    def all(self, query: str, bound: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """What is found, in memory."""
        cursor = self.ask(query, bound)
        with self._damage_told():
            return cursor.fetchall()

    def once(self, query: str, bound: Mapping[str, Any]) -> Sequence[tuple[Any, ...]]:
        """The same, for answers of a few rows: asked once of files that stay as they are."""
        if self.made_of is None or any(isinstance(one, list) and len(one) > FEW for one in bound.values()):
            return self.all(query, bound)
        values = tuple((name, tuple(one) if isinstance(one, list) else one) for name, one in bound.items())
        return _answer(self, query, values)

    def rows(self, columns: str, clause: str, bound: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Rows of shards, `decoded`, as they are read."""
        cursor = self.ask(f"SELECT {columns} FROM {{rows}} {clause}", bound)
        described = [(column[0], str(column[1])) for column in cursor.description or ()]
        for name, kind in described:
            # A score that was added since is a column of nulls.
            if kind not in (_EXPECTED.get(name, kind), '"NULL"', "NULL"):
                raise RunError(f"{self.name}: damaged: column {name} holds {kind}; expected {_EXPECTED[name]}")
        names = [name for name, _ in described]
        if columns == "*" and (missing := _ALWAYS - {*names}):
            raise RunError(f"{self.name}: damaged: no column {' and none '.join(sorted(missing))}")
        while True:
            with self._damage_told():
                found = cursor.fetchmany(256)
            if not found:
                return
            for values in found:
                row = dict(zip(names, values, strict=True))
                try:
                    yield decoded(row)
                except ValueError as error:
                    raise RunError(
                        f"{self.name}: damaged: segment {row.get('id')!r}: {first_line(error)}; "
                        "score the corpus again into another folder"
                    ) from error

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.Error, UnicodeDecodeError) as error:
            raise RunError(
                f"{self.name}: the run cannot be read ({first_line(error)}); if a file in it is damaged, "
                "score the corpus again into another folder"
            ) from error


@lru_cache(maxsize=KEPT)
def _answer(table: Table, query: str, values: tuple[tuple[str, Any], ...]) -> Sequence[tuple[Any, ...]]:
    bound = {name: list(one) if isinstance(one, tuple) else one for name, one in values}
    return tuple(table.all(query, bound))


def _rows() -> str:
    """A score that was added since the files were written, by us or another package, is a column of nulls."""
    files = "read_parquet($files, hive_partitioning = false, union_by_name = true)"
    others = ", ".join(f'NULL::DOUBLE AS "{name}"' for name in (*shard.ADDED, *SCORES.origins))
    return f"(SELECT * FROM {files} UNION ALL BY NAME SELECT {others} WHERE false)"


@cache
def _engine(process: int) -> duckdb.DuckDBPyConnection:
    """One for each process, as starting it takes three times as long as a query; nothing of a file is kept in it."""
    del process
    return duckdb.connect(config={"threads": 2, "enable_external_file_cache": False})

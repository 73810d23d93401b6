"""A scored corpus on disk, queried in place with DuckDB."""

from __future__ import annotations

import glob
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

import duckdb

from workbench.alignment.map import AlignmentMap
from workbench.alignment.tokens import Tokens
from workbench.errors import RunError, UnknownNameError, first_line
from workbench.runs import shard
from workbench.runs.disk import check_name
from workbench.runs.manifest import Manifest
from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS
from workbench.symptoms.suspicion import Suspicion

CONTRACT = (
    *("id", "side", "status", "source", "hypothesis", "references"),
    *("bleu", "chrf", "ter", "logprob", "worst_token_logprob", "scatter", "spread", "confidence"),
    *("coverage_deviation", "uncovered", "stray", "sink", "monotonicity", "length_ratio"),
    *("suspicion", "symptoms", "verdict"),
)
"""Keys that every record of ``worst --format json`` and ``score --json`` has, in this order; the further
scores follow, then metadata."""
_RECORD = (*CONTRACT, *(name for name in SCORES if name not in CONTRACT))

_STORED_AS_JSON = {"metadata": "{}", "nulls": "{}", "symptoms": "[]"}

Order = Literal["asc", "desc"]

# A number, not a text that could be read as one: the corpus's reader has settled which it is.
_NUMBER = (
    "CASE WHEN json_type(metadata, {0}) IN ('UBIGINT', 'BIGINT', 'DOUBLE') "
    "THEN TRY_CAST(json_extract_string(metadata, {0}) AS DOUBLE) END"
)


class Run:
    """A run folder. Nothing is loaded whole; every method asks the Parquet files."""

    def __init__(self, folder: Path):
        check_name(folder)
        self.folder = folder
        self.manifest = Manifest.load(folder)

    @property
    def sides(self) -> list[str]:
        side = self.manifest.settings["side"]
        return ["hypothesis", "reference"] if side == "both" else [side]

    @property
    def total(self) -> int:
        """Segments of the corpus."""
        return self.manifest.corpus["segments"]

    @property
    def done(self) -> int:
        """Segments in finished shards."""
        if not self._has_shards:
            return 0
        [(rows,)] = self._execute("SELECT count(*) FROM {files}", {}).fetchall()
        return rows // len(self.sides)

    @property
    def unfinished(self) -> bool:
        """Whether segments are still to be scored: then what is worst is the worst so far."""
        return self.done < self.total

    def worst(
        self,
        by: str = "suspicion",
        top: int | None = 20,
        side: str | None = None,
        order: Order | None = None,
        *,
        symptom: str | None = None,
        least: float | None = None,
    ) -> list[dict[str, Any]]:
        """The ``top`` worst records by a score or a numeric metadata column; nulls last, ties by id.

        A column named like a field of ours is ``metadata.NAME``, as it is in the records.
        ``order`` None follows the score's declared direction; for a user's column the lowest come first.
        ``side`` None takes the hypothesis where the run has one. ``symptom``: only records that show it; ``least``:
        only those of this suspicion or more. Raises `UnknownNameError` for an unknown field or symptom.
        """
        return list(self.ranked(by, side, order, top, symptom=symptom, least=least))

    def ranked(
        self,
        by: str,
        side: str | None = None,
        order: Order | None = None,
        top: int | None = None,
        *,
        symptom: str | None = None,
        least: float | None = None,
    ) -> Iterator[dict[str, Any]]:
        side = self._side(side)
        if symptom is not None and symptom not in SYMPTOMS:
            raise UnknownNameError("symptom", symptom, SYMPTOMS)
        if order not in (None, *get_args(Order)):
            raise UnknownNameError("order", str(order), get_args(Order))
        if by not in SCORES:
            self._check_column(by, side)
        direction = order or ("desc" if by in SCORES and SCORES[by].higher_is == "worse" else "asc")
        value = self._value(by)
        limit = "" if top is None else f" LIMIT {min(top, sys.maxsize)}"
        where, bound = "side = $side", {"side": side} | self._bound(by)
        if symptom is not None:
            where += " AND list_contains(json_extract_string(symptoms, '$[*].name'), $symptom)"
            bound["symptom"] = symptom
        if least is not None:
            where += " AND suspicion >= $least"
            bound["least"] = least
        yield from self._records(f"WHERE {where} ORDER BY {value} {direction.upper()} NULLS LAST, id{limit}", bound)

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record, in the order of the corpus."""
        yield from self._records("ORDER BY position, side", {})

    def segment(self, id: str, side: str | None = None) -> dict[str, Any]:
        """One stored row with everything in it. Raises `RunError` when the run has no such id."""
        side = self._side(side)
        rows = self._rows("*", "WHERE id = $id AND side = $side", {"id": id, "side": side})
        row = next(rows, None) if _is_text(id) else None
        if row is None:
            raise RunError(f"{self.folder}: no segment with id {id!r} on side {side}; ids are in 'workbench worst'")
        return row

    def map_of(self, row: Mapping[str, Any]) -> AlignmentMap | None:
        """The stored word-level map of a row from `segment`; None where nothing was scored."""
        stored = shard.unpack_map(row)
        if stored is None:
            return None
        weights, dropped = stored
        source, target = Tokens.of_words(row["source_words"]), Tokens.of_words(row["target_words"])
        provenance = {"view": "attention", "block": "cross"} | self.manifest.signature["preset"]
        return AlignmentMap(source, target, weights, dropped, provenance=provenance)

    def reasons(self, row: Mapping[str, Any]) -> list[tuple[str, float]]:
        """Which signals raised the suspicion of a record or row, by how many nats of log-odds."""
        record = self.manifest.suspicion.get(row["side"])
        if record is None or row["suspicion"] is None:
            return []
        severities = {one["name"]: one["severity"] for one in row["symptoms"]}
        return Suspicion.from_record(record).reasons({**row, **severities})

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by side and status."""
        found: dict[str, dict[str, int]] = {}
        query = "SELECT side, status, count(*) FROM {files} GROUP BY ALL ORDER BY ALL"
        for side, status, count in self._execute(query, {}).fetchall():
            found.setdefault(side, {})[status] = count
        return found

    def _side(self, side: str | None) -> str:
        if side is None:
            return self.sides[0]
        if side not in self.sides:
            raise RunError(f"{self.folder}: scored on side {' and '.join(self.sides)}; {side!r} is not in it")
        return side

    def _check_column(self, by: str, side: str) -> None:
        query = f"SELECT count({self._value(by)}) FROM {{files}} WHERE side = $side"
        if not _is_text(by) or not self._execute(query, {"side": side} | self._bound(by)).fetchall()[0][0]:
            raise UnknownNameError("score or numeric column", by, [*SCORES, *self._numeric_columns()])

    def _numeric_columns(self) -> list[str]:
        query = (
            "SELECT DISTINCT name FROM (SELECT metadata, unnest(json_keys(metadata)) AS name FROM {files}) WHERE "
            + _NUMBER.format("'/' || replace(replace(name, '~', '~0'), '/', '~1')")
            + " IS NOT NULL ORDER BY name LIMIT 100"
        )
        return [_shown(name) for (name,) in self._execute(query, {}).fetchall()]

    def _value(self, by: str) -> str:
        return f'"{by}"' if by in SCORES else _NUMBER.format("$by")

    def _bound(self, by: str) -> dict[str, Any]:
        """What `_value` needs bound: a JSON pointer, in which a name may hold anything."""
        if by in SCORES:
            return {}
        shadowed = by.removeprefix("metadata.")
        name = shadowed if _shown(shadowed) == by else by
        return {"by": "/" + name.replace("~", "~0").replace("/", "~1")}

    def _records(self, clause: str, bound: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        names = ", ".join(f'"{name}"' for name in _RECORD)
        for row in self._rows(f"{names}, metadata", clause, bound):
            metadata = row.pop("metadata")
            for name, value in metadata.items():
                row[_shown(name)] = value
            yield row

    def _rows(self, columns: str, clause: str, bound: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        cursor = self._execute(f"SELECT {columns} FROM {{files}} {clause}", bound)
        names = [column[0] for column in cursor.description or ()]
        while True:
            with self._damage_told():
                rows = cursor.fetchmany(256)
            if not rows:
                return
            for values in rows:
                row = dict(zip(names, values, strict=True))
                for field, empty in _STORED_AS_JSON.items():
                    if field in row:
                        row[field] = json.loads(row[field] or empty)
                yield row

    @property
    def _has_shards(self) -> bool:
        return any((self.folder / shard.FOLDER).glob("part-*.parquet"))

    def _execute(self, query: str, bound: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        if not self._has_shards:
            raise RunError(f"{self.folder}: no shard is finished yet; go on with the same 'workbench score' command")
        # The folder's name is a name: "[1]" is no pattern in it, and "side=x" no column.
        files = f"{glob.escape(str(self.folder / shard.FOLDER))}/part-*.parquet"
        table = "read_parquet($files, hive_partitioning = false)"
        with self._damage_told():
            connection = duckdb.connect(config={"threads": 2})
            return connection.execute(query.format(files=table), {"files": files, **bound})

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise RunError(
                f"{self.folder}: the run cannot be read ({first_line(error)}); if a file in it is damaged, "
                "score the corpus again into another folder"
            ) from error


def _shown(name: str) -> str:
    """A metadata column's name in a record: one of our own fields is not replaced by it."""
    return f"metadata.{name}" if name in _RECORD else name


def _is_text(given: str) -> bool:
    """False for an argument that was not UTF-8, which comes with surrogates: no name in a corpus has them."""
    return given.isascii() or not any("\ud800" <= character <= "\udfff" for character in given)


def open_run(folder: str | Path) -> Run:
    """Open a run folder written by `score`. Raises `RunError` when it is not one."""
    return Run(Path(folder))


def neutralised(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, made harmless with a leading apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell


def flat(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record for CSV: lists joined by `` ||| ``, symptoms by their names, formulas neutralised."""
    joined = {
        name: " ||| ".join(one["name"] if isinstance(one, Mapping) else one for one in value)
        if isinstance(value, list | tuple)
        else value
        for name, value in record.items()
    }
    return {name: neutralised(value) for name, value in joined.items()}

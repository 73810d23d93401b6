"""A scored corpus on disk, queried in place with DuckDB."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import duckdb

from workbench.alignment.links import links_of
from workbench.alignment.map import AlignmentMap
from workbench.alignment.pharaoh import pharaoh_line
from workbench.alignment.tokens import Tokens
from workbench.corpus.segment import first_reference
from workbench.corpus.values import JSON
from workbench.errors import RunError, UnknownNameError, first_line
from workbench.language.characters import unfit
from workbench.runs import shard
from workbench.runs.disk import check_name
from workbench.runs.export import arrow_table
from workbench.runs.flags import FLAGS, Flags
from workbench.runs.manifest import Manifest
from workbench.runs.query import COLUMNS, NUMBER, Filter, ordered_by, shown, value_of
from workbench.scores import SCORES
from workbench.suspicion.suspicion import Suspicion
from workbench.suspicion.verdict import current

if TYPE_CHECKING:
    import pyarrow as pa

_OF_MAP = ("map", "map_shape", "dropped")
_STORED_AS_JSON = {"metadata": "{}", "nulls": "{}", "symptoms": "[]"}

Order = Literal["asc", "desc"]


class Run:
    """A run folder. Nothing is loaded whole; every method asks the Parquet files.

    ``flags_in``: the folder where people's flags are kept, the run's own unless told otherwise. ``name``: what messages
    call the run, its folder unless told otherwise.
    """

    def __init__(self, folder: Path, flags_in: Path | None = None, name: str | None = None):
        check_name(folder)
        self.folder = folder
        self.name = name or str(folder)
        self.flags = Flags(flags_in or folder)
        self.manifest = Manifest.load(folder)

    def __repr__(self) -> str:
        signature = self.manifest.signature
        languages = "-".join(str(signature.get(f"{side}_language") or "?") for side in ("source", "target"))
        return (
            f"<Run {self.folder}: {self.total:,} segments, {' and '.join(self.sides)}, scored with "
            f"{signature.get('model')} ({languages}); worst(), records(), segment(id), frame()>"
        )

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
        where: Filter | None = None,
        skip: int = 0,
    ) -> list[dict[str, Any]]:
        """The ``top`` worst records by a score or a numeric metadata column, after the first ``skip``; nulls last,
        ties by id.

        A column named like a field of ours is ``metadata.NAME``, as it is in the records.
        ``order`` None follows the score's declared direction; for a user's column the lowest come first.
        ``side`` None takes the hypothesis where the run has one. ``where``: only records that meet it.
        Raises `UnknownNameError` for an unknown field.
        """
        return list(self.ranked(by, side, order, top, where, skip))

    def ranked(
        self,
        by: str = "suspicion",
        side: str | None = None,
        order: Order | None = None,
        top: int | None = None,
        where: Filter | None = None,
        skip: int = 0,
        links: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """`worst`, as a stream. ``links``: with those of the stored map, as Pharaoh writes them, under that name."""
        clause, bound = self._ranking(by, side, order, where)
        limit = "" if top is None else f" LIMIT {min(top, sys.maxsize)}"
        yield from self._records(f"{clause}{limit} OFFSET {max(skip, 0)}", bound, links)

    def ranking(
        self, by: str = "suspicion", side: str | None = None, order: Order | None = None, where: Filter | None = None
    ) -> list[str]:
        """The ids of `ranked`, for going through them."""
        clause, bound = self._ranking(by, side, order, where)
        return [id for (id,) in self._execute(f"SELECT id FROM {{files}} {clause}", bound).fetchall()]

    def _ranking(
        self, by: str, side: str | None, order: Order | None, where: Filter | None
    ) -> tuple[str, dict[str, Any]]:
        side, where = self._side(side), where or Filter()
        if order not in (None, *get_args(Order)):
            raise UnknownNameError("order", str(order), get_args(Order))
        for name in (by, *where.fields):
            if name not in SCORES:
                self._check_column(name, side)
        for name in where.unbounded:
            self._check_endless(name, side)
        direction = order or ("desc" if by in SCORES and SCORES[by].higher_is == "worse" else "asc")
        order_by, pointer = ordered_by(by, direction.upper())
        clauses, bound = where.sql(self._flagged(where.flag))
        clause = f"WHERE side = $side{clauses} ORDER BY {order_by}, id"
        return clause, {"side": side} | bound | pointer

    def _flagged(self, verdict: str | None) -> list[str]:
        if verdict is None:
            return []
        if verdict not in FLAGS:
            raise UnknownNameError("verdict", verdict, FLAGS)
        return [id for id, flag in self.flags.read().items() if flag.verdict == verdict]

    def figures(self, names: Sequence[str], side: str | None = None, most: int = 2000) -> list[dict[str, Any]]:
        """Id, status, source and some scores of each scored segment, of ``most`` drawn evenly where there are more."""
        for name in names:
            if name not in SCORES:
                raise UnknownNameError("score", name, SCORES)
        picked = ", ".join(f'"{name}"' for name in ("id", "source", *names))
        bound = {"side": self._side(side)}
        step = max(1, -(-self.total // most))
        return list(
            self._rows(
                picked, f"WHERE side = $side AND status = 'ok' AND position % {step} = 0 ORDER BY position", bound
            )
        )

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record, in the order of the corpus."""
        yield from self._records("ORDER BY position, side", {})

    def frame(self) -> pa.Table:
        """Every record as an Arrow table, in memory: ``run.frame().to_pandas()``, ``polars.from_arrow(run.frame())``.
        Its columns are those of an exported Parquet file."""
        return arrow_table([*self.records()])

    def segment(self, id: str, side: str | None = None) -> dict[str, Any]:
        """One stored row with everything in it. Raises `RunError` when the run has no such id."""
        side = self._side(side)
        row = self.find(id, side)
        if row is None:
            raise RunError(f"{self.name}: no segment with id {id!r} on side {side}; ids are in 'workbench worst'")
        return row

    def find(self, id: str, side: str | None = None) -> dict[str, Any] | None:
        """The same; None where there is none."""
        rows = self._rows("*", "WHERE id = $id AND side = $side", {"id": id, "side": self._side(side)})
        return None if unfit(id) else next(rows, None)

    def map_of(self, row: Mapping[str, Any]) -> AlignmentMap | None:
        """The stored word-level map of a row from `segment`; None where nothing was scored."""
        stored = shard.unpack_map(row)
        if stored is None:
            return None
        weights, dropped = stored
        source, target = Tokens.of_words(row["source_words"]), Tokens.of_words(row["target_words"])
        provenance = {"view": "attention", "block": "cross"} | self.manifest.signature["preset"]
        return AlignmentMap(source=source, target=target, weights=weights, dropped=dropped, provenance=provenance)

    def suspicion_of(self, side: str | None = None) -> Suspicion | None:
        """The fit of a side; None where nothing could be fitted yet. Raises `RunError` for a side it was not scored
        on."""
        record = self.manifest.suspicion.get(self._side(side))
        return None if record is None else Suspicion.from_record(record)

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
            raise RunError(f"{self.name}: scored on side {' and '.join(self.sides)}; {side!r} is not in it")
        return side

    def _check_column(self, by: str, side: str) -> None:
        value, pointer = value_of(by)
        query = f"SELECT count({value}) FROM {{files}} WHERE side = $side"
        if unfit(by) or not self._execute(query, {"side": side} | pointer).fetchall()[0][0]:
            raise UnknownNameError("score or numeric column", by, [*SCORES, *self.numeric_columns()])

    def _check_endless(self, name: str, side: str) -> None:
        """Only beside numbers that no float holds does a bound that none holds say anything."""
        value, pointer = value_of(name)
        query = f"SELECT count(*) FROM {{files}} WHERE side = $side AND isinf({value})"
        if not self._execute(query, {"side": side} | pointer).fetchall()[0][0]:
            raise RunError(f"{name} compared with infinity or a number as large; expected one such as 0.5")

    def numeric_columns(self) -> list[str]:
        """Those of the corpus's own columns that hold a number anywhere; at most 100."""
        query = (
            "SELECT DISTINCT name FROM (SELECT metadata, unnest(json_keys(metadata)) AS name FROM {files}) WHERE "
            + NUMBER.format("'/' || replace(replace(name, '~', '~0'), '/', '~1')")
            + " IS NOT NULL ORDER BY name LIMIT 100"
        )
        return [shown(name) for (name,) in self._execute(query, {}).fetchall()]

    def _records(self, clause: str, bound: Mapping[str, Any], links: bool = False) -> Iterator[dict[str, Any]]:
        names = ", ".join(f'"{name}"' for name in (*COLUMNS, *(_OF_MAP if links else ())))
        flags = self.flags.read()
        for row in self._rows(f"{names}, metadata", clause, bound):
            metadata = row.pop("metadata")
            if links:
                stored = shard.unpack_map({name: row.pop(name) for name in _OF_MAP})
                row["links"] = None if stored is None else pharaoh_line(links_of(stored[0], "target"))
            flag = flags.get(row["id"])
            row |= {"flag": flag and flag.verdict, "note": flag and flag.note}
            for name, value in metadata.items():
                row[shown(name)] = value
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
                        row[field] = JSON.decode(row[field] or empty)
                if "verdict" in row:
                    row["verdict"] = current(row["verdict"])
                yield row

    @property
    def _has_shards(self) -> bool:
        return any((self.folder / shard.FOLDER).glob("part-*.parquet"))

    def _execute(self, query: str, bound: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
        if not self._has_shards:
            raise RunError(f"{self.name}: no shard is finished yet; go on with the same 'workbench score' command")
        # The folder's name is a name: "[1]" is no pattern in it, and "side=x" no column.
        files = f"{glob.escape(str(self.folder / shard.FOLDER))}/part-*.parquet"
        with self._damage_told():
            return _engine(os.getpid()).cursor().execute(query.format(files=_table()), {"files": files, **bound})

    @contextmanager
    def _damage_told(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            raise RunError(
                f"{self.name}: the run cannot be read ({first_line(error)}); if a file in it is damaged, "
                "score the corpus again into another folder"
            ) from error


def _table() -> str:
    """The shards; a score that another package has added since they were written is a column of nulls."""
    files = "read_parquet($files, hive_partitioning = false)"
    others = ", ".join(f'NULL::DOUBLE AS "{name}"' for name in SCORES.origins)
    return f"(SELECT * FROM {files} UNION ALL BY NAME SELECT {others} WHERE false)" if others else files


@cache
def _engine(process: int) -> duckdb.DuckDBPyConnection:
    """One for each process, as starting it takes three times as long as a query; nothing of a file is kept in it."""
    del process
    return duckdb.connect(config={"threads": 2, "enable_external_file_cache": False})


def scored_target(row: Mapping[str, Any]) -> str:
    """The text that a scored row is about: the hypothesis, or `first_reference`; empty where there is none."""
    return (row["hypothesis"] if row["side"] == "hypothesis" else first_reference(row["references"])) or ""


def open_run(folder: str | Path) -> Run:
    """Open a run folder written by `score`. Raises `RunError` when it is not one."""
    return Run(Path(folder))

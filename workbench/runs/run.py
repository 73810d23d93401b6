"""A scored corpus on disk, queried in place with DuckDB."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from workbench.alignment.links import links_of
from workbench.alignment.map import AlignmentMap
from workbench.alignment.pharaoh import pharaoh_line
from workbench.alignment.tokens import Tokens
from workbench.errors import RunError, UnknownNameError
from workbench.files.url import place
from workbench.language.characters import unfit
from workbench.runs import shard
from workbench.runs.disk import check_name
from workbench.runs.export import arrow_table
from workbench.runs.flags import FLAGS, Flags
from workbench.runs.index import NAME as INDEX
from workbench.runs.index import index_of
from workbench.runs.manifest import Manifest
from workbench.runs.place import Place, place_of
from workbench.runs.query import COLUMNS, NUMBER, REVIEWED, UNREVIEWED, Filter, ordered_by, shown, value_of
from workbench.runs.table import Table
from workbench.runs.whole import OTHERS
from workbench.scores import SCORES
from workbench.suspicion.suspicion import Suspicion

if TYPE_CHECKING:
    import pyarrow as pa

_OF_MAP = ("source_words", "target_words", "map", "map_shape", "dropped")

Order = Literal["asc", "desc"]
FEW = 1000
"""Rows that are fetched one by one from the shards that hold them; more are read with all others."""
DRAWN_FROM = 64
"""Shards that the texts of a sample are read from at most."""


class Run:
    """A run folder. Nothing is loaded whole: lists are made from the index of a finished run, texts and maps come from
    the shards that hold them; of an unfinished or older one, all comes from its shards.

    ``folder``: where it lies, see `workbench.runs.place`; `Run.folder` is where its files are then.
    ``flags_in``: the folder where people's flags are kept, the run's own unless told otherwise. ``name``: what messages
    call the run, its folder unless told otherwise. Raises `RunError` for a folder that is no run, and for a run with a
    damaged shard.
    """

    def __init__(self, folder: Path | Place, flags_in: Path | None = None, name: str | None = None):
        self._place = folder if isinstance(folder, Place) else place_of(folder)
        self.folder = self._place.folder
        check_name(self.folder)
        self._place.look()
        self.name = name or self._place.name
        self.flags = Flags(flags_in) if flags_in else self._place.flags()
        with self._place.named():
            self.manifest = Manifest.load(self.folder)
        self._paths = self._place.shards(self.manifest.older)
        self._all_there = self._place.all_there(self.manifest, self._paths)

    def __repr__(self) -> str:
        signature = self.manifest.signature
        languages = "-".join(str(signature.get(f"{side}_language") or "?") for side in ("source", "target"))
        return (
            f"<Run {self._place.name}: {self.total:,} segments, {' and '.join(self.sides)}, scored with "
            f"{signature.get('model')} ({languages}); worst(), records(), segment(id), frame()>"
        )

    @property
    def last_name(self) -> str:
        """Of the folder, or of the URL, that it lies in."""
        return self._place.last_name

    def files(self) -> list[Path]:
        """Its shards, all of them in its `folder`."""
        self._place.fetch(self._paths)
        return [*self._paths]

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
        if not self._paths:
            return 0
        [(rows,)] = self.listing.all("SELECT count(*) FROM {rows}", {})
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
        spans: bool = False,
    ) -> Iterator[dict[str, Any]]:
        """`worst`, as a stream. ``links``: with those of the stored map, as Pharaoh writes them, under that name.
        ``spans``: with what is claimed of stretches of the texts, None in a run of format 6."""
        where = where or Filter()
        clause, bound = self._ranking(by, side, order, where)
        skip, most = max(skip, 0), min(FEW + 1, sys.maxsize if top is None else top)
        limit = "" if top is None else f" LIMIT {min(top, sys.maxsize)}"
        if not self._of_index(where):
            yield from self._records(self.shards, f"{clause}{limit} OFFSET {skip}", bound, links, spans)
            return
        places = self.listing.once(f"SELECT id, shard FROM {{rows}} {clause} LIMIT {most} OFFSET {skip}", bound)
        if len(places) <= FEW and not links:
            yield from self._fetched(places, bound["side"], spans)
            return
        # More than are worth fetching: all shards are read once, in the order of the list.
        clause, bound = self._ranking(by, side, order, where, indexed=False)
        yield from self._records(self.shards, f"{clause}{limit} OFFSET {skip}", bound, links, spans)

    def ranking(
        self, by: str = "suspicion", side: str | None = None, order: Order | None = None, where: Filter | None = None
    ) -> list[str]:
        """The ids of `ranked`, for going through them."""
        where = where or Filter()
        clause, bound = self._ranking(by, side, order, where)
        table = self.listing if self._of_index(where) else self.shards
        return [id for (id,) in table.all(f"SELECT id FROM {{rows}} {clause}", bound)]

    def query(
        self, by: str = "suspicion", side: str | None = None, where: Filter | None = None
    ) -> tuple[Table, str, str, dict[str, Any]]:
        """What `ranked` asks, in parts: of which table, under which conditions, in which order, and what is bound."""
        where = where or Filter()
        clause, bound = self._ranking(by, side, None, where)
        place = clause.index("ORDER BY")
        return self.listing if self._of_index(where) else self.shards, clause[:place], clause[place:], bound

    def _of_index(self, where: Filter) -> bool:
        return self._index is not None and not where.of_texts

    def _ranking(
        self, by: str, side: str | None, order: Order | None, where: Filter, indexed: bool = True
    ) -> tuple[str, dict[str, Any]]:
        """What follows WHERE, for the table that this filter is asked of, or for the shards unless ``indexed``."""
        side = self.side(side)
        if order not in (None, *get_args(Order)):
            raise UnknownNameError("order", str(order), get_args(Order))
        for name in (by, *where.fields):
            if name not in SCORES:
                self._check_column(name, side)
        for name in where.unbounded:
            self._check_endless(name, side)
        direction = order or ("desc" if by in SCORES and SCORES[by].higher_is == "worse" else "asc")
        order_by, pointer = ordered_by(by, direction.upper())
        clauses, bound = where.sql(self._flagged(where.flag, side), indexed and self._of_index(where))
        clause = f"WHERE side = $side{clauses} ORDER BY {order_by}, id"
        return clause, {"side": side} | bound | pointer

    def _flagged(self, verdict: str | None, side: str) -> list[str]:
        if verdict is None:
            return []
        if verdict not in (*FLAGS, REVIEWED, UNREVIEWED):
            raise UnknownNameError("verdict", verdict, [*FLAGS, REVIEWED, UNREVIEWED])
        given = {id: one.after for id, one in self.flags.held(side).items()}
        return [id for id, flag in given.items() if flag and verdict in (flag.verdict, REVIEWED, UNREVIEWED)]

    def figures(self, names: Sequence[str], side: str | None = None, most: int = 2000) -> list[dict[str, Any]]:
        """Id, source and some scores of each scored segment, of ``most`` drawn evenly where there are more; of very
        many, from `DRAWN_FROM` shards drawn evenly."""
        for name in names:
            if name not in SCORES:
                raise UnknownNameError("score", name, SCORES)
        picked = ", ".join(f'"{name}"' for name in ("id", "source", *names))
        paths = self._paths[:: max(1, -(-len(self._paths) // DRAWN_FROM))]
        step = max(1, -(-self.total * len(paths) // (most * max(1, len(self._paths)))))
        clause = f"WHERE side = $side AND status = 'ok' AND position % {step} = 0 ORDER BY position"
        return list(self._table(paths).rows(picked, clause, {"side": self.side(side)}))

    def records(self) -> Iterator[dict[str, Any]]:
        """Every record, in the order of the corpus."""
        if not self._paths:
            self.shards.ask("", {})
        for path in self._paths:
            yield from self._records(self._table([path]), "ORDER BY position, side", {})

    def frame(self) -> pa.Table:
        """Every record as an Arrow table, in memory: ``run.frame().to_pandas()``, ``polars.from_arrow(run.frame())``.
        Its columns are those of an exported Parquet file."""
        return arrow_table([*self.records()])

    def segment(self, id: str, side: str | None = None) -> dict[str, Any]:
        """One stored row with everything in it. Raises `RunError` when the run has no such id."""
        side = self.side(side)
        row = self.find(id, side)
        if row is None:
            raise self._no_segment(id, side)
        return row

    def suspicions(self, id: str) -> dict[str, float | None]:
        """Of a segment, by side; nothing else of it is read, and nothing is there where the run has no such id."""
        return {side: suspicion for side, suspicion, _ in self._listed(id)}

    def _listed(self, id: str) -> Sequence[tuple[str, float | None, int | None]]:
        """Side, suspicion, and where there is an index the shard."""
        number = "shard" if self.indexed else "NULL"
        return self.listing.once(f"SELECT side, suspicion, {number} FROM {{rows}} WHERE id = $id", {"id": id})

    def _no_segment(self, id: str, side: str) -> RunError:
        return RunError(f"{self.name}: no segment with id {id!r} on side {side}; ids are in 'workbench worst'")

    def find(self, id: str, side: str | None = None) -> dict[str, Any] | None:
        """The same; None where there is none."""
        bound = {"id": id, "side": self.side(side)}
        if unfit(id):
            return None
        paths = self._paths
        if self.indexed:
            there = [number for one, _, number in self._listed(id) if one == bound["side"]]
            paths = self._holding(number for number in there if number is not None)
            if not paths:
                return None
        return next(self._table(paths).rows("*", "WHERE id = $id AND side = $side", bound), None)

    def map_of(self, row: Mapping[str, Any]) -> AlignmentMap | None:
        """The stored word-level map of a row from `segment`; None where nothing was scored. Raises `RunError` for one
        that does not fit its words."""
        try:
            stored = shard.unpack_map(row)
        except ValueError as error:
            raise RunError(f"{self.name}: damaged: segment {row['id']!r}: {error}") from error
        if stored is None:
            return None
        weights, dropped = stored
        source, target = Tokens.of_words(row["source_words"]), Tokens.of_words(row["target_words"])
        provenance = {"view": "attention", "block": "cross"} | self.manifest.signature["preset"]
        return AlignmentMap(source=source, target=target, weights=weights, dropped=dropped, provenance=provenance)

    def suspicion_of(self, side: str | None = None) -> Suspicion | None:
        """The fit of a side; None where nothing could be fitted yet. Raises `RunError` for a side it was not scored
        on."""
        record = self.manifest.suspicion.get(self.side(side))
        return None if record is None else Suspicion.from_record(record)

    def counts(self) -> dict[str, dict[str, int]]:
        """Rows by side and status."""
        found: dict[str, dict[str, int]] = {}
        query = "SELECT side, status, count(*) FROM {rows} GROUP BY ALL ORDER BY ALL"
        for side, status, count in self.listing.all(query, {}):
            found.setdefault(side, {})[status] = count
        return found

    def side(self, side: str | None) -> str:
        """The side that is meant. Raises `RunError` for one that the run was not scored on."""
        if side is None:
            return self.sides[0]
        if side not in self.sides:
            raise RunError(f"{self.name}: scored on side {' and '.join(self.sides)}; {side!r} is not in it")
        return side

    def _check_column(self, by: str, side: str) -> None:
        value, pointer = value_of(by)
        query = f"SELECT count({value}) FROM {{rows}} WHERE side = $side"
        if unfit(by) or not self.listing.once(query, {"side": side} | pointer)[0][0]:
            raise UnknownNameError("score or numeric column", by, [*SCORES, *self.numeric_columns()])

    def _check_endless(self, name: str, side: str) -> None:
        """Only beside numbers that no float holds does a bound that none holds say anything."""
        value, pointer = value_of(name)
        query = f"SELECT count(*) FROM {{rows}} WHERE side = $side AND isinf({value})"
        if not self.listing.all(query, {"side": side} | pointer)[0][0]:
            raise RunError(f"{name} compared with infinity or a number as large; expected one such as 0.5")

    def numeric_columns(self) -> list[str]:
        """Those of the corpus's own columns that hold a number anywhere; at most 100."""
        query = (
            "SELECT DISTINCT name FROM (SELECT metadata, unnest(json_keys(metadata)) AS name FROM {rows}) WHERE "
            + NUMBER.format("'/' || replace(replace(name, '~', '~0'), '/', '~1')")
            + " IS NOT NULL ORDER BY name LIMIT 100"
        )
        return [shown(name) for (name,) in self.listing.all(query, {})]

    def _records(
        self, table: Table, clause: str, bound: Mapping[str, Any], links: bool = False, spans: bool = False
    ) -> Iterator[dict[str, Any]]:
        claims = () if self.manifest.older else ("spans",)
        further = (*(_OF_MAP if links else ()), *(claims if spans else ()))
        names = ", ".join(f'"{name}"' for name in (*COLUMNS, *further))
        held = {side: self.flags.held(side) for side in self.sides}
        for row in table.rows(f"{names}, metadata", clause, bound):
            metadata = row.pop("metadata")
            if links:
                stored = shard.unpack_map({name: row.pop(name) for name in _OF_MAP})
                row["links"] = None if stored is None else pharaoh_line(links_of(stored[0], "target"))
            given = held[row["side"]].get(row["id"])
            flag = given and given.after
            row |= {"flag": flag and flag.verdict, "note": flag and flag.note, "flagged_by": given and given.who}
            if spans:
                row.setdefault("spans", None)
            for name, value in metadata.items():
                row[shown(name)] = value
            yield row

    def _fetched(self, places: Sequence[tuple[str, int]], side: str, spans: bool = False) -> Iterator[dict[str, Any]]:
        """The records at these places of the index, in their order."""
        if places:
            ids = [id for id, _ in places]
            table = self._table(self._holding(number for _, number in places))
            clause, bound = "WHERE side = $side AND list_contains($ids, id)", {"side": side, "ids": ids}
            found = {record["id"]: record for record in self._records(table, clause, bound, spans=spans)}
            if lost := {*ids} - {*found}:
                raise RunError(f"{self.name}: segment {min(lost)!r} is not where its index has it; {OTHERS}")
            yield from (found[id] for id in ids)

    def _holding(self, numbers: Iterable[int]) -> list[Path]:
        return [shard.path_of(self.folder, number) for number in sorted({*numbers})]

    @property
    def indexed(self) -> bool:
        """Whether `listing` is the index, where symptoms are names alone."""
        return self._index is not None

    @property
    def shards(self) -> Table:
        """Everything that is stored."""
        return self._table(self._paths, self._made_of)

    def _table(self, paths: Sequence[Path], made_of: str | None = None) -> Table:
        self._place.fetch(paths)
        return Table(self.name, tuple(paths), made_of=made_of)

    @property
    def listing(self) -> Table:
        """What lists are made from: the index of a finished run, else its shards; no texts in it."""
        return self.shards if self._index is None else Table(self.name, (self._index,), made_of=self._made_of)

    @property
    def _made_of(self) -> str | None:
        """What tells the files of a finished run from all others."""
        return self.manifest.shards["sha256"] if self.manifest.shards and self._all_there else None

    @cached_property
    def _index(self) -> Path | None:
        if self._made_of is None:
            return None
        self._place.fetch([self.folder / INDEX])
        return index_of(self.folder, self._paths, self._made_of, partial(self._place.fetch, self._paths))


def open_run(folder: str | Path) -> Run:
    """Open a run written by `score`: a folder, or a URL (``s3://bucket/run``). Raises `RunError` when it is not one."""
    return Run(place(folder))

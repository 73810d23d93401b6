"""How many segments of a run share what: the counts that a list is narrowed by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.runs.query import shown
from workbench.runs.run import Run
from workbench.runs.table import Table
from workbench.suspicion.verdict import SUSPECTED

MOST_VALUES = 20
"""Different values of a column above which it sorts nothing into groups."""
MOST_ROWS = 50_000
"""Segments above which the corpus's own columns, which lie in the shards alone, are not counted."""


@dataclass(frozen=True)
class Facets:
    """Segments of one side. ``suspected``: of at least `SUSPECTED`; ``reviewed``: with a person's verdict.
    ``symptoms``, ``verdicts``, ``statuses``: name → how many have it, most first. ``columns``: of the corpus's own
    columns with a few values, value → how many."""

    total: int
    suspected: int
    reviewed: int
    symptoms: Mapping[str, int]
    verdicts: Mapping[str, int]
    statuses: Mapping[str, int]
    columns: Mapping[str, Mapping[str, int]]


def facets(run: Run, side: str | None = None) -> Facets:
    """Counts over one side of the whole run. Raises `RunError` for one that has nothing in it yet."""
    side, listing = run.side(side), run.listing
    bound = {"side": side}
    [(total, suspected)] = listing.once(
        f"SELECT count(*), count(*) FILTER (suspicion >= {SUSPECTED}) FROM {{rows}} WHERE side = $side", bound
    )
    names = "symptoms" if run.indexed else "json_extract_string(symptoms, '$[*].name')"
    return Facets(
        total=total,
        suspected=suspected,
        reviewed=len(run.flags.held(side)),
        symptoms=_counted(listing, f"unnest(list_distinct({names}))", bound),
        verdicts=_counted(listing, "verdict", bound),
        statuses=_counted(listing, "status", bound),
        columns=_columns(run.shards, bound) if total <= MOST_ROWS else {},
    )


def _counted(table: Table, value: str, bound: Mapping[str, str]) -> dict[str, int]:
    query = (
        f"SELECT value, count(*) AS many FROM (SELECT {value} AS value FROM {{rows}} WHERE side = $side) "
        "WHERE value IS NOT NULL GROUP BY value ORDER BY many DESC, value"
    )
    return dict(table.once(query, bound))


def _columns(table: Table, bound: Mapping[str, str]) -> dict[str, dict[str, int]]:
    """Of columns whose values recur."""
    pointer = "'/' || replace(replace(name, '~', '~0'), '/', '~1')"
    query = (
        f"SELECT name, value, count(*) AS many FROM (SELECT name, json_extract_string(metadata, {pointer}) AS value "
        "FROM (SELECT metadata, unnest(json_keys(metadata)) AS name FROM {rows} WHERE side = $side)) "
        "WHERE value IS NOT NULL AND value <> '' GROUP BY name, value ORDER BY name, many DESC, value"
    )
    found: dict[str, dict[str, int]] = {}
    for name, value, many in table.once(query, bound):
        found.setdefault(shown(name), {})[value] = many
    return {name: values for name, values in found.items() if 1 < len(values) <= MOST_VALUES}

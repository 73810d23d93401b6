"""A ranking as a whole: how long it is, how suspicion runs through it, and where a segment stands."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.language.characters import unfit
from workbench.runs.query import Filter
from workbench.runs.run import Run


@dataclass(frozen=True)
class Ranks:
    """``total``: segments in a ranking. ``highest``: suspicion in each of some equal parts of it, first to last; None
    where none of a part has any."""

    total: int
    highest: tuple[float | None, ...]


def ranks(run: Run, bins: int, by: str = "suspicion", side: str | None = None, where: Filter | None = None) -> Ranks:
    """``bins``: how many parts at most. Raises what `Run.ranked` does."""
    table, conditions, order, bound = run.query(by, side, where)
    found = table.once(
        f"SELECT count(*), max(suspicion) FROM (SELECT suspicion, (row_number() OVER ({order}) - 1) * least($bins, "
        f"count(*) OVER ()) // count(*) OVER () AS bin FROM {{rows}} {conditions}) GROUP BY bin ORDER BY bin",
        bound | {"bins": bins},
    )
    return Ranks(sum(count for count, _ in found), tuple(highest for _, highest in found))


def place_of(
    run: Run, id: str, by: str = "suspicion", side: str | None = None, where: Filter | None = None
) -> int | None:
    """Where a segment stands in a ranking, from 0; None where it is not in it."""
    if unfit(id):
        return None
    table, conditions, order, bound = run.query(by, side, where)
    found = table.once(
        f"SELECT place FROM (SELECT id, row_number() OVER ({order}) - 1 AS place FROM {{rows}} {conditions}) "
        "WHERE id = $segment",
        bound | {"segment": id},
    )
    return found[0][0] if found else None

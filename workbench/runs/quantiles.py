"""How the figures of a run spread: where among all segments of its side one figure stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from workbench.runs.run import Run
from workbench.runs.table import Table
from workbench.scores import SCORES

PARTS = 100
MOST_ROWS = 20_000
"""Segments above which so many are drawn: a share is then known within half a per cent."""


def quantiles(run: Run, side: str | None = None) -> Mapping[str, tuple[float, ...]]:
    """Score → figures from the lowest to the highest, which cut all segments that have one into `PARTS` equal parts;
    none where no segment has it. Asked once of a run as it is. Raises `RunError` for a run that cannot be read."""
    table, made_of = run.listing, (run.manifest.shards or {}).get("sha256")
    return _asked(table.name, tuple(map(str, table.files)), made_of, run.side(side), tuple(SCORES))


@lru_cache(maxsize=64)
def _asked(
    name: str, files: tuple[str, ...], _made_of: str | None, side: str, scores: tuple[str, ...]
) -> Mapping[str, tuple[float, ...]]:
    cuts = [part / PARTS for part in range(PARTS + 1)]
    asked = ", ".join(f'quantile_disc("{score}", {cuts})' for score in scores)
    query = f"SELECT {asked} FROM (SELECT * FROM {{rows}} WHERE side = $side USING SAMPLE {MOST_ROWS} ROWS)"
    [found] = Table(name, [Path(file) for file in files]).all(query, {"side": side})
    return {score: tuple(values) for score, values in zip(scores, found, strict=True) if values}


def shares(cuts: Sequence[float], value: float) -> tuple[float, float]:
    """Which share of the segments have less, and which have more, by what `quantiles` has of a score."""
    return bisect_left(cuts, value) / len(cuts), 1 - bisect_right(cuts, value) / len(cuts)

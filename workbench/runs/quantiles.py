"""How the figures of a run spread: where among all segments of its side one figure stands."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence

from workbench.runs.run import Run
from workbench.scores import SCORES

PARTS = 100
MOST_ROWS = 20_000
"""Segments above which so many are drawn: a share is then known within half a per cent."""


def quantiles(run: Run, side: str | None = None) -> Mapping[str, tuple[float, ...]]:
    """Score → figures from the lowest to the highest, which cut all segments that have one into `PARTS` equal parts;
    none where no segment has it. Asked once of a run as it is. Raises `RunError` for a run that cannot be read."""
    cuts = [part / PARTS for part in range(PARTS + 1)]
    asked = ", ".join(f'quantile_disc("{score}", {cuts})' for score in SCORES)
    query = f"SELECT {asked} FROM (SELECT * FROM {{rows}} WHERE side = $side USING SAMPLE {MOST_ROWS} ROWS)"
    [found] = run.listing.once(query, {"side": run.side(side)})
    return {score: tuple(values) for score, values in zip(SCORES, found, strict=True) if values}


def shares(cuts: Sequence[float], value: float) -> tuple[float, float]:
    """Which share of the segments have less, and which have more, by what `quantiles` has of a score."""
    return bisect_left(cuts, value) / len(cuts), 1 - bisect_right(cuts, value) / len(cuts)

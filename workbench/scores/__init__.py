"""Numbers per segment, one file for each kind. Higher layers and every menu read `SCORES`."""

from __future__ import annotations

from workbench.scores import contribution, length, likelihood, links, own, quality, reverse, scatter, suspicion
from workbench.scores.score import Score

SCORES: dict[str, Score] = {
    score.name: score
    for score in (
        *quality.SCORES,
        *likelihood.SCORES,
        *scatter.SCORES,
        *length.SCORES,
        *links.SCORES,
        *contribution.SCORES,
        *reverse.SCORES,
        *own.SCORES,
        *suspicion.SCORES,
    )
}

TOGETHER = tuple(tuple(score.name for score in one.SCORES) for one in (contribution, reverse, own))
"""Scores that need more than the forced pass, and are computed when one of them is asked for."""
ON_DEMAND = tuple(name for names in TOGETHER for name in names)

__all__ = ["ON_DEMAND", "SCORES", "TOGETHER", "Score"]

"""Numbers per segment, one file for each kind. Higher layers and every menu read `SCORES`."""

from __future__ import annotations

from workbench.scores import contribution, length, likelihood, links, quality, scatter, suspicion
from workbench.scores.contribution import ON_DEMAND
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
        *suspicion.SCORES,
    )
}

__all__ = ["ON_DEMAND", "SCORES", "Score"]

"""Numbers per segment: quality, likelihood, scatter and length. Higher layers and every menu read `SCORES`."""

from __future__ import annotations

from workbench.scores import length, likelihood, quality, scatter
from workbench.scores.score import Score

SCORES: dict[str, Score] = {
    score.name: score for score in (*quality.SCORES, *likelihood.SCORES, *scatter.SCORES, *length.SCORES)
}

__all__ = ["SCORES", "Score"]

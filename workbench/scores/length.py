"""How long a translation is, next to its source."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.scores.score import Score, ScoreGroup

_LENGTH = ScoreGroup(("source_lengths", "target_lengths"), "workbench.scores.length:length_figures")
SCORES = (
    Score(
        name="length_ratio",
        label="target words for each source word",
        about="length",
        higher_is="worse",
        range=(0.0, None),
        unit="unitless",
        formula="target words / source words",
        source="Gale and Church 1993, with words for characters; low hints at omission, high at repetition",
        null_when="the source has no words",
        group=_LENGTH,
    ),
)


def length_figures(source_words: Sequence[int], target_words: Sequence[int]) -> dict[str, np.ndarray]:
    """``length_ratio`` of each segment: ``float64[n]``, from numbers of words."""
    source = np.asarray(source_words, dtype=np.float64)
    return {"length_ratio": np.asarray(target_words, dtype=np.float64) / np.where(source > 0, source, np.nan)}

"""How much of a translation was built from its source, and not from what was written before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.scores.score import Score, ScoreGroup

_CONTRIBUTION = ScoreGroup(("contributions",), "workbench.scores.contribution:contribution_figures", on_demand=True)
SCORES = (
    Score(
        name="source_contribution",
        label="share of the source in what is written",
        about="alignment",
        higher_is="better",
        range=(0.0, 1.0),
        unit="unitless",
        formula="mean over target words of the source's share of the contributions chained over all layers (ALTI+)",
        source="Ferrando et al. 2022, https://arxiv.org/abs/2205.11631; for hallucinations Dale et al. 2023",
        null_when="not asked for when the corpus was scored (--signals full, or --with source_contribution)",
        group=_CONTRIBUTION,
        suspected=True,
    ),
)


def contribution_figures(maps: Sequence[AlignmentMap]) -> dict[str, np.ndarray]:
    """``source_contribution`` of each segment, ``float64[n]``, from maps of the decomposition by word."""
    shares = [np.array([]) if found.source_share is None else found.source_share for found in maps]
    means = [np.nan if np.isnan(share).all() else float(np.nanmean(share)) for share in shares]
    return {"source_contribution": np.array(means, dtype=np.float64)}

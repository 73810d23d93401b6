"""How probable a source is after its translation, to a model of the other direction."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.scores.likelihood import mean_logprobs
from workbench.scores.score import Score, ScoreGroup

_REVERSE = ScoreGroup(("reverse_logprobs",), "workbench.scores.reverse:reverse_figures", on_demand=True)
SCORES = (
    Score(
        name="reverse_logprob",
        label="how sure a model of the other direction is of the source",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats per token",
        formula="mean over source pieces and end token of ln p(token | earlier source tokens, target), read backwards",
        source="noisy-channel reranking, Ng et al. 2019, https://arxiv.org/abs/1907.06616",
        null_when="not asked for when the corpus was scored (--signals full), or too long to be read backwards",
        group=_REVERSE,
        suspected=True,
    ),
)


def reverse_figures(source_logprobs: Sequence[np.ndarray | None]) -> dict[str, np.ndarray]:
    """``reverse_logprob`` of each segment, ``float64[n]``.

    ``source_logprobs``: for each segment ``float32[src + 1]`` of the other direction, natural log, the end token last;
    None where it could not be read.
    """
    return {"reverse_logprob": mean_logprobs(source_logprobs)}

"""How probable the model finds a target: figures over the log-probabilities of its tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.scores.score import Score

_EMPTY = "nothing was scored"

SCORES = (
    Score(
        name="logprob",
        higher_is="better",
        range=(None, 0.0),
        unit="nats per token",
        formula="mean over pieces and end token of ln p(token | earlier tokens, source)",
        source="Guerreiro, Voita and Martins 2023 (Seq-Logprob, normalised by length)",
        null_when=_EMPTY,
    ),
    Score(
        name="sequence_logprob",
        higher_is="better",
        range=(None, 0.0),
        unit="nats",
        formula="sum over pieces and end token of ln p(token | earlier tokens, source)",
        source="the chain rule; the model's own probability of the whole target",
        null_when=_EMPTY,
    ),
    Score(
        name="worst_token_logprob",
        higher_is="better",
        range=(None, 0.0),
        unit="nats",
        formula="min over pieces, without the end token, of ln p(token | earlier tokens, source)",
        source="this project: one wrong word does not drown in a long sentence",
        null_when="the target has no pieces",
    ),
)


def likelihood_figures(token_logprobs: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """The figures of `SCORES`, each ``float64[n]``.

    ``token_logprobs``: for each segment ``float32[tgt + 1]``, natural log, the end token last.
    """
    figures = {score.name: np.full(len(token_logprobs), np.nan) for score in SCORES}
    for i, logprobs in enumerate(token_logprobs):
        values = np.asarray(logprobs, dtype=np.float64)
        if len(values):
            figures["sequence_logprob"][i] = total = values.sum()
            figures["logprob"][i] = total / len(values)
        if len(values) > 1:
            figures["worst_token_logprob"][i] = values[:-1].min()
    return figures

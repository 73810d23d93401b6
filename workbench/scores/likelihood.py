"""How probable the model finds a target: figures over the log-probabilities of its tokens."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.scores.score import Score, ScoreGroup

WINDOW = 4
"""Pieces of a phrase: about three words."""
_EMPTY = "nothing was scored"

_LIKELIHOOD = ScoreGroup(("logprobs",), "workbench.scores.likelihood:likelihood_figures")
_GAINS = ScoreGroup(("gains",), "workbench.scores.likelihood:gain_figures")
SCORES = (
    Score(
        name="logprob",
        label="how sure the model is, on average",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats per token",
        formula="mean over pieces and end token of ln p(token | earlier tokens, source)",
        source="Guerreiro, Voita and Martins 2023 (Seq-Logprob, normalised by length)",
        null_when=_EMPTY,
        group=_LIKELIHOOD,
        suspected=True,
    ),
    Score(
        name="sequence_logprob",
        label="how sure it is of the whole text",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats",
        formula="sum over pieces and end token of ln p(token | earlier tokens, source)",
        source="the chain rule; the model's own probability of the whole target",
        null_when=_EMPTY,
        group=_LIKELIHOOD,
    ),
    Score(
        name="worst_token_logprob",
        label="how sure it is of the least likely piece",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats",
        formula="min over pieces, without the end token, of ln p(token | earlier tokens, source)",
        source="this project: one wrong word does not drown in a long sentence",
        null_when="the target has no pieces",
        group=_LIKELIHOOD,
        suspected=True,
    ),
    Score(
        name="weakest_phrase",
        label="how sure it is of the least likely phrase",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats per token",
        formula=f"min over {WINDOW} successive pieces of the mean of ln p(token | earlier tokens, source)",
        source="this project: a wrong phrase, where worst_token_logprob sees a single rare word too",
        null_when="the target has no pieces",
        group=_LIKELIHOOD,
        suspected=True,
    ),
    Score(
        name="end_logprob",
        label="how sure it is that the text ends here",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats",
        formula="ln p(end token | target, source)",
        source="this project: low where the model would have gone on, as after a truncation or an omission at the end",
        null_when=_EMPTY,
        group=_LIKELIHOOD,
        suspected=True,
    ),
    Score(
        name="source_gain",
        label="what reading the source adds, on average",
        about="confidence",
        higher_is="better",
        range=(None, None),
        unit="nats per token",
        formula="mean over pieces and end token of ln p(token | earlier tokens, source) − ln p(token | earlier tokens)",
        source="pointwise mutual information with the source; costs a decoder pass over an empty source",
        null_when=_EMPTY,
        group=_GAINS,
        suspected=True,
    ),
    Score(
        name="least_gain",
        label="what reading the source adds to the phrase it helps least",
        about="confidence",
        higher_is="better",
        range=(None, None),
        unit="nats per token",
        formula=f"min over {WINDOW} successive pieces of the mean of their gains, as in source_gain",
        source="this project: a phrase that came without the source",
        null_when="the target has no pieces",
        group=_GAINS,
        suspected=True,
    ),
)


def likelihood_figures(token_logprobs: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """The figures of `SCORES` that need no second pass, each ``float64[n]``.

    ``token_logprobs``: for each segment ``float32[tgt + 1]``, natural log, the end token last.
    """
    names = ("logprob", "sequence_logprob", "worst_token_logprob", "weakest_phrase", "end_logprob")
    figures = {name: np.full(len(token_logprobs), np.nan) for name in names}
    for i, logprobs in enumerate(token_logprobs):
        values = np.asarray(logprobs, dtype=np.float64)
        if len(values):
            figures["sequence_logprob"][i] = total = values.sum()
            figures["logprob"][i] = total / len(values)
            figures["end_logprob"][i] = values[-1]
        if len(values) > 1:
            figures["worst_token_logprob"][i] = values[:-1].min()
            figures["weakest_phrase"][i] = _least_mean(values[:-1])
    return figures


def mean_logprobs(token_logprobs: Sequence[np.ndarray | None]) -> np.ndarray:
    """``logprob`` alone, ``float64[n]``, of segments that may have been left unread (None, and NaN here)."""
    means = [np.nan if one is None else float(np.asarray(one, dtype=np.float64).mean()) for one in token_logprobs]
    return np.array(means, dtype=np.float64)


def gain_figures(token_gains: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """``source_gain`` and ``least_gain``, each ``float64[n]``.

    ``token_gains``: for each segment ``float32[tgt + 1]``, the end token last.
    """
    figures = {name: np.full(len(token_gains), np.nan) for name in ("source_gain", "least_gain")}
    for i, gains in enumerate(token_gains):
        values = np.asarray(gains, dtype=np.float64)
        if len(values):
            figures["source_gain"][i] = values.mean()
        if len(values) > 1:
            figures["least_gain"][i] = _least_mean(values[:-1])
    return figures


def _least_mean(values: np.ndarray) -> float:
    width = min(WINDOW, len(values))
    return float(np.lib.stride_tricks.sliding_window_view(values, width).mean(axis=1).min())

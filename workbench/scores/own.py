"""What the model itself would have said: how hard it finds the source, and how far a target is from it.

A model that is unsure of its own translation often stands before a source that other models fail on too; the target
that it is asked about has no part in that. Its translation stands in for a reference (pseudo-reference). Of what the
model translated itself this says nothing: it agrees with itself, right or wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from workbench.scores.likelihood import mean_logprobs
from workbench.scores.quality import chrf
from workbench.scores.score import Score, ScoreGroup

_NULL = (
    "not asked for when the corpus was scored (--signals full, or --with own_chrf), or nothing to compare: the model "
    "translated the target itself, or the source into nothing"
)

_OWN = ScoreGroup(("targets", "own_translations", "own_logprobs"), "workbench.scores.own:own_figures", on_demand=True)
SCORES = (
    Score(
        name="own_logprob",
        label="how sure it is of what it says itself",
        about="confidence",
        higher_is="better",
        range=(None, 0.0),
        unit="nats per token",
        formula="mean over pieces and end token of ln p(token | earlier tokens, source) of the model's own translation "
        "of the source (greedy search), whatever the target is",
        source="translation probability, Fomicheva et al. 2020, https://arxiv.org/abs/2005.10608",
        null_when=_NULL,
        group=_OWN,
        suspected=True,
    ),
    Score(
        name="own_chrf",
        label="letters in common with what the model says itself (chrF)",
        about="quality",
        higher_is="better",
        range=(0.0, 100.0),
        unit="points",
        formula="chrF of the target with the model's own translation of the source (greedy search) as its reference",
        source="pseudo-references, Albrecht and Hwa 2007 (ACL); chrF, Popović 2015 (sacrebleu)",
        null_when=_NULL,
        group=_OWN,
        suspected=True,
    ),
)


def own_figures(
    targets: Sequence[str], translations: Sequence[str | None], logprobs: Sequence[np.ndarray | None]
) -> dict[str, np.ndarray]:
    """``own_logprob`` and ``own_chrf`` of each segment, ``float64[n]``.

    ``translations``: the model's own, None where it has none. ``logprobs``: of each, ``float32[own + 1]``, natural
    logarithms, the end token last; None where there is none.
    """
    likeness = [np.nan if own is None else chrf(target, own) for target, own in zip(targets, translations, strict=True)]
    return {"own_logprob": mean_logprobs(logprobs), "own_chrf": np.array(likeness, dtype=np.float64)}

"""The declared score of `workbench.suspicion.suspicion`: the default ranking."""

from __future__ import annotations

from workbench.scores.score import Score, ScoreGroup

_SUSPICION = ScoreGroup()
SCORES = (
    Score(
        name="suspicion",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="probability",
        formula="1 - (1 - p(fault)) · (1 - p(heavy correction)): a logistic regression over scores and severities of "
        "symptoms, fitted to faults planted into this corpus, and another, learned once from post-edited translations",
        source="this project; 'workbench suspicion' tells the fit and the share of faulty pairs that it assumes",
        null_when="the pair was not read",
        group=_SUSPICION,
    ),
)

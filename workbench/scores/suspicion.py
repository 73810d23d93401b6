"""The declared score of `workbench.suspicion.suspicion`: the default ranking."""

from __future__ import annotations

from workbench.scores.score import Score, ScoreGroup

_SUSPICION = ScoreGroup()
SCORES = (
    Score(
        name="suspicion",
        label="probability that something is wrong",
        about="quality",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="probability",
        formula="1 - (1 - p(fault)) · (1 - p(heavy correction)), its log-odds raised by beside_reference, and never "
        "less than by a sure symptom alone: a logistic regression over scores, fitted to faults planted into this "
        "corpus, with measured likelihood ratios of symptoms, and another, learned once from post-edited translations",
        source="this project; 'workbench suspicion' tells the fit and the share of faulty pairs that it assumes",
        null_when="the pair was not read",
        group=_SUSPICION,
    ),
    Score(
        name="beside_reference",
        label="what the reference says against it",
        about="quality",
        higher_is="worse",
        range=(None, None),
        unit="nats",
        formula="log-odds of something wrong by chrF, content words and numbers beside the nearest reference, as many "
        "wrong as right; -20 where the reference says the same; added to the log-odds of suspicion",
        source="this project; learned from translations in MQM (Freitag et al. 2021) beside human references",
        null_when="no reference, or one that is suspected itself; or the pair was not read, or a reference is no "
        "evidence in this run",
        group=_SUSPICION,
    ),
)

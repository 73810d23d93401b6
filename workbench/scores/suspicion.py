"""The declared score of `workbench.symptoms.suspicion`: the default ranking."""

from __future__ import annotations

from workbench.scores.score import Score

SCORES = (
    Score(
        name="suspicion",
        higher_is="worse",
        range=(0.0, 1.0),
        unit="probability",
        formula="logistic regression over scores and severities of symptoms, fitted to planted faults; see run.json",
        source="this project; probabilities of a corpus of which three in ten pairs are faulty",
        null_when="the pair was not read",
    ),
)

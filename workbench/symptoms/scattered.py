"""Scattered: attention that settles on nothing.

Shows that most target words look everywhere at once although this map can be sharp. Does not show that the translation
is bad, and stays silent on maps without a single sharp row: a mean of many heads is smooth whatever the sentence.
"""

from __future__ import annotations

import numpy as np

from workbench.symptoms.evidence import ENOUGH, FEW, enough, named, percent, spoken
from workbench.symptoms.symptom import LOOK, Found, Observed, Symptom

# Clean pairs of Tatoeba (en-de) have a mean entropy of 0.19 in the bundled model's map, unrelated ones of 0.6; in means
# of all heads of a layer clean pairs have 0.6 to 0.8, and up to 3 in 100 of them are taken for scattered.
CALM, WILD = 0.4, 0.8
"""Mean entropy at which severity is 0 and 1."""
SHARP = 0.1
"""Entropy of the sharpest row, up to which the map is one that can be sharp."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    known = np.flatnonzero(~np.isnan(seen.weights).any(axis=1)) if seen.weights.shape[1] > 1 else np.array([], int)
    if len(known) < 2:
        return None
    rows = seen.weights[known].astype(float)
    entropy = -np.where(rows > 0, rows * np.log(np.maximum(rows, 1e-30)), 0).sum(axis=1) / np.log(rows.shape[1])
    mean, sharpest = float(entropy.mean()), float(entropy.min())
    few = min(spoken(seen.source), spoken(seen.target))
    severity = float(np.clip((mean - CALM) / (WILD - CALM), 0, 1)) * enough(few)
    if not severity or sharpest > SHARP:
        return None
    words = tuple(known[entropy > CALM].tolist())
    return Found(
        severity=severity,
        message=f"attention of {named('target', seen.target, words)} scatters over the source: on average "
        f"{percent(mean)} of the greatest disorder there can be",
        target_words=words,
        figures={"scatter": mean, "sharpest": sharpest},
    )


SYMPTOM = Symptom(
    name="scattered_attention",
    meaning="Attention is spread over the source, in a map that can be sharp.",
    formula=f"(H - {CALM})/{WILD - CALM:.1f} in [0, 1], H: mean over target words of the row's entropy / ln S; 0 "
    f"unless the sharpest row is under {SHARP}; less under {ENOUGH} words on either side, nothing up to {FEW}",
    source="absentmindedness: Rikters, Fishel and Bojar 2017; the condition is this project's",
    hypothesis="The model found nothing in the source that it could go by.",
    reference="The target's words are not those of this source, or translate it freely.",
    find=find,
    weight=LOOK,
)

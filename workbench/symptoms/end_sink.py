"""End sink: attention dropped on the end token, tags and prefixes instead of words.

Shows target words that found nothing among the source's words. Does not show a fault by itself: many heads rest there
by habit, so a word counts only where others in the sentence do without.
"""

from __future__ import annotations

import numpy as np

from workbench.symptoms.evidence import ENOUGH, FEW, enough, named, percent, spoken
from workbench.symptoms.symptom import LOOK, Found, Observed, Symptom

MOST = 0.5
"""Dropped mass above which the greater part of a word's attention is gone."""
ABOVE = 0.3
"""How much more than the sentence's least that must be: some heads rest on the end token always."""
USUAL, ALL = 0.3, 0.8
"""Share of such words at which severity is 0 and 1; 97 of 100 clean pairs of Tatoeba (en-de, the bundled model) have
0.2 at most, and 0.44 in the layer that sinks most."""
FEWEST = 2


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    known = np.isfinite(seen.dropped)
    if not known.any():
        return None
    sunk = known & (seen.dropped > max(MOST, float(seen.dropped[known].min()) + ABOVE))
    share = float(sunk.sum() / known.sum())
    few = min(spoken(seen.source), spoken(seen.target))
    severity = float(np.clip((share - USUAL) / (ALL - USUAL), 0, 1)) * enough(few)
    if not severity or sunk.sum() < FEWEST:
        return None
    words = tuple(np.flatnonzero(sunk).tolist())
    mass = float(seen.dropped[sunk].mean())
    return Found(
        severity=severity,
        message=f"{percent(mass)} of the attention of {named('target', seen.target, words)} goes to the end token "
        "instead of source words",
        target_words=words,
        figures={"share": share, "dropped": mass},
    )


SYMPTOM = Symptom(
    name="end_sink",
    meaning="Many target words leave most of their attention on the end token, while others do not.",
    formula=f"(n/T - {USUAL})/{ALL - USUAL:.1f} in [0, 1], n: target words that drop more than {MOST}, and {ABOVE} "
    f"more than the word that drops least; 0 under {FEWEST} such words, less under {ENOUGH} words on either side, "
    f"nothing up to {FEW}",
    source="this project, after Ferrando and Costa-jussà 2021, https://aclanthology.org/2021.findings-emnlp.39",
    hypothesis="The model wrote these words by habit, not from the source.",
    reference="These words have nothing to rest on in the source.",
    find=find,
    weight=LOOK,
)

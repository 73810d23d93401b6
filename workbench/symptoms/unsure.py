"""Unsure: single words that the model would not have written, in a sentence that it finds likely.

Shows where to look first: a wrong number, name or word, or a free choice. Does not show that the word is wrong: models
are unsure of rare words.
"""

from __future__ import annotations

import numpy as np

from workbench.symptoms.evidence import explained, named, word_weights
from workbench.symptoms.symptom import LOOK, Found, Observed, Symptom

MODEST = 0.5
"""The most that single words can say."""
LIKELY = 0.75
"""Nats that the middle one of the words may lie below certainty: otherwise all of the sentence is unlikely."""
FAR = 7.0
"""Nats below the middle one from which on a word stands out."""
EXPLAINED = 0.05
"""A word that the source explains at least so far is rare, not doubtful."""
FEWEST = 5
"""Words, without marks, of which a middle one can be told."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    known = np.isfinite(seen.logprobs)
    telling = word_weights(seen.target.words, seen.languages[1]) > 0
    if (known & telling).sum() < FEWEST:
        return None
    middle = float(np.median(seen.logprobs[known]))
    share = explained(seen.logprobs, seen.gains)
    fall = np.where(known & telling & (share < EXPLAINED), middle - seen.logprobs, 0)
    odd = fall > FAR
    if -middle > LIKELY or not odd.any() or odd.sum() > known.sum() / 4:
        return None
    worst = float(fall.max())
    words = tuple(np.flatnonzero(odd).tolist())
    return Found(
        severity=float(MODEST * np.clip(worst / FAR - 1, 0, 1)),
        message=f"up to {worst:.0f} nats less likely than the rest of a likely sentence: "
        f"{named('target', seen.target, words)}",
        target_words=words,
        figures={"fall": worst, "middle": middle},
    )


SYMPTOM = Symptom(
    name="unsure",
    meaning="Single words that the model finds unlikely in a sentence that it finds likely.",
    formula=f"{MODEST} · (d/{FAR:.0f} - 1) in [0, {MODEST}], d: nats by which the worst word lies below the median "
    f"word; only where that is within {LIKELY} nats of certainty, the source explains less than {EXPLAINED} of the "
    f"word, and no more than a quarter of the words are so; 0 under {FEWEST} words",
    source="this project, after Guerreiro, Voita and Martins 2023, https://aclanthology.org/2023.eacl-main.75",
    hypothesis="The model was unsure of these words.",
    reference="Another word than the model expected: a mistake, a name, or a free choice.",
    find=find,
    weight=LOOK,
)

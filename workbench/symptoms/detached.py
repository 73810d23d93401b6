"""Detached: a target that comes without its source.

Shows that the source hardly helps to foretell the target: an unrelated target, or a hallucination that the model would
write for anything. Does not tell these apart, nor a target in a third language.
"""

from __future__ import annotations

import numpy as np

from workbench.symptoms.evidence import explained, named, percent, spoken, word_weights
from workbench.symptoms.symptom import BROUGHT_ALONG, Found, Observed, Symptom

ENOUGH = 0.45
"""Share of the target's information from which on there is nothing to report. Of 1,458 clean pairs of Tatoeba (en-de,
the bundled model) 97 % lie above 0.39, of targets of other sentences 1 in 200 above 0.35."""
FEWEST, MANY = 3, 8
"""Words of the shorter text below which nothing is said: half of all one-word targets of other sentences lie above what
right ones reach down to. From so many target words on the share is taken as it is."""
UNCERTAIN = 0.5
"""What is added to the share of a single word, falling evenly until `MANY`: its own accident may be as large."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    known = np.isfinite(seen.logprobs) & np.isfinite(seen.gains)
    words = spoken(seen.target)
    if min(spoken(seen.source), words) < FEWEST or not known.any():
        return None
    gain, logprob = seen.gains[known].sum(), seen.logprobs[known].sum()
    share = float(explained(logprob, gain))
    allowed = UNCERTAIN * max(MANY - words, 0) / (MANY - 1)
    severity = float(np.clip(1 - (share + allowed) / ENOUGH, 0, 1))
    # NaN, where the target was certain beforehand, is no severity either.
    if not severity > 0:
        return None
    own = explained(seen.logprobs, seen.gains)
    places = tuple(np.flatnonzero((own < ENOUGH) & (word_weights(seen.target.words, seen.languages[1]) > 0)).tolist())
    return Found(
        severity=severity,
        message=f"the source explains {percent(share)} of what the target says"
        + (f"; it is no help with {named('target', seen.target, places)}" if places else ""),
        target_words=places,
        figures={
            "explained": share,
            "gain": float(gain / known.sum()),
            "logprob": float(logprob / known.sum()),
        },
    )


SYMPTOM = Symptom(
    name="detached",
    meaning="The target comes without the source: it is hardly likelier with it than without.",
    formula=f"1 - (x + {UNCERTAIN} · (8 - n)/7)/{ENOUGH} in [0, 1], n target words, at most 8; 0 under {FEWEST} words "
    "on either side; x = Σ gain / Σ -ln p(word | no source) over the target's words: the share of its information that "
    "the source accounts for",
    source="this project, after Voita, Sennrich and Titov 2021, https://aclanthology.org/2021.acl-long.91, and "
    "Fernandes et al. 2021 (cross-mutual information), https://aclanthology.org/2021.acl-long.505",
    hypothesis="The model hallucinates: it wrote what it would have written for another source.",
    reference="The corpus pairs sentences that do not belong together.",
    find=find,
    its="mistranslation",
    weight=BROUGHT_ALONG,
)

"""Stray: content words of the target that look at stop-words and punctuation.

Shows content words that found no content in the source. Does not show mistakes where languages part: a verb may be one
word here and a stop-word there. Silent where a language has no list.
"""

from __future__ import annotations

import numpy as np

from workbench.language.stopwords import is_content, stop_words
from workbench.symptoms.evidence import ENOUGH, FEW, enough, named, percent, spoken, without_counterpart
from workbench.symptoms.symptom import LOOK, Found, Observed, Symptom

MOST = 0.5
"""Mass on stop-words and punctuation above which a word strays."""
USUAL, ALL = 0.2, 0.8
"""Share of content words at which severity is 0 and 1."""
FEWEST = 2
"""One such word is a matter of the lists."""


def find(seen: Observed) -> Found | None:
    """See `SYMPTOM`."""
    source, target = (
        _content(words, code)
        for words, code in zip((seen.source.words, seen.target.words), seen.languages, strict=True)
    )
    if source is None or target is None or not source.any() or not target.any():
        return None
    mass = np.nan_to_num(seen.weights[:, ~source].sum(axis=1))
    astray = target & (mass > MOST) & without_counterpart(seen)
    share = float(astray.sum() / target.sum())
    few = min(spoken(seen.source), spoken(seen.target))
    severity = float(np.clip((share - USUAL) / (ALL - USUAL), 0, 1)) * enough(few)
    if not severity or astray.sum() < FEWEST:
        return None
    words = tuple(np.flatnonzero(astray).tolist())
    looked_at = tuple(sorted({seen.source_of[word] for word in words if word in seen.source_of}))
    return Found(
        severity=severity,
        message=f"{percent(float(mass[astray].mean()))} of the attention of {named('target', seen.target, words)} "
        "goes to stop-words and punctuation",
        source_words=looked_at,
        target_words=words,
        figures={"share": share, "mass": float(mass[astray].mean())},
    )


def _content(words: tuple[str, ...], language: str | None) -> np.ndarray | None:
    if stop_words(language) is None:
        return None
    return np.array([is_content(word, language) for word in words], dtype=bool)


SYMPTOM = Symptom(
    name="stray_attention",
    meaning="Content words of the target look at stop-words and punctuation of the source.",
    formula=f"(n/C - {USUAL})/{ALL - USUAL:.1f} in [0, 1], n: content words without a source word of their own whose "
    f"mass on stop-words and punctuation is above {MOST}, C: all content words of the target; 0 under {FEWEST}, "
    f"less under {ENOUGH} words on either side, nothing up to {FEW}",
    source="this project; stop-words: Stopwords ISO, https://github.com/stopwords-iso",
    hypothesis="The model wrote content that it did not find in the source.",
    reference="The target holds content that its source lacks.",
    find=find,
    weight=LOOK,
)

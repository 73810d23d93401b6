"""Beside the reference: what the difference from somebody's own translation says of a hypothesis.

A translation is right in many ways, so a difference alone is weak evidence: how weak was learned from translations that
professionals judged, beside references that the judges did not see (TED talks and medical abstracts in MQM). It is kept
apart from all other evidence, as its own figure, in nats that are added to the log-odds of suspicion; so without a
reference, or beside one that is suspected itself, nothing changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from workbench.language.folding import folded
from workbench.language.numbers import numbers
from workbench.language.segmentation import is_punctuation, word_spans
from workbench.language.stopwords import is_content
from workbench.scores.quality import chrf
from workbench.suspicion.corrections import Learned

FIGURES = ("chrf", "other_words", "other_numbers")
SAME = -20.0
"""Nats for a hypothesis that the reference says too, case, punctuation and spaces aside: two that do not know of each
other seldom make the same mistake. What decides by itself is all that is left then."""
STEM, FEWEST_LETTERS = 0.75, 4
"""Of a word, how much must begin alike to be a form of the same one."""


def nats(hypothesis: str, references: Sequence[str], language: str | None, learned: Learned) -> float | None:
    """By how much the log-odds of something wrong rise beside the reference that is nearest; None without one."""
    told = [
        SAME if same(hypothesis, one) else float(learned.log_odds(_columns(figures(hypothesis, one, language))))
        for one in references
        if one.strip()
    ]
    return min(told) if told and hypothesis.strip() else None


def figures(hypothesis: str, reference: str, language: str | None) -> dict[str, float]:
    """``chrf``: of the hypothesis, 0 to 100. ``other_words``: content words of either that the other has no form of, as
    a share; NaN where none are known. ``other_numbers``: 1 where the two have not the same numbers."""
    ours, theirs = _content(hypothesis, language), _content(reference, language)
    shares = [_without(one, other) for one, other in ((ours, theirs), (theirs, ours)) if one]
    counted = [Counter(one.value for one in numbers(text, language)) for text in (hypothesis, reference)]
    return {
        "chrf": chrf(hypothesis, reference),
        "other_words": float(np.mean(shares)) if shares else float("nan"),
        "other_numbers": float(counted[0] != counted[1]),
    }


def told(hypothesis: str, references: Sequence[str], language: str | None) -> str:
    """The same of the first reference, for people."""
    given = [one for one in references if one.strip()]
    if not given:
        return ""
    if any(same(hypothesis, one) for one in given):
        return "the reference says the same"
    found = figures(hypothesis, given[0], language)
    parts = [f"chrF {found['chrf']:.0f}"]
    if np.isfinite(found["other_words"]):
        parts.append(f"{found['other_words']:.0%} of the content words are others")
    if found["other_numbers"]:
        parts.append("the numbers differ")
    return ", ".join(parts)


def same(hypothesis: str, reference: str) -> bool:
    """Whether both have the same words, case and punctuation aside."""
    one, other = (
        [text[start:end].casefold() for start, end in word_spans(text) if not is_punctuation(text[start:end])]
        for text in (hypothesis, reference)
    )
    return bool(one) and one == other


def _columns(found: Mapping[str, float]) -> dict[str, np.ndarray]:
    return {name: np.array(value) for name, value in found.items()}


def _content(text: str, language: str | None) -> list[str]:
    words = (text[start:end] for start, end in word_spans(text))
    return [folded(word) for word in words if not is_punctuation(word) and is_content(word, language)]


def _without(words: Sequence[str], others: Sequence[str]) -> float:
    """The share of the words that none of the others may be a form of."""
    beginnings = {other[:size] for other in others for size in range(FEWEST_LETTERS, len(other) + 1)} | {*others}
    return float(np.mean([word[: max(FEWEST_LETTERS, int(STEM * len(word)))] not in beginnings for word in words]))

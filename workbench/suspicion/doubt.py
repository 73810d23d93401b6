"""Doubt: the words of a segment that a person would correct more likely than others.

A word that the model finds unlikely is doubted, the more where its own translation does not have it; punctuation is
seldom corrected, however unlikely. A source word is doubted as the target words are that look at it. The weights were
learned from real corrections, see `workbench.suspicion.corrections`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from workbench.language.segmentation import is_punctuation, word_spans
from workbench.suspicion.corrections import Corrections

FIGURES = ("surprise", "not_own", "punctuation")
STANDS_OUT = 0.2
"""A tenth to a third of the words of real translations are doubted so far."""
LEAST_SEEN = 0.05
"""Attention in all, below which a source word says nothing of what became of it."""


def doubts(
    source: Sequence[str],
    target: Sequence[str],
    weights: np.ndarray,
    logprobs: np.ndarray,
    own: str | None,
    learned: Corrections,
) -> tuple[np.ndarray, np.ndarray]:
    """Probability of a correction, as far as one is told from outside, ``float64[tgt]`` and ``float64[src]``.

    ``weights``: ``float32[tgt src]`` between words. ``logprobs``: of each target word, NaN for one without pieces.
    ``own``: the model's own translation of the source, where it is known.
    """
    of_target = target_figures(target, logprobs, own)
    of_source = source_figures(source, weights, of_target)
    return learned.target_word.probability(of_target), learned.source_word.probability(of_source)


def target_figures(words: Sequence[str], logprobs: np.ndarray, own: str | None) -> dict[str, np.ndarray]:
    """Of each target word: ``surprise``, ln(1 - log-probability); ``not_own``, 1 where the model's own translation
    has no such word, capitals aside; ``punctuation``, 1 where it is."""
    surprise = np.log1p(-np.minimum(np.nan_to_num(np.asarray(logprobs, dtype=float)), 0))
    if own is None:
        missing = np.full(len(words), np.nan)
    else:
        said = {own[start:end].casefold() for start, end in word_spans(own)}
        missing = np.array([word.casefold() not in said for word in words], dtype=float)
    return {"surprise": surprise, "not_own": missing, "punctuation": _punctuation(words)}


def source_figures(
    words: Sequence[str], weights: np.ndarray, of_target: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Of each source word: means over the target words, weighted by how much each looks at it; NaN where none does."""
    looks = np.nan_to_num(np.asarray(weights, dtype=float))
    seen = looks.sum(axis=0)
    shares = looks / np.where(seen >= LEAST_SEEN, seen, np.nan)
    means = {name: shares.T @ of_target[name] for name in ("surprise", "not_own")}
    return {**means, "punctuation": _punctuation(words)}


def _punctuation(words: Sequence[str]) -> np.ndarray:
    return np.array([is_punctuation(word) for word in words], dtype=float)

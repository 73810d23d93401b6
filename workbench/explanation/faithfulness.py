"""How far to trust a view of one sentence: is what it points at what the model needed?

The source words that a view weighs most for a target word are replaced by padding, and the fall of that word's
probability is compared with the fall when as many words are chosen at random. Comprehensiveness after DeYoung et al.
2020 (https://arxiv.org/abs/1911.03429), against chance.

Four things can be found. ``better`` and ``worse``: the interval of the mean over words lies above or below zero; of 796
maps of random weights (the bundled model, 2 to 15 content words) 26 did, and with two words no more often than with
many. Where the interval reaches zero, ``chance`` is said only if a view worth looking at would have shown: with
`LEAST_WORDED` words or more, and an interval of no more than `MATTERS` to either side (both in
`workbench.explanation.trust`). All else is ``too_short``: over 202 sentences attention is 0.28 above chance, and its
interval still reaches zero on 92 of 100 sentences with two content words, 86 with three, 47 with four; with fewer than
six it is narrow on 11 of 100, where words happen to agree.

`erasure` deletes the same words and is what this measures against: it is not measured by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.explanation.trust import Faithfulness, NotMeasured
from workbench.language.stopwords import is_content
from workbench.scores.influence import mean_rank_correlation
from workbench.views.erasure import erased_values
from workbench.views.question import ask

if TYPE_CHECKING:
    from workbench.models import Pair, Translator

FRACTIONS = (0.1, 0.2, 0.3, 0.5)
DRAWS = 5
SEED = 1
RESAMPLES = 1000
LEAST_WORDS = 2
YARDSTICK = "erasure"

WordSet = tuple[int, ...]


class Deletions:
    """The probabilities of a pair's target words with sets of source words deleted, each set computed once.

    Random sets are the same for all words and views.
    """

    def __init__(self, translator: Translator, pair: Pair):
        self._pair = pair
        self._question = ask(translator, pair, None, None, by_word=True)
        self._language = translator.target_language
        self._found: dict[WordSet, np.ndarray] = {}
        count = len(pair.source.tokens.spans)
        self.sizes = tuple(max(1, round(fraction * count)) for fraction in FRACTIONS)
        draw = np.random.default_rng(SEED)
        self._random = [
            [tuple(sorted(draw.permutation(count)[:size].tolist())) for _ in range(DRAWS)] for size in self.sizes
        ]

    def logprobs(self, sets: Iterable[WordSet]) -> dict[WordSet, np.ndarray]:
        """Log-probability ``float64[tgt]`` of every target word by set; words without pieces are NaN."""
        new = sorted({*sets} - {*self._found})
        if new:
            pieces = self._question.source_pieces
            erased = [[piece for word in words for piece in pieces[word]] for words in new]
            values = erased_values(self._question.objective, self._pair, erased)
            self._found |= zip(new, map(self._question.full, values), strict=True)
        return self._found

    @cached_property
    def erasure(self) -> np.ndarray:
        """Fall of log-probability ``[tgt src]`` when one source word goes."""
        alone = [(word,) for word in range(len(self._pair.source.tokens.spans))]
        found = self.logprobs([(), *alone])
        return np.stack([found[()] - found[words] for words in alone], axis=1)

    @cached_property
    def content(self) -> np.ndarray:
        """Target words that count: content words, or all where there are none."""
        words = self._pair.target.tokens.words
        counted = np.array([is_content(word, self._language) for word in words], dtype=bool)
        return counted if counted.any() else np.ones(len(words), dtype=bool)

    def measure(self, found: AlignmentMap) -> Faithfulness | NotMeasured:
        """Of a word-level map of this pair between source and target words."""
        if len(found.source) < LEAST_WORDS:
            return NotMeasured("a single source word cannot be told from one chosen at random", "too_short")
        rows = [int(t) for t in np.flatnonzero(self.content & ~np.isnan(found.weights).any(axis=1))]
        if len(rows) < LEAST_WORDS:
            return NotMeasured(f"content words with a value: {len(rows)}; an interval needs {LEAST_WORDS}", "too_short")
        order = np.argsort(-found.weights, axis=1, kind="stable")
        chosen = {t: [tuple(sorted(order[t, :size].tolist())) for size in self.sizes] for t in rows}
        sets = {(), *(s for per_size in (*chosen.values(), *self._random) for s in per_size)}
        logprobs = self.logprobs(sets)
        found_by_set = {words: np.exp(logprobs[words]) for words in sets}
        whole = found_by_set[()]
        by_view = np.array([[whole[t] - found_by_set[words][t] for words in chosen[t]] for t in rows])
        by_chance = np.array(
            [[whole[t] - np.mean([found_by_set[words][t] for words in draws]) for draws in self._random] for t in rows]
        )
        better = (by_view - by_chance).mean(axis=1)
        low, high = mean_interval(better)
        return Faithfulness(
            figure=float(better.mean()),
            low=low,
            high=high,
            spread=float(better.std(ddof=1)),
            words=len(rows),
            fractions=FRACTIONS,
            by_view=tuple(by_view.mean(axis=0).tolist()),
            by_chance=tuple(by_chance.mean(axis=0).tolist()),
            erasure_correlation=mean_rank_correlation(found.weights[rows], self.erasure[rows]),
        )


def mean_interval(values: np.ndarray, share: float = 0.95) -> tuple[float, float]:
    """Student's t interval of the mean of at least two figures in [-1, 1].

    A sentence has a handful of content words; over so few a percentile bootstrap is far too narrow.
    """
    from scipy.stats import t

    half = float(t.ppf((1 + share) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return max(-1.0, float(values.mean()) - half), min(1.0, float(values.mean()) + half)


def bootstrap_interval(values: np.ndarray, share: float = 0.95) -> tuple[float, float]:
    """Percentile bootstrap interval of the mean, fixed seed; for many figures."""
    picks = np.random.default_rng(SEED).integers(len(values), size=(RESAMPLES, len(values)))
    low, high = np.quantile(values[picks].mean(axis=1), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def faithfulness(
    translator: Translator, pair: Pair, maps: Mapping[str, AlignmentMap]
) -> dict[str, Faithfulness | NotMeasured]:
    """Of each word-level map, by name; deletions are shared between them."""
    deletions = Deletions(translator, pair)
    return {name: _not_comparable(found) or deletions.measure(found) for name, found in maps.items()}


def _not_comparable(found: AlignmentMap) -> NotMeasured | None:
    """Deleting source words says nothing of a map between target words, nor of one word against another, and of what
    deleting them did it says that it did."""
    if found.provenance.get("block", "cross") != "cross":
        return NotMeasured(
            "self-attention; deleting source words tells of maps from target to source words only", "not_comparable"
        )
    if "contrast" in found.provenance:
        return NotMeasured(
            "a word against another; only whole rows of probabilities are compared with chance", "not_comparable"
        )
    if found.provenance.get("view") == YARDSTICK:
        return NotMeasured(
            "this is the yardstick: the other views are measured against the same deletions", "yardstick"
        )
    return None

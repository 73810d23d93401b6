"""Where the heads of a layer look, in figures: of one pair for all heads at once, and their means over many."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.special import entr

from workbench.alignment.map import LEAST_KEPT_MASS
from workbench.alignment.tokens import Tokens
from workbench.language.segmentation import is_punctuation
from workbench.models.sublayer import Block
from workbench.scores.scatter import kendall

LEAST_KNOWN = 0.1
"""A head that leaves next to nothing for words has figures between words in a few of its rows only: such a mean says
nothing of the head."""


def head_figures(
    weights: np.ndarray, block: Block, own: tuple[slice, slice], rows: Tokens, columns: Tokens
) -> dict[str, np.ndarray]:
    """Figures of one pair: name → ``float64[layer head n]``, ``n`` words or 1; NaN is a word or pair without a figure.

    ``weights``: ``float[layer head tgt src]`` over all positions; ``own``: where those of ``rows`` and ``columns``
    stand (`own_part`). Masses are shares of all attention, mean over the pieces of a word. Entropy, monotonicity and
    agreement are read off word maps as `AlignmentMap.by_word` makes them, special tokens dropped.
    """
    weights = np.asarray(weights, dtype=np.float64)[..., own[0], :]
    before, after = weights[..., : own[1].start].sum(-1), weights[..., own[1].stop :].sum(-1)
    into_rows, into_columns = (tokens.membership().astype(np.float64) for tokens in (rows, columns))
    pieces = weights[..., own[1]] @ into_columns.T
    kept = pieces.sum(-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        mass = _mean_of_pieces(into_rows, pieces)  # [layer head tgt src] between words
        share = _mean_of_pieces(into_rows, np.where(kept >= LEAST_KEPT_MASS, pieces / kept, np.nan))
        outside = _mean_of_pieces(into_rows, np.stack([before, after], axis=-1))
        figures = {"entropy": _entropy(share, causal=block == "decoder"), "monotonicity": _monotonicity(share)}
        if block == "cross":
            figures["agreement"] = agreement(share)
    if own[1].start:
        figures["start_mass"] = outside[..., 0]
    if block != "decoder":
        figures["end_mass"] = outside[..., 1]
    punctuation = np.array([is_punctuation(word) for word in columns.words], dtype=bool)
    if punctuation.any():
        figures["punctuation_mass"] = mass[..., punctuation].sum(-1)
    if block != "cross":
        figures["same_word_mass"] = np.diagonal(mass, 0, -2, -1)
        figures["previous_word_mass"] = np.diagonal(mass, -1, -2, -1)
    if block == "encoder":
        figures["next_word_mass"] = np.diagonal(mass, 1, -2, -1)
    return figures


def _mean_of_pieces(words: np.ndarray, pieces: np.ndarray) -> np.ndarray:
    """``[… word n]`` of ``[… piece n]``: the mean over those of a word's pieces that are not NaN."""
    known = ~np.isnan(pieces).any(-1, keepdims=True)
    return (words @ np.where(known, pieces, 0.0)) / (words @ known.astype(np.float64))


def _entropy(share: np.ndarray, causal: bool) -> np.ndarray:
    """H / ln n of each row, n the words it can look at: all of them or, in a decoder, those up to itself."""
    height, width = share.shape[-2:]
    seen = np.arange(1.0, height + 1) if causal else np.full(height, float(width))
    return entr(share).sum(-1) / np.log(np.where(seen > 1, seen, np.nan))


def _monotonicity(share: np.ndarray) -> np.ndarray:
    """Kendall's τ-b of a row's index and the position it expects, ``[layer head 1]``, as `scatter` has it."""
    expected = (share @ np.arange(share.shape[-1], dtype=np.float64)).reshape(-1, share.shape[-2])
    valid = ~np.isnan(expected)
    return kendall(np.where(valid, expected, 0.0), valid).reshape(*share.shape[:-2], 1)


def agreement(share: np.ndarray) -> np.ndarray:
    """How far links by target word and by source word are the same, of rows ``[… tgt src]``: ``[… 1]``.

    Dice of the two sets of links above chance: 1 where all are mutual, 0 what weights give that are drawn independently
    (a cell of T × S of them is the largest of its row and column with probability 1 / (T + S − 1)). Sharp rows that
    have nothing to do with each other reach a quarter; rows that all look at the same words are below 0.
    """
    known = ~np.isnan(share).any(-1)
    weights = np.where(known[..., None], share, -1.0)
    chosen, choosing = weights.argmax(-1), weights.argmax(-2)
    mutual = (np.take_along_axis(choosing, chosen, -1) == np.arange(share.shape[-2])) & known
    height, width = known.sum(-1), share.shape[-1]
    chance = height * width / (height + width - 1)
    above = (mutual.sum(-1) - chance) / ((height + width) / 2 - chance)
    return np.where(height > 0, above, np.nan)[..., None]


class FigureSums:
    """Sums of figures ``[layer head n]``, from which their means; nothing of what they were of is kept."""

    def __init__(self) -> None:
        self._sums: dict[str, np.ndarray] = {}
        self._known: dict[str, np.ndarray] = {}
        self._all: dict[str, int] = {}

    def add(self, figures: Mapping[str, np.ndarray]) -> None:
        for name, values in figures.items():
            known = ~np.isnan(values)
            self._sums[name] = self._sums.get(name, 0.0) + np.where(known, values, 0.0).sum(-1)
            self._known[name] = self._known.get(name, 0) + known.sum(-1)
            self._all[name] = self._all.get(name, 0) + values.shape[-1]

    def means(self) -> dict[str, np.ndarray]:
        """``float64[layer head]`` each; NaN for a head that has too few values (`LEAST_KNOWN`)."""
        return {name: total / self._enough(name) for name, total in self._sums.items()}

    def _enough(self, name: str) -> np.ndarray:
        known = self._known[name]
        return np.where((known > 0) & (known >= LEAST_KNOWN * self._all[name]), known, np.nan)

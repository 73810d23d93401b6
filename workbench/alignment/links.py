"""Hard links between words, read off a map."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.alignment.map import AlignmentMap
from workbench.errors import UnknownNameError

Link = tuple[int, int]
"""``(source word, target word)``, both from 0."""

Links = frozenset[Link]


def by_target(weights: np.ndarray) -> np.ndarray:
    """The source word that each target word weighs most; the first of equal ones."""
    return _largest_of_rows(weights)


def by_source(weights: np.ndarray) -> np.ndarray:
    """The target word that weighs each source word most; the first of equal ones."""
    return _largest_of_rows(weights.T).T


def mutual(weights: np.ndarray) -> np.ndarray:
    """Both `by_target` and `by_source`: each word has one link at most, save for ties."""
    return by_target(weights) & by_source(weights)


def above(weights: np.ndarray) -> np.ndarray:
    """Every cell that has more than an even share of its row: more than one part in the number of source words."""
    return weights > 1 / max(weights.shape[1], 1)


def optimal(weights: np.ndarray) -> np.ndarray:
    """One source word at most for each target word and the other way round, so that the weights add up to the most
    (Kuhn 1955, https://doi.org/10.1002/nav.3800020109)."""
    from scipy.optimize import linear_sum_assignment

    chosen = np.zeros(weights.shape, dtype=bool)
    chosen[linear_sum_assignment(weights, maximize=True)] = True
    return chosen


LINKERS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "target": by_target,
    "source": by_source,
    "mutual": mutual,
    "threshold": above,
    "optimal": optimal,
}
"""``weights [tgt src]``, none of them NaN or below what a link must weigh, to the cells
``bool[tgt src]`` that are linked."""


def links(found: AlignmentMap, how: str = "target", least: float = 0.0) -> Links:
    """Links of a map as one of `LINKERS` chooses them.

    A word may stay without: target words whose row is NaN, and links whose weight is not above ``least``. Raises
    `UnknownNameError` for a aligner that does not exist.
    """
    return frozenset(links_of(found.weights, how, least))


def links_of(weights: np.ndarray, how: str = "target", least: float = 0.0) -> list[Link]:
    """`links` for a bare array ``[tgt src]``, in order of target words."""
    if how not in LINKERS:
        raise UnknownNameError("way to link", how, LINKERS)
    if not weights.size:
        return []
    # What is no link whatever is chosen weighs the same everywhere: it wins nothing, and an assignment loses nothing.
    known = np.where(np.isnan(weights), least, np.maximum(weights, least))
    targets, sources = np.nonzero(LINKERS[how](known) & (known > least))
    return list(zip(sources.tolist(), targets.tolist(), strict=True))


def _largest_of_rows(weights: np.ndarray) -> np.ndarray:
    chosen = np.zeros(weights.shape, dtype=bool)
    chosen[np.arange(len(weights)), weights.argmax(axis=1)] = True
    return chosen

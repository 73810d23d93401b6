"""What makes one choice of attention better than another: gold links, or what can be told without any.

A criterion gives two figures per pair, ``float64[pair 2]``; the choice is as good as the sum of the first over the sum
of the second, so that pairs can be left out (as in cross-validation) without measuring anything again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.stats import kendalltau

from workbench.alignment.aer import LinkCounts
from workbench.alignment.gold import GoldPair
from workbench.calibration.scan import NONE, Scan
from workbench.models.choice import AttentionChoice

Criterion = Callable[[AttentionChoice], np.ndarray]


def ratio(figures: np.ndarray) -> float:
    """How good a choice is over the pairs of ``figures [pair 2]``; 0 where nothing was found to judge by."""
    over, under = figures.sum(axis=0)
    return float(over / under) if under else 0.0


def against_gold(scan: Scan, gold: Sequence[GoldPair]) -> Criterion:
    """1 − AER of each target word's link, one direction."""

    def figures(choice: AttentionChoice) -> np.ndarray:
        counted = [
            LinkCounts.of(links, truth.sure, truth.possible)
            for links, truth in zip(map(_links, scan.linked(choice)), gold, strict=True)
        ]
        return np.array([[c.found_sure + c.found_possible, c.found + c.sure] for c in counted], dtype=float)

    return figures


def agreement(scan: Scan, reverse: Scan) -> Criterion:
    """Dice of the links and those of the other direction, under that choice of ``reverse`` (the same pairs the other
    way round) which agrees most.

    Nothing but translation makes two directions point at each other: what looks one word too early in one of them
    looks one too early in the other, and disagrees. Liang et al. 2006, https://aclanthology.org/N06-1014.
    """
    # Per pair: the links of every choice of the reverse, [choice src] → target word.
    others = [np.array(per_pair) for per_pair in zip(*map(reverse.linked, reverse.choices), strict=True)]

    def figures(choice: AttentionChoice) -> np.ndarray:
        per_pair = []
        for sources, other in zip(scan.linked(choice), others, strict=True):
            targets = np.flatnonzero(sources != NONE)
            common = (other[:, sources[targets]] == targets).sum(axis=1)
            per_pair.append(np.stack([2 * common, len(targets) + (other != NONE).sum(axis=1)], axis=1))
        of_partners = np.array(per_pair, dtype=float)
        over, under = of_partners.sum(axis=0).T
        partner = int(np.divide(over, under, out=np.zeros_like(over), where=under > 0).argmax())
        return of_partners[:, partner]

    return figures


def within(scan: Scan) -> Criterion:
    """Dice of the links per target word and those per source word of one map: for models of one direction.

    Blind to a constant shift, as between the two rows that a decoder step can be read at.
    """

    def figures(choice: AttentionChoice) -> np.ndarray:
        found = []
        for weights in scan.weights(choice):
            known = np.flatnonzero(~np.isnan(weights).any(axis=1))
            rows = weights[known]
            if not len(known):
                found.append((0.0, float(weights.shape[1])))
                continue
            per_target, per_source = rows.argmax(axis=1), rows.argmax(axis=0)
            common = (per_source[per_target] == np.arange(len(known))).sum()
            found.append((2.0 * common, float(len(known) + weights.shape[1])))
        return np.array(found)

    return figures


def like_erasure(scan: Scan, sample: int = 30) -> Criterion:
    """Share of target words whose link is the source word that erasure finds most needed, on the first pairs."""
    from workbench.views.erasure import erasure

    pairs = scan.pairs[:sample]
    maps = erasure(scan.translator, [scanned.pair for scanned in pairs])
    truth = [found.weights.argmax(axis=1) for found in maps]
    silent = np.zeros((len(scan.pairs) - len(pairs), 2))

    def figures(choice: AttentionChoice) -> np.ndarray:
        linked = scan.linked(choice)[:sample]
        return np.concatenate(
            [np.array([[(a == b).sum(), len(b)] for a, b in zip(linked, truth, strict=True)], dtype=float), silent]
        )

    return figures


def sharp_and_monotone(scan: Scan) -> Criterion:
    """Kendall's τ of the links less the entropy of the rows as a share of ln S."""

    def figures(choice: AttentionChoice) -> np.ndarray:
        return np.array([(_order(weights) - _entropy(weights), 1.0) for weights in scan.weights(choice)])

    return figures


def diagonal(scan: Scan) -> Criterion:
    """One less the mean distance of links from the diagonal, both sides scaled to [0, 1]."""

    def figures(choice: AttentionChoice) -> np.ndarray:
        found = []
        for weights, sources in zip(scan.weights(choice), scan.linked(choice), strict=True):
            targets = np.flatnonzero(sources != NONE)
            across = (sources[targets] + 0.5) / weights.shape[1] - (targets + 0.5) / len(weights)
            found.append((len(targets) - np.abs(across).sum(), len(weights)))
        return np.array(found, dtype=float)

    return figures


UNSUPERVISED: dict[str, Callable[[Scan, Scan | None], Criterion | None]] = {
    "agreement": lambda scan, reverse: None if reverse is None else agreement(scan, reverse),
    "within": lambda scan, _: within(scan),
    "erasure": lambda scan, _: like_erasure(scan),
    "sharp_and_monotone": lambda scan, _: sharp_and_monotone(scan),
    "diagonal": lambda scan, _: diagonal(scan),
}
"""By name, the best founded first; None where a criterion needs the other direction and there is none."""


def _links(sources: np.ndarray) -> frozenset[tuple[int, int]]:
    targets = np.flatnonzero(sources != NONE)
    return frozenset(zip(sources[targets].tolist(), targets.tolist(), strict=True))


def _order(weights: np.ndarray) -> float:
    rows = weights[~np.isnan(weights).any(axis=1)]
    if len(rows) < 2:
        return 0.0
    found = kendalltau(rows.argmax(axis=1), np.arange(len(rows))).statistic
    return 0.0 if np.isnan(found) else float(found)


def _entropy(weights: np.ndarray) -> float:
    rows = weights[~np.isnan(weights).any(axis=1)]
    if not len(rows) or weights.shape[1] < 2:
        return 1.0
    terms = -rows * np.log(np.maximum(rows, 1e-12))
    return float(terms.sum(axis=1).mean() / np.log(weights.shape[1]))

"""Hard links between words, read off a map."""

from __future__ import annotations

import numpy as np

from workbench.alignment.map import AlignmentMap

Link = tuple[int, int]
"""``(source word, target word)``, both from 0."""


def argmax_links(found: AlignmentMap) -> frozenset[Link]:
    """Each target word linked to the source word it weighs most; rows without weight stay unlinked."""
    return frozenset(argmax_of(found.weights))


def argmax_of(weights: np.ndarray) -> list[Link]:
    """`argmax_links` for a bare array ``[tgt src]``; the first of equal weights wins."""
    if not weights.size:
        return []
    rows = np.flatnonzero(~np.isnan(weights).any(axis=1))
    return list(zip(weights[rows].argmax(axis=1).tolist(), rows.tolist(), strict=True))

"""How much of what a target says comes from its source."""

from __future__ import annotations

import numpy as np


def explained(logprobs: np.ndarray, gains: np.ndarray) -> np.ndarray:
    """gain / -log p(word | no source): 1 where the source says it all, 0 where it says nothing, below where it speaks
    against the word; NaN where the word is certain beforehand.

    A share of the word's own information, so that rare and frequent words, and models of any temper, compare.
    """
    beforehand = np.asarray(gains, dtype=float) - logprobs
    return np.divide(gains, beforehand, out=np.full(np.shape(beforehand), np.nan), where=beforehand > 0)

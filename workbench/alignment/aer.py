"""Alignment error rate against sure and possible links (Och & Ney 2003, https://aclanthology.org/J03-1002)."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

import numpy as np

from workbench.alignment.links import Link


@dataclass(frozen=True)
class LinkCounts:
    """Sums over a corpus; add them up with ``+``. ``sentences`` counts pairs."""

    found: int = 0
    sure: int = 0
    found_sure: int = 0
    found_possible: int = 0
    sentences: int = 0

    @classmethod
    def of(cls, found: Set[Link], sure: Set[Link], possible: Set[Link]) -> LinkCounts:
        """Sure links count as possible ones whether or not ``possible`` repeats them."""
        return cls(len(found), len(sure), len(found & sure), len(found & (possible | sure)), 1)

    def __add__(self, other: LinkCounts) -> LinkCounts:
        return LinkCounts(
            self.found + other.found,
            self.sure + other.sure,
            self.found_sure + other.found_sure,
            self.found_possible + other.found_possible,
            self.sentences + other.sentences,
        )

    @property
    def aer(self) -> float | None:
        """1 − (|A∩S| + |A∩P|) / (|A| + |S|); None without any link on either side."""
        total = self.found + self.sure
        return None if not total else 1 - (self.found_sure + self.found_possible) / total

    @property
    def precision(self) -> float | None:
        return self.found_possible / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.found_sure / self.sure if self.sure else None


def aer_interval(
    counts: Sequence[LinkCounts], level: float = 0.95, samples: int = 1000, seed: int = 0
) -> tuple[float, float] | None:
    """Percentile bootstrap interval of AER over sentences (Efron & Tibshirani 1993; for MT, Koehn 2004,
    https://aclanthology.org/W04-3250): as many sentences drawn with replacement, ``samples`` times.

    ``counts`` are those of one sentence each. None for fewer than two of them, or where no draw has any link.
    """
    if len(counts) < 2:
        return None
    table = np.array([(c.found, c.sure, c.found_sure, c.found_possible) for c in counts])
    random = np.random.default_rng(seed)
    # One draw at a time: all at once would take samples × sentences of memory.
    sums = np.array([table[random.integers(len(table), size=len(table))].sum(axis=0) for _ in range(samples)])
    found, sure, found_sure, found_possible = sums[sums[:, 0] + sums[:, 1] > 0].T
    if not found.size:
        return None
    rates = 1 - (found_sure + found_possible) / (found + sure)
    low, high = np.quantile(rates, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)

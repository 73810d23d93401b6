"""How many of a finite number of segments are wrong, by a simple random sample of them that somebody judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

CONFIDENCE = 0.95


@dataclass(frozen=True)
class FiniteSample:
    """Of ``total`` segments ``drawn`` were drawn without replacement and judged; ``wrong`` of these are wrong."""

    total: int
    drawn: int
    wrong: int

    @property
    def expected(self) -> float | None:
        """Wrong ones among all, by the sample's share; None without a sample."""
        return self.total * self.wrong / self.drawn if self.drawn else None

    def interval(self, confidence: float = CONFIDENCE) -> tuple[int, int]:
        """Wrong ones among all, at least and at most.

        Exact, by inverting both tails of the hypergeometric distribution, as Clopper and Pearson do for the binomial
        (J. P. Buonaccorsi, The American Statistician 41(3), 1987): it covers the truth at least so often, whatever that
        is, where no wrong one was drawn too. Without a sample it says nothing, of all segments everything.
        """
        return _interval(self.total, self.drawn, self.wrong, (1 - confidence) / 2)


@lru_cache(maxsize=1024)
def _interval(total: int, drawn: int, seen: int, tail: float) -> tuple[int, int]:
    from scipy.stats import hypergeom

    def enough(wrong: int) -> bool:
        """With fewer, as many as were seen would hardly be drawn."""
        return bool(hypergeom.sf(seen - 1, total, wrong, drawn) > tail)

    def too_many(wrong: int) -> bool:
        """As few as were seen would hardly be drawn."""
        return bool(hypergeom.cdf(seen, total, wrong, drawn) <= tail)

    # Wrong ones that were seen are there, and so are right ones.
    low = _first(enough, seen, total - (drawn - seen))
    return low, _first(too_many, low + 1, total - (drawn - seen) + 1) - 1


def _first(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest number in [low, high) from which on it holds; ``high`` where it never does."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low

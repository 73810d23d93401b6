"""Pairs whose lengths are far from what is usual between these two languages, as this corpus has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import sqrt
from statistics import median

from workbench.language.display import times

LEARNT_FROM = 500
"""Pairs whose median ratio is taken as usual."""
FAR = 2.5
"""Times longer or shorter than usual."""
DEVIATIONS = 5.0
"""And by so many standard deviations, with the variance of Gale and Church 1993, as short words differ more."""
VARIANCE = 6.8
VERY_FAR = 4.0
"""Or so many times, however few the deviations are, where the longer side has `LONG` characters."""
LONG = 80


@dataclass(frozen=True, slots=True)
class _Pair:
    id: str
    line: int
    source: int
    target: int


class Lengths:
    """Pairs are judged once enough are known; until then they wait."""

    def __init__(self) -> None:
        self._waiting: list[_Pair] = []
        self.usual: float | None = None

    def __call__(self, id: str, line: int, source: str, target: str) -> Iterator[tuple[str, int, str]]:
        """Id, line and what to show of every pair that is judged now and is far off."""
        if not source.strip() or not target.strip():
            return
        pair = _Pair(id, line, len(source), len(target))
        if self.usual is not None:
            yield from self._judged(pair, self.usual)
            return
        self._waiting.append(pair)
        if len(self._waiting) >= LEARNT_FROM:
            yield from self.rest()

    def rest(self) -> Iterator[tuple[str, int, str]]:
        """The same of those that have waited."""
        waiting, self._waiting = self._waiting, []
        if waiting:
            usual = self.usual = median(pair.target / pair.source for pair in waiting)
            for pair in waiting:
                yield from self._judged(pair, usual)

    def _judged(self, pair: _Pair, usual: float) -> Iterator[tuple[str, int, str]]:
        expected = usual * pair.source
        far = max(pair.target / expected, expected / pair.target)
        deviation = abs(pair.target - expected) / sqrt(VARIANCE * (pair.target + expected) / 2)
        plainly = far >= VERY_FAR and max(pair.target, expected) >= LONG
        if plainly or (far >= FAR and deviation >= DEVIATIONS):
            longer = "longer" if pair.target > expected else "shorter"
            told = f"{pair.source} to {pair.target} characters, {times(far)} {longer} than usual here"
            yield pair.id, pair.line, told

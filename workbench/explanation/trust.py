"""What is found of how far to trust a view of one sentence, as a figure and in words; no model is needed to read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

LEAST_WORDED = 6
"""Target words from which on it can be said that there is no difference: the spread of fewer is a guess."""
MATTERS = 0.2
"""A difference that could matter: rollout has 0.18 on average, the best views 0.28."""

State = Literal["better", "worse", "chance", "too_short"]
VERDICTS: dict[State, str] = {
    "better": "better than chance here",
    "worse": "worse than chance here",
    "chance": "no better than chance here",
    "too_short": "too short to measure",
}


@dataclass(frozen=True)
class Faithfulness:
    """``figure``: mean fall of a content word's probability when the view's words go, less that when random ones go,
    in [-1, 1]; 0 is chance. ``low`` and ``high``: 95 % interval of that mean over target words (Student's t);
    ``spread``: their standard deviation. ``by_view`` and ``by_chance``: the two mean falls at each of ``fractions``.
    ``erasure_correlation``: mean rank correlation with erasure over target words, None where it is not defined.
    """

    figure: float
    low: float
    high: float
    spread: float
    words: int
    fractions: tuple[float, ...]
    by_view: tuple[float, ...]
    by_chance: tuple[float, ...]
    erasure_correlation: float | None

    @property
    def state(self) -> State:
        """What can be told from the interval as it is shown: what disappears in rounding is no difference."""
        if round(self.low, 4) > 0:
            return "better"
        if round(self.high, 4) < 0:
            return "worse"
        narrow = self.high - self.low <= 2 * MATTERS
        return "chance" if self.words >= LEAST_WORDED and narrow else "too_short"

    @property
    def verdict(self) -> str:
        """The state in words."""
        return VERDICTS[self.state]

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return {
            "figure": round(self.figure, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
            "spread": round(self.spread, 4),
            "state": self.state,
            "verdict": self.verdict,
            "words": self.words,
            "fractions": list(self.fractions),
            "by_view": [round(value, 4) for value in self.by_view],
            "by_chance": [round(value, 4) for value in self.by_chance],
            "erasure_correlation": None if self.erasure_correlation is None else round(self.erasure_correlation, 4),
        }


@dataclass(frozen=True)
class NotMeasured:
    """``reason``: why nothing can be told of a view here. ``state``: whether that is for lack of words, because it is
    what the others are measured by, or because deletions say nothing of such a map."""

    reason: str
    state: Literal["too_short", "yardstick", "not_comparable"]


def trust_in_words(measured: Faithfulness | NotMeasured) -> str:
    """How far a view holds on this sentence, in words."""
    verdict, figures = trust_parts(measured)
    return f"{verdict} ({figures})" if figures else verdict


def trust_parts(measured: Faithfulness | NotMeasured) -> tuple[str, str]:
    """The verdict, and the figures that it rests on, empty where there are none."""
    if isinstance(measured, NotMeasured):
        told = {"too_short": f"too short to measure: {measured.reason}", "yardstick": measured.reason}
        return told.get(measured.state, f"not measured: {measured.reason}"), ""
    numbers = (measured.figure, measured.low, measured.high)
    digits = 2 if max(map(abs, numbers)) >= 0.1 else 4  # small ones would all read +0.00
    figure, low, high = (f"{number:+.{digits}f}" for number in numbers)
    interval = f"{figure}, 95 % interval {low} to {high}"
    correlation = measured.erasure_correlation
    ranks = "" if correlation is None else f"; rank correlation with erasure {correlation:+.2f}"
    return measured.verdict, f"{interval}, {measured.words} words{ranks}"

"""What a symptom is worth: how much more often it speaks, so severely, of wrong targets than of right ones.

Severity says how sure a symptom is of what it saw; whether that is a fault is another question, and data answer it: a
likelihood ratio for each tenth or two of severity, of hypotheses (what systems wrote) and of references (what people
wrote) apart, as they are wrong in different ways. ``python -m workbench.recipe ratios`` measures them and writes
``ratios.json`` beside the bundled model. A symptom that no data can measure declares its own (`Symptom.ratios`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

EDGES = (0.1, 0.3, 0.5, 0.7, 0.9)
"""Where the bins of severity begin; under the first a symptom is as good as silent, and worth nothing."""
_TYPICAL = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9)
"""Severities that silence and the bins stand for; what is exact has the full ratio of the last from its edge on."""
DECIDES = 19.0
"""Ratio from which on a symptom that is plain from the texts decides by itself: it is right as often as not where one
of twenty pairs is wrong. What scores look like is no evidence against it, as most faults that it is sure of do not show
in them."""
SURE = 51.0
"""Ratio from which on nine of ten are right where 15 of 100 pairs are wrong. One that rests on how the model read the
pair, as scores do, decides from here on."""
AS_IF = 1.0
"""Alarms that are added to those counted and tell nothing: what rests on few stays near 1."""

Ratios = Mapping[str, Sequence[float]]
"""Symptom → a ratio for each of `EDGES`."""


@dataclass(frozen=True)
class Measured:
    """Of one symptom on one side. ``ratios``: for each of `EDGES`; ``wrong`` and ``right``: how many targets of either
    kind it spoke of there, ``of`` how many of either it was looked for in."""

    ratios: tuple[float, ...]
    wrong: tuple[int, ...]
    right: tuple[int, ...]
    of: tuple[int, int]


@dataclass(frozen=True)
class Side:
    """``symptoms``: what was measured, by name. ``made_from``: on what, for people."""

    symptoms: Mapping[str, Measured]
    made_from: str

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Side:
        """Raises `KeyError` or `TypeError` for what `record` did not make."""
        found = {
            name: Measured(**{part: tuple(values) for part, values in one.items()})
            for name, one in record["symptoms"].items()
        }
        return cls(found, record["made_from"])


def bins(severities: np.ndarray) -> np.ndarray:
    """``int[…]``: place of the bin among `EDGES`, -1 where a symptom is as good as silent, or null."""
    return np.digitize(np.nan_to_num(severities), EDGES) - 1


def evidence(ratios: Sequence[float], severities: np.ndarray) -> np.ndarray:
    """``float64[…]``: nats that a symptom adds to the log-odds of something wrong, between bins in proportion; 0 where
    it is silent, or null."""
    return np.interp(np.nan_to_num(severities), _TYPICAL, np.r_[0.0, np.log(ratios)])


def belief(ratio: float, prior: float) -> float:
    """The probability that it is right when it speaks, where a share ``prior`` of all targets are wrong."""
    odds = ratio * prior / (1 - prior)
    return odds / (1 + odds)


def estimated(wrong: np.ndarray, right: np.ndarray, targets: tuple[int, int]) -> tuple[float, ...]:
    """A ratio for each bin, never falling with severity and never under 1.

    ``wrong`` and ``right``: ``float64[bin]`` shares of the targets of either kind that it speaks of there, of as many
    as ``targets`` says. To these come `AS_IF` that are as frequent among right targets as among wrong ones. Bins out of
    order are joined (Ayer et al. 1955, pool adjacent violators).
    """
    nothing = AS_IF * sum(1 / count for count in targets) / 2
    joined: list[np.ndarray] = []
    for block in np.stack([wrong + nothing, right + nothing, np.ones(len(EDGES))], axis=1):
        joined.append(block)
        while len(joined) > 1 and joined[-2][0] * joined[-1][1] >= joined[-1][0] * joined[-2][1]:
            last = joined.pop()
            joined[-1] = joined[-1] + last
    return tuple(round(max(1.0, above / below), 3) for above, below, size in joined for _ in range(int(size)))

"""What people correct in real machine translations, as far as figures of a forced pass tell.

Faults planted into clean pairs say nothing of the mistakes that translation models make by themselves, nor of sources
that are hard for any model: these are planted into like all others. So what they look like was learned once, from
post-edited translations with every changed word marked (MLQE-PE, Fomicheva et al. 2022,
https://aclanthology.org/2022.lrec-1.530), by ``python -m workbench.recipe corrections``. The bundled model was trained
on the post-edits of the same part (train), so its figures there are a little better than elsewhere; what the benchmarks
tell was measured on another (dev).

Shows where corrections are likelier than elsewhere, not that one is due: of ten sentences picked so, most need none.
Text that is likelier than nearly all that was post-edited is corrected still less often; how much less was learned from
clean pairs beside these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from workbench.suspicion.logistic import probability

HEAVY = 0.4
"""Share of the words that were changed (HTER) from which on a translation counts as wrong."""

Figures = Mapping[str, np.ndarray]


@dataclass(frozen=True)
class Learned:
    """Log-odds that people made a correction, as a sum over figures. ``weights``: nats per unit of each figure.
    ``centre``: what stands in where a figure has no value. ``bias``: where every figure is at its centre. ``bends``:
    of some figures, from where on a unit counts for how much more."""

    weights: Mapping[str, float]
    centre: Mapping[str, float]
    bias: float
    bends: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # JSON knows lists alone.
        object.__setattr__(self, "bends", {name: (knee, weight) for name, (knee, weight) in self.bends.items()})

    def log_odds(self, figures: Figures) -> np.ndarray:
        """``float64[...]``, from as many of each figure, NaN where it has no value."""
        total = np.array(self.bias)
        for name, weight in self.weights.items():
            away = np.asarray(figures[name], dtype=float) - self.centre[name]
            total = total + weight * np.where(np.isfinite(away), away, 0.0)
        for name, (knee, weight) in self.bends.items():
            total = total + weight * beyond(figures[name], knee)
        return total

    def probability(self, figures: Figures) -> np.ndarray:
        return probability(self.log_odds(figures))


@dataclass(frozen=True)
class Taught:
    """A `Learned` with what it was learned from, for people."""

    learned: Learned
    made_from: str

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Taught:
        """Raises `KeyError` or `TypeError` for what `record` did not make."""
        return cls(Learned(**record["learned"]), record["made_from"])


def beyond(figure: np.ndarray, knee: float) -> np.ndarray:
    """``float64[...]``: how far it is over the knee; 0 under it, and where it has no value."""
    return np.maximum(np.nan_to_num(np.asarray(figure, dtype=float), nan=knee), knee) - knee


@dataclass(frozen=True)
class Corrections:
    """``sentence``: that a translation was changed by `HEAVY` or more, from scores of `workbench.scores`.
    ``target_word``, ``source_word``: that a word was changed, or its translation, from `workbench.suspicion.doubt`.
    ``made_from``: what it was learned from, for people."""

    sentence: Learned
    target_word: Learned
    source_word: Learned
    made_from: str

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Corrections:
        """Raises `KeyError` or `TypeError` for what `record` did not make."""
        parts = {name: Learned(**record[name]) for name in ("sentence", "target_word", "source_word")}
        return cls(**parts, made_from=record["made_from"])

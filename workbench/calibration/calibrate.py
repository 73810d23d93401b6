"""Which layer, heads, row and view a model's maps are read from: measured, not guessed.

Published figures differ by a factor of two between layers and rows of one model (Garg et al. 2019,
https://arxiv.org/abs/1909.02074; Chen et al. 2020, https://arxiv.org/abs/2004.14837), and between models.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from workbench import work
from workbench.calibration.criteria import UNSUPERVISED, Criterion, against_gold, ratio
from workbench.calibration.sample import Sample
from workbench.calibration.scan import Scan
from workbench.errors import AlignmentError, UnknownNameError
from workbench.language.display import things
from workbench.models.choice import AttentionChoice

if TYPE_CHECKING:
    from workbench.models import Translator

FOLDS = 5
STARTS = 3
"""Layers and rows, the best by their best single head, in which subsets of heads are tried."""
LEAST_GAIN = 0.005
"""What one more head has to add to the figure: less is chance on a few hundred pairs."""


@dataclass(frozen=True)
class Measured:
    """A choice, and how good the criterion says it is, in its own unit, higher is better."""

    choice: AttentionChoice
    figure: float


@dataclass(frozen=True)
class Calibration:
    """``choice``: the best, with where it comes from; ``criterion`` its name; ``table``: all that were measured, the
    best first.

    ``held_out``: the criterion's figure on pairs that took no part in choosing: each fifth with the choice of the
    others, None with a single pair.
    """

    choice: AttentionChoice
    criterion: str
    pairs: int
    held_out: float | None
    table: tuple[Measured, ...]

    @property
    def aer(self) -> float | None:
        """Cross-validated alignment error rate, where there was gold."""
        return None if self.held_out is None or self.criterion != "gold" else 1 - self.held_out

    def record(self) -> dict[str, Any]:
        """As JSON has it. With gold the figures are 1 − AER."""
        return {
            "preset": self.choice.record(),
            "criterion": self.criterion,
            "pairs": self.pairs,
            "held_out": None if self.held_out is None else round(self.held_out, 4),
            "aer": None if self.aer is None else round(self.aer, 4),
            "choices": [
                {k: v for k, v in m.choice.record().items() if k != "measured"} | {"figure": round(m.figure, 4)}
                for m in self.table
            ],
        }


def calibrate(
    translator: Translator, sample: Sample, *, reverse: Translator | None = None, criterion: str | None = None
) -> Calibration:
    """Measure every view, layer, row and head, and subsets of heads, on the same pairs.

    A sample with gold is judged by AER, another by ``criterion``, a name in `UNSUPERVISED`: by default agreement of
    both directions where ``reverse`` translates back, else agreement within one map. The preset of ``translator``
    stays as it is.

    Raises `AlignmentError` when there are no pairs, or one is too long; `UnknownNameError` for another criterion.
    """
    scan = Scan.of(translator, sample.pairs(translator))
    judge, used = _criterion(scan, sample, reverse, criterion)
    measured = cache(judge)
    best, tried = _best(scan, measured, np.ones(len(sample), dtype=bool))
    held_out = _held_out(scan, measured)
    table = sorted((Measured(choice, ratio(measured(choice))) for choice in tried), key=_order)
    note = _note(used, sample, ratio(measured(best)), held_out)
    return Calibration(
        choice=replace(best, measured=note), criterion=used, pairs=len(sample), held_out=held_out, table=tuple(table)
    )


def same_place(one: AttentionChoice, other: AttentionChoice) -> bool:
    """Whether two choices read the same, wherever they come from."""
    return replace(one, measured="") == replace(other, measured="")


def _criterion(scan: Scan, sample: Sample, reverse: Translator | None, criterion: str | None) -> tuple[Criterion, str]:
    if sample.gold is not None and criterion is None:
        return against_gold(scan, sample.gold), "gold"
    used = criterion or ("within" if reverse is None else "agreement")
    if used not in UNSUPERVISED:
        raise UnknownNameError("criterion", used, UNSUPERVISED)
    back = None
    if reverse is not None and used == "agreement":
        back = Scan.of(reverse, sample.turned().pairs(reverse))
    judge = UNSUPERVISED[used](scan, back)
    if judge is None:
        raise AlignmentError(f"criterion {used} needs a model that translates back; name one, or another criterion")
    return judge, used


def _best(
    scan: Scan, measured: Callable[[AttentionChoice], np.ndarray], among: np.ndarray
) -> tuple[AttentionChoice, tuple[AttentionChoice, ...]]:
    """The best choice on the pairs ``among [pair]``, and all that were tried."""

    def figure(choice: AttentionChoice) -> float:
        work.check()
        return ratio(measured(choice)[among])

    singles = sorted((Measured(choice, figure(choice)) for choice in scan.choices), key=_order)
    alone = [m.choice for m in singles if m.choice.view == "attention" and m.choice.heads is not None]
    places = list(dict.fromkeys((choice.layer, choice.row) for choice in alone))[:STARTS]
    tried, ends = list(scan.choices), []
    for layer, row in places:
        # Heads join in order of how good each is alone, as long as that makes the whole better.
        of_place = [c for c in alone if (c.layer, c.row) == (layer, row)]
        chosen = of_place[0]
        for other in of_place[1:]:
            wider = replace(chosen, heads=tuple(sorted({*chosen.numbered, *other.numbered})))
            tried.append(wider)
            if figure(wider) >= figure(chosen) + LEAST_GAIN:
                chosen = wider
        ends.append(Measured(chosen, figure(chosen)))
    return min([singles[0], *ends], key=_order).choice, tuple(tried)


def _order(one: Measured) -> tuple[object, ...]:
    """The best first; equal ones by the simpler view, then by their place in the model."""
    choice = one.choice
    return -one.figure, choice.view, choice.layer, choice.row, choice.numbered


def _held_out(scan: Scan, measured: Callable[[AttentionChoice], np.ndarray]) -> float | None:
    count = len(scan.pairs)
    if count < 2:
        return None
    fold = np.arange(count) % min(FOLDS, count)
    parts = []
    for number in range(int(fold.max()) + 1):
        best, _ = _best(scan, measured, fold != number)
        parts.append(measured(best)[fold == number])
    return ratio(np.concatenate(parts))


def _note(criterion: str, sample: Sample, figure: float, held_out: float | None) -> str:
    where = f"on {things(len(sample), 'pair')} of {sample.name}"
    if criterion == "gold":
        checked = "too few to check it on others" if held_out is None else f"cross-validated {1 - held_out:.3f}"
        return f"lowest AER {where}: {1 - figure:.3f}, {checked}"
    meaning = {
        "agreement": "most agreement with the other direction",
        "within": "most agreement of target words with source words",
        "erasure": "most agreement with erasure",
    }.get(criterion, f"highest by {criterion}")
    return f"{meaning} {where}: {figure:.3f}; no gold"

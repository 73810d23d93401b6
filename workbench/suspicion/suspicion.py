"""Suspicion: one probability, from all signals, that something is wrong with a pair.

The log-odds of a fault are those of a logistic regression over scores, ridge and bounded (each can only speak in its
declared direction), fitted on clean pairs and on pairs with planted faults; to these is added what symptoms are worth,
which was measured once (`workbench.suspicion.ratios`) and was given to the fit, so that nothing counts twice. Suspicion
is the probability of a fault or of a heavy correction (noisy or, Pearl 1988); where there is a reference, the log-odds
rise by how far the target is from it (`workbench.suspicion.beside`). A symptom with a high ratio decides by
itself: suspicion is never less than that makes of the share of faulty pairs.

How many pairs of the corpus are faulty is estimated with the fit, so that a probability means in a clean one what it
means in a spoilt one. Corrections are learned once from real ones, see `workbench.suspicion.corrections`; they seldom
decide over a pair by themselves, and say which of the pairs without a visible fault to look at first. A fault of a kind
that no signal sees stays unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, Literal

import numpy as np

from workbench.scores import SCORES
from workbench.suspicion.corrections import Learned
from workbench.suspicion.logistic import log_odds, probability
from workbench.suspicion.ratios import DECIDES, EDGES, SURE, Ratios, belief, evidence
from workbench.symptoms import SYMPTOMS

BESIDE = "beside_reference"
"""What a figure is called that is added to the log-odds as it is."""
FARTHEST = 6.0
"""Standard deviations from the clean median that a signal counts at most."""

Figures = Mapping[str, float | None]


@dataclass(frozen=True)
class Report:
    """What the fit is worth on pairs that took no part in it.

    ``auroc``: of suspicion, by kind of planted fault, each against the clean pairs. ``reliability``: per tenth of the
    probability of a planted fault its mean, the share of faulty pairs where ``prior`` of all are faulty, and how many
    pairs it rests on; nobody knows which of the clean pairs a translator would correct, so suspicion as a whole cannot
    be checked like this. ``left_out``: pairs that were taken to be clean and look faulty themselves; both figures are
    free of them, and right less often where these pairs are odd and not wrong. ``sample_suspected``: share of suspicion
    over 0.5 of all that were taken to be clean, those too. ``missed``: by kind of planted fault, how many stayed under
    `workbench.suspicion.verdict.SUSPECTED`, and of how many; None where a run was made before this was counted.
    """

    clean: int
    planted: int
    left_out: int
    auroc: Mapping[str, float]
    sample_suspected: float
    reliability: tuple[tuple[float, float, int], ...]
    missed: Mapping[str, tuple[int, int]] | None = None

    @property
    def mean_auroc(self) -> float:
        return float(np.mean([*self.auroc.values()])) if self.auroc else float("nan")


Borrowed = Literal["too_few", "faulty"]
"""Why none was fitted: too few usable pairs, or most of them as faulty as planted faults."""


@dataclass(frozen=True)
class Suspicion:
    """``centre``: median of each of ``names`` over clean pairs, None where all of them were null; ``scale``: their
    spread. ``weights``: log-odds of a fault per unit of spread; ``bias``: those of a pair with every signal at its
    centre or null, in a corpus of which a share ``prior`` is faulty. ``correction``: the probability that a pair is
    corrected heavily, from the figures as they are. ``made_from``: what the rest was fitted on, for people.
    ``own_translations``: whether what it is asked about are translations that the model made itself; None where that is
    not known. ``borrowed``: why it is the one that comes along, None where it was fitted to the corpus. ``ratios``:
    what symptoms are worth on this side; one without has a weight, as scores do.
    """

    names: tuple[str, ...]
    centre: tuple[float | None, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    prior: float
    correction: Learned
    made_from: str
    report: Report
    own_translations: bool | None = None
    borrowed: Borrowed | None = None
    ratios: Ratios = field(default_factory=dict)

    def __post_init__(self) -> None:
        lengths = {len(values) for values in (self.names, self.centre, self.scale, self.weights)}
        corrected = {*self.correction.weights}
        if len(lengths) > 1 or corrected != {*self.correction.centre} or not corrected <= {*self.names}:
            raise ValueError("names, centres, spreads and weights of signals that do not belong together")
        if not all(spread > 0 for spread in self.scale):
            raise ValueError("a spread that is not above 0")

    def probability(self, figures: Figures) -> float:
        """Of something being wrong, in [0, 1]."""
        row = vector(figures, self.names)
        total = self._log_odds(row) + (figures.get(BESIDE) or 0.0)
        return float(probability(np.maximum(total, self._sure(row).max(initial=-np.inf))))

    def reasons(self, figures: Figures, least: float = 0.1) -> list[tuple[str, float]]:
        """The signals that raised suspicion, the strongest first: by how many nats its log-odds would fall if that
        signal were at its centre and the others as they are, other sure ones left aside."""
        row, beside = vector(figures, self.names), figures.get(BESIDE) or 0.0
        without = np.tile(row, (len(row), 1))
        np.fill_diagonal(without, np.where(np.isnan(row), np.nan, self._arrays[0]))
        total = self._log_odds(row) + beside
        pushes = np.maximum(total, self._sure(row)) - (self._log_odds(without) + beside)
        found = [(name, float(push)) for name, push in zip(self.names, pushes, strict=True)]
        found.append((BESIDE, float(beside)))
        return sorted(((name, push) for name, push in found if push >= least), key=lambda reason: -reason[1])

    def rightness(self, symptom: str, severity: float) -> float | None:
        """The probability that a symptom is right when it speaks so severely, in a corpus of which a share ``prior`` is
        faulty; None where it is as good as silent, or nobody knows."""
        if symptom not in self.ratios or severity < EDGES[0]:
            return None
        return belief(float(np.exp(evidence(self.ratios[symptom], np.array(severity)))), self.prior)

    def _log_odds(self, rows: np.ndarray) -> np.ndarray:
        """From ``float64[... signal]``, what is sure left aside."""
        centre, scale, weights = self._arrays
        fault = standard(rows, centre, scale) @ weights + self.bias + added(rows, self.names, self.ratios)
        return either(fault, self.correction.log_odds(columns(rows, self.names)))

    def _sure(self, row: np.ndarray) -> np.ndarray:
        """``float64[signal]``: log-odds that each gives by itself, -inf where it may not decide."""
        return sure(row, self.names, self.ratios, self.prior)

    @cached_property
    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        return np.array(self.centre, dtype=float), np.array(self.scale), np.array(self.weights)

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        own = {name for name in ("borrowed", "ratios") if not getattr(self, name)}
        return {name: value for name, value in asdict(self).items() if name not in own}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Suspicion:
        """Raises `KeyError`, `TypeError` or `ValueError` for what `record` did not make."""
        report = dict(record["report"])
        report["reliability"] = tuple(tuple(one) for one in report["reliability"])
        if report.get("missed") is not None:
            report["missed"] = {kind: (missed, of) for kind, (missed, of) in report["missed"].items()}
        lists = {name: tuple(record[name]) for name in ("names", "centre", "scale", "weights")}
        return cls(
            **lists,
            bias=float(record["bias"]),
            prior=float(record["prior"]),
            correction=Learned(**record["correction"]),
            made_from=str(record["made_from"]),
            report=Report(**report),
            own_translations=record.get("own_translations"),
            borrowed=record.get("borrowed"),
            ratios={name: tuple(values) for name, values in record.get("ratios", {}).items()},
        )


def signals() -> tuple[str, ...]:
    """What suspicion looks at: scores, and the severity of each symptom (0 where it is silent)."""
    return (*(name for name, score in SCORES.items() if score.suspected), *SYMPTOMS)


def vector(figures: Figures, names: Sequence[str]) -> np.ndarray:
    """``float64[signal]``, NaN where a signal is null."""
    return np.array([figures.get(name) for name in names], dtype=float)


def columns(rows: np.ndarray, names: Sequence[str]) -> dict[str, np.ndarray]:
    """``float64[...]`` of each signal, from ``float64[... signal]``."""
    return {name: rows[..., place] for place, name in enumerate(names)}


def standard(rows: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """In spreads from the centre; 0 where a signal is null, or has no centre."""
    away = (rows - centre) / scale
    return np.clip(np.where(np.isnan(away), 0.0, away), -FARTHEST, FARTHEST)


def added(rows: np.ndarray, names: Sequence[str], ratios: Ratios) -> np.ndarray:
    """``float64[...]``: nats that symptoms add up to by their ratios, from ``float64[... signal]``."""
    nothing = np.zeros(rows.shape[:-1])
    return sum((evidence(ratios[names[k]], rows[..., k]) for k in _heard(rows, names, ratios)), nothing)


def sure(rows: np.ndarray, names: Sequence[str], ratios: Ratios, prior: float) -> np.ndarray:
    """``float64[... signal]``: log-odds that each symptom gives by itself where it may decide, -inf elsewhere."""
    found = np.full(rows.shape, -np.inf)
    for k in _heard(rows, names, ratios):
        name = names[k]
        nats = evidence(ratios[name], rows[..., k])
        plain = name in SYMPTOMS and SYMPTOMS[name].weight == 1
        found[..., k] = np.where(nats >= np.log(DECIDES if plain else SURE), nats + log_odds(prior), -np.inf)
    return found


def _heard(rows: np.ndarray, names: Sequence[str], ratios: Ratios) -> list[int]:
    """Places of the symptoms that speak in any row: what is silent adds nothing and decides nothing, and of a pair
    nearly all are."""
    speaks = (rows.reshape(-1, len(names)) > 0).any(axis=0)
    return [k for k in np.flatnonzero(speaks).tolist() if names[k] in ratios]


def either(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Log-odds of either of two independent events, from those of each: 1 - (1 - p)(1 - q) without its rounding."""
    nats = np.logaddexp(0, first) + np.logaddexp(0, second)
    return nats + np.log(-np.expm1(-nats))

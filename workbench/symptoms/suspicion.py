"""Suspicion: one probability, from all signals, that something is wrong with a pair.

A logistic regression over scores and severities of symptoms, ridge and bounded (each signal can only speak in its
declared direction), fitted on clean pairs and on pairs with planted faults. It is as good as its faults are like real
ones: a fault of a kind that neither a score nor a symptom sees stays unseen. Probabilities are those of a corpus of
which `PRIOR` is faulty; in a cleaner one fewer of the suspected are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from workbench.scores import ON_DEMAND, SCORES
from workbench.symptoms import SYMPTOMS

SCORES_USED = (
    *("logprob", "worst_token_logprob", "weakest_phrase", "end_logprob", "source_gain", "least_gain"),
    *("scatter", "spread", "coverage_deviation", "uncovered", "stray", "sink", "monotonicity"),
    *("crossings", "jumps", "unlinked_source", "unlinked_target", "direction_agreement"),
    *ON_DEMAND,
)
SIGNALS = (*SCORES_USED, *SYMPTOMS)
"""What suspicion looks at: scores, and the severity of each symptom (0 where it is silent)."""

PRIOR = 0.3
"""Share of faulty pairs that probabilities are meant for: a corpus that somebody has reason to look through."""
TOTAL = 1000.0
"""Weight of all rows, whatever their number."""
PENALTY = 10.0
"""Of the squared weights, beside `TOTAL`."""
FOLDS = 5
FARTHEST = 6.0
"""Standard deviations from the clean median that a signal counts at most."""
ALONE = 0.15
"""Weight of made-up rows in which one symptom speaks alone, as a share of all faulty ones: a symptom is evidence by
itself, also of a fault that was never planted."""
MOST_FAULTY = 0.6
"""Of a sample that was taken to be clean."""
START = 0.4
"""Share of faulty pairs that the first round assumes: what is left out at first comes back, what stays in is learnt."""
ROUNDS = 5
BINS = 10
SEED = 1

Figures = Mapping[str, float | None]


@dataclass(frozen=True)
class Report:
    """What the fit is worth on pairs that took no part in it. ``auroc``: by kind of planted fault, each against the
    clean pairs. ``reliability``: per tenth of suspicion its mean, the share of faulty pairs, and how many there are.
    ``left_out``: pairs that were taken to be clean and look faulty themselves; both figures are free of them.
    ``sample_suspected``: share over 0.5 of all that were taken to be clean, those too.
    """

    clean: int
    planted: int
    left_out: int
    auroc: Mapping[str, float]
    sample_suspected: float
    reliability: tuple[tuple[float, float, int], ...]

    @property
    def mean_auroc(self) -> float:
        return float(np.mean([*self.auroc.values()])) if self.auroc else float("nan")


@dataclass(frozen=True)
class Suspicion:
    """``centre``: median of each of ``names`` over clean pairs, which also stands where a signal is null; ``scale``:
    their spread. ``weights``: log-odds per unit of spread; ``bias``: log-odds of a pair with every signal at its
    centre. ``made_from``: what it was fitted on, for people."""

    names: tuple[str, ...]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    made_from: str
    report: Report

    def probability(self, figures: Figures) -> float:
        """Of something being wrong, in [0, 1]."""
        return float(1 / (1 + np.exp(-(self.bias + self._pushes(figures).sum()))))

    def reasons(self, figures: Figures, least: float = 0.1) -> list[tuple[str, float]]:
        """The signals that raised suspicion, by how many nats of log-odds, the strongest first."""
        pushes = self._pushes(figures)
        found = [(name, float(push)) for name, push in zip(self.names, pushes, strict=True) if push >= least]
        return sorted(found, key=lambda reason: -reason[1])

    def _pushes(self, figures: Figures) -> np.ndarray:
        return _standard(vector(figures, self.names), np.array(self.centre), np.array(self.scale)) * self.weights

    def record(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Suspicion:
        """Raises `KeyError`, `TypeError` or `ValueError` for what `record` did not make."""
        report = dict(record["report"])
        report["reliability"] = tuple(tuple(one) for one in report["reliability"])
        lists = {name: tuple(record[name]) for name in ("names", "centre", "scale", "weights")}
        return cls(**lists, bias=float(record["bias"]), made_from=str(record["made_from"]), report=Report(**report))


def vector(figures: Figures, names: Sequence[str] = SIGNALS) -> np.ndarray:
    """``float64[signal]``, NaN where a signal is null."""
    return np.array([np.nan if (value := figures.get(name)) is None else value for name in names], dtype=float)


def fit(
    clean: Sequence[Figures], planted: Sequence[Figures], kinds: Sequence[str], places: Sequence[int], made_from: str
) -> Suspicion:
    """``kinds``: of each planted pair; ``places``: of the clean pair that it was made from.

    The pairs of a real corpus are not all clean. How many are faulty, and which, is estimated in turn with the fit
    (Elkan & Noto 2008, https://doi.org/10.1145/1401890.1401920); those that look faulty are left out.

    Raises `ValueError` for fewer than ten of either.
    """
    if min(len(clean), len(planted)) < 2 * FOLDS:
        raise ValueError(f"{len(clean)} clean and {len(planted)} planted pairs; at least {2 * FOLDS} of each expected")
    good, bad = (np.array([vector(figures) for figures in rows]) for rows in (clean, planted))
    folds, folds_of_bad = np.arange(len(good)) % FOLDS, np.array(places) % FOLDS
    cleanness = _cleanness(good, bad, folds, folds_of_bad)
    of_good, of_bad = _held_out(good, bad, folds, folds_of_bad)
    of_kept = of_good[cleanness > 0.5]
    centre, scale, weights, bias = _fitted(good, bad, cleanness)
    faulty = 1 - len(of_kept) / len(good)
    report = Report(
        len(good),
        len(bad),
        len(good) - len(of_kept),
        {kind: _corrected(_auroc(of_good, of_bad[np.array(kinds) == kind]), faulty) for kind in sorted({*kinds})},
        round(float((of_good > 0.5).mean()), 4),
        _reliability(of_kept, of_bad),
    )
    centre, scale, weights = (np.round(one, 6) for one in (centre, scale, weights))
    return Suspicion(
        SIGNALS, tuple(centre.tolist()), tuple(scale.tolist()), tuple(weights.tolist()), bias, made_from, report
    )


def _cleanness(good: np.ndarray, bad: np.ndarray, folds: np.ndarray, folds_of_bad: np.ndarray) -> np.ndarray:
    """``float64[pair]``: 1 for a pair of the sample that is more likely clean than faulty, 0 for another, told by fits
    that it took no part in."""
    share, cleanness = START, np.ones(len(good))
    for _ in range(ROUNDS):
        faulty, _ = _held_out(good, bad, folds, folds_of_bad, cleanness)
        odds = faulty / np.maximum(1 - faulty, 1e-9) * (share / (1 - share)) / (PRIOR / (1 - PRIOR))
        share = float(np.clip((odds / (1 + odds)).mean(), 0.01, MOST_FAULTY))
        cleanness = (odds < 1).astype(float)
    return cleanness


def _fitted(
    good: np.ndarray, bad: np.ndarray, cleanness: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    kept = good[cleanness > 0.5] if (cleanness > 0.5).any() else good
    with np.errstate(all="ignore"):
        centre = np.nan_to_num(_median(kept))
        spread = np.nan_to_num(np.nanstd(np.where(np.isnan(kept), centre, kept), axis=0))
    silent = np.array([name in SYMPTOMS for name in SIGNALS])
    centre = np.where(silent, 0.0, centre)
    # Severities all but never move on clean pairs; their unit is a fault that is beyond doubt.
    scale = np.where(silent, 0.25, np.where(spread > 1e-6, spread, 1.0))
    alone = np.zeros((silent.sum(), len(SIGNALS)))
    alone[np.arange(silent.sum()), np.flatnonzero(silent)] = 1.0
    rows = np.concatenate([_standard(good, centre, scale), _standard(bad, centre, scale), alone / scale])
    labels = np.r_[np.zeros(len(good)), np.ones(len(bad) + len(alone))]
    counted = np.maximum(cleanness, 1e-6)
    parts = ((counted, 1 - PRIOR), (np.ones(len(bad)), PRIOR * (1 - ALONE)), (np.ones(len(alone)), PRIOR * ALONE))
    importance = np.concatenate([TOTAL * share * part / max(part.sum(), 1e-9) for part, share in parts])
    weights, bias = _logistic(rows, labels, importance)
    return centre, scale, weights, bias


def _logistic(rows: np.ndarray, labels: np.ndarray, importance: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights and bias of a ridge logistic regression in which no signal speaks against its own direction.

    Without these bounds a signal that is rare among the faults at hand is turned round to make up for another, and
    speaks for a pair where it should speak against it.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    sign = np.where(labels > 0, 1.0, -1.0)

    def loss(parameters: np.ndarray) -> tuple[float, np.ndarray]:
        weights, bias = parameters[:-1], parameters[-1]
        margin = sign * (rows @ weights + bias)
        slope = -sign * importance * expit(-margin)
        value = (importance * np.logaddexp(0, -margin)).sum() + 0.5 * PENALTY * (weights**2).sum()
        return value, np.r_[rows.T @ slope + PENALTY * weights, slope.sum()]

    bounds = [(0, None) if name in SYMPTOMS or _worse_when_high(name) else (None, 0) for name in SIGNALS]
    start = np.zeros(len(SIGNALS) + 1)
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)], options={"maxiter": 2000}
    )
    return found.x[:-1], float(found.x[-1])


def _worse_when_high(name: str) -> bool:
    return SCORES[name].higher_is == "worse"


def _median(rows: np.ndarray) -> np.ndarray:
    import warnings

    with warnings.catch_warnings():
        # A signal that is null everywhere has no median.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(rows, axis=0)


def _standard(rows: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    return np.clip((np.where(np.isnan(rows), centre, rows) - centre) / scale, -FARTHEST, FARTHEST)


def _held_out(
    good: np.ndarray,
    bad: np.ndarray,
    folds: np.ndarray,
    folds_of_bad: np.ndarray,
    cleanness: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities of each pair by a fit on the other folds. A pair and what was planted into it share a fold.

    Without ``cleanness`` it is estimated from the other folds too: nothing of a pair has a part in its figure.
    """
    found = np.empty(len(good)), np.empty(len(bad))
    for fold in np.unique(folds):
        others, others_of_bad = folds != fold, folds_of_bad != fold
        rest = good[others], bad[others_of_bad]
        clean = (
            _cleanness(*rest, folds[others], folds_of_bad[others_of_bad]) if cleanness is None else cleanness[others]
        )
        centre, scale, weights, bias = _fitted(*rest, clean)
        for rows, of_fold, into in zip((good, bad), (folds, folds_of_bad), found, strict=True):
            mine = of_fold == fold
            odds = _standard(rows[mine], centre, scale) @ weights + bias
            into[mine] = 1 / (1 + np.exp(-odds))
    return found


def _corrected(auroc: float, faulty: float) -> float:
    """Against clean pairs alone, from that against a sample of which a share is faulty itself and told from planted
    faults no better than by chance. Leaving these out instead would flatter: it is the fit that chooses them."""
    return round(float(np.clip((auroc - 0.5 * faulty) / (1 - faulty), 0, 1)), 4) if faulty < 1 else auroc


def _auroc(good: np.ndarray, bad: np.ndarray) -> float:
    from scipy.stats import mannwhitneyu

    return round(float(mannwhitneyu(bad, good).statistic / (len(good) * len(bad))), 4)


def _reliability(good: np.ndarray, bad: np.ndarray) -> tuple[tuple[float, float, int], ...]:
    """As if `PRIOR` of the pairs were faulty."""
    values = np.r_[good, bad]
    weight = np.r_[np.full(len(good), (1 - PRIOR) / len(good)), np.full(len(bad), PRIOR / len(bad))]
    faulty = np.r_[np.zeros(len(good)), np.ones(len(bad))]
    bins = np.minimum((values * BINS).astype(int), BINS - 1)
    found = []
    for number in range(BINS):
        mine = bins == number
        if mine.any():
            share = float((faulty * weight)[mine].sum() / weight[mine].sum())
            found.append(
                (round(float(np.average(values[mine], weights=weight[mine])), 4), round(share, 4), int(mine.sum()))
            )
    return tuple(found)

"""Fitting suspicion to clean pairs and to pairs with planted faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.scores import SCORES
from workbench.symptoms import SYMPTOMS
from workbench.symptoms.corrections import Learned
from workbench.symptoms.logistic import FALLING, RISING, fit_logistic
from workbench.symptoms.suspicion import PRIOR, SIGNALS, Figures, Report, Suspicion, columns, either, standard, vector

TOTAL = 1000.0
"""Weight of all rows, whatever their number."""
PENALTY = 5.0
"""Of the squared weights, beside `TOTAL`."""
SHARE = 0.3
"""Of the weight that faulty rows have in a fit: enough to learn from. Its bias is then set to `PRIOR`."""
FOLDS = 5
ALONE = 0.15
"""Weight of made-up rows in which one symptom speaks alone, as a share of all faulty ones: a symptom is evidence by
itself, also of a fault that was never planted."""
MOST_FAULTY = 0.6
"""Of a sample that was taken to be clean."""
START = 0.4
"""Share of faulty pairs that the first round assumes: what is left out at first comes back, what stays in is learnt."""
ROUNDS = 5
BINS = 10


def fit(
    clean: Sequence[Figures],
    planted: Sequence[Figures],
    kinds: Sequence[str],
    places: Sequence[int],
    correction: Learned,
    made_from: str,
) -> Suspicion:
    """``kinds``: of each planted pair; ``places``: of the clean pair that it was made from. ``correction``: see
    `Suspicion`; it is taken as it is.

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
    kept = cleanness > 0.5
    model = _fitted(good, bad, cleanness)
    faulty = 1 - float(kept.mean())
    suspicion, suspicion_of_bad = (
        _probability(either(odds, correction.log_odds(columns(rows))))
        for odds, rows in ((of_good, good), (of_bad, bad))
    )
    report = Report(
        len(good),
        len(bad),
        int((~kept).sum()),
        {
            kind: _corrected(_auroc(suspicion, suspicion_of_bad[np.array(kinds) == kind]), faulty)
            for kind in sorted({*kinds})
        },
        round(float((suspicion > 0.5).mean()), 4),
        _reliability(_probability(of_good[kept]), _probability(of_bad)),
    )
    centre, scale, weights = (tuple(np.round(one, 6).tolist()) for one in (model.centre, model.scale, model.weights))
    return Suspicion(SIGNALS, centre, scale, weights, model.bias, correction, made_from, report)


@dataclass(frozen=True)
class _Fit:
    """Of planted faults: see `Suspicion`, as arrays."""

    centre: np.ndarray
    scale: np.ndarray
    weights: np.ndarray
    bias: float

    def log_odds(self, rows: np.ndarray) -> np.ndarray:
        return standard(rows, self.centre, self.scale) @ self.weights + self.bias


def _probability(log_odds: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-log_odds))


def _cleanness(good: np.ndarray, bad: np.ndarray, folds: np.ndarray, folds_of_bad: np.ndarray) -> np.ndarray:
    """``float64[pair]``: 1 for a pair of the sample that is more likely clean than faulty, 0 for another, told by fits
    that it took no part in."""
    share, cleanness = START, np.ones(len(good))
    for _ in range(ROUNDS):
        faulty = _probability(_held_out(good, bad, folds, folds_of_bad, cleanness)[0])
        odds = faulty / np.maximum(1 - faulty, 1e-9) * (share / (1 - share)) / (PRIOR / (1 - PRIOR))
        share = float(np.clip((odds / (1 + odds)).mean(), 0.01, MOST_FAULTY))
        cleanness = (odds < 1).astype(float)
    return cleanness


def _fitted(good: np.ndarray, bad: np.ndarray, cleanness: np.ndarray) -> _Fit:
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
    rows = np.concatenate([standard(good, centre, scale), standard(bad, centre, scale), alone / scale])
    labels = np.r_[np.zeros(len(good)), np.ones(len(bad) + len(alone))]
    counted = np.maximum(cleanness, 1e-6)
    parts = ((counted, 1 - SHARE), (np.ones(len(bad)), SHARE * (1 - ALONE)), (np.ones(len(alone)), SHARE * ALONE))
    importance = np.concatenate([TOTAL * share * part / max(part.sum(), 1e-9) for part, share in parts])
    bounds = [RISING if name in SYMPTOMS or _worse_when_high(name) else FALLING for name in SIGNALS]
    weights, bias = fit_logistic(rows, labels, importance, bounds, PENALTY)
    return _Fit(centre, scale, weights, bias + float(np.log(PRIOR / (1 - PRIOR) / (SHARE / (1 - SHARE)))))


def _worse_when_high(name: str) -> bool:
    return SCORES[name].higher_is == "worse"


def _median(rows: np.ndarray) -> np.ndarray:
    import warnings

    with warnings.catch_warnings():
        # A signal that is null everywhere has no median.
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.nanmedian(rows, axis=0)


def _held_out(
    good: np.ndarray,
    bad: np.ndarray,
    folds: np.ndarray,
    folds_of_bad: np.ndarray,
    cleanness: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of a planted fault in each pair by a fit on the other folds. A pair and what was planted into it share a
    fold.

    Without ``cleanness`` it is estimated from the other folds too: nothing of a pair has a part in its figure.
    """
    found = np.empty(len(good)), np.empty(len(bad))
    for fold in np.unique(folds):
        others, others_of_bad = folds != fold, folds_of_bad != fold
        rest = good[others], bad[others_of_bad]
        clean = (
            _cleanness(*rest, folds[others], folds_of_bad[others_of_bad]) if cleanness is None else cleanness[others]
        )
        model = _fitted(*rest, clean)
        for rows, of_fold, into in zip((good, bad), (folds, folds_of_bad), found, strict=True):
            into[of_fold == fold] = model.log_odds(rows[of_fold == fold])
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
